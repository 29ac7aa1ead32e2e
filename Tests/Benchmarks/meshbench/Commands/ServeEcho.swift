import ArgumentParser
import MeshRuntime

/// The server's side of `echo` and `idle`; started by them.
struct ServeEcho: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve-echo", abstract: "Serve the echo of the benchmarks.", shouldDisplay: false)

    @Option(help: "The configuration file.")
    var config: String

    func run() async throws {
        try await MeshRuntime.run(EchoBench.self, arguments: ["--config", config])
    }
}
