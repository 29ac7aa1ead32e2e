import ArgumentParser

/// The program: each subcommand measures one thing and prints one JSON line.
@main
struct Meshbench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meshbench",
        abstract: "Measures Colophon on this machine; every command prints one JSON line.",
        subcommands: [
            Echo.self, Idle.self, Append.self, Submit.self, Upload.self, Start.self, Record.self, ServeEcho.self,
        ])
}
