import ArgumentParser
import MeshTestKit

/// How long the mesh takes from its start until it says that it is ready.
struct Start: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "From the start of the evidence process to the first 200 of /readyz.",
        discussion: "The first round begins a new store; the others open the one that is there.")

    @Option(help: "Starts to measure.")
    var rounds = 5

    func validate() throws {
        guard (1...1_000).contains(rounds) else { throw ValidationError("--rounds is from 1 to 1000") }
    }

    func run() async throws {
        let mesh = try LocalMesh()
        var milliseconds: [Double] = []
        for _ in 0..<rounds {
            let service = try await mesh.start()
            milliseconds.append(service.startup / .milliseconds(1))
            await service.stop()
        }
        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("rounds", rounds)
        line.add("first_ms", milliseconds[0])
        line.add("median_ms", milliseconds.sorted()[rounds / 2])
        line.add("worst_ms", milliseconds.max() ?? 0)
        print(line)
    }
}
