import ArgumentParser
import MeshTestKit

/// Keeps an input.
struct Save: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Write the input that a seed makes to a file.")

    @Argument(help: "The target.")
    var subject: AnySubject

    @Argument(help: "The seed.")
    var seed: UInt64

    @Argument(help: "The file.")
    var file: String

    func run() async throws {
        let target = try await subject.target()
        let input = target.input(SeededRandom(seed: seed))
        try await target.close()
        try WholeFile.replace(file, with: input)
    }
}
