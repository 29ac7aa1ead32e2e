import ArgumentParser

/// The program: each subcommand measures one thing and prints one JSON line.
@main
struct Meshbench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meshbench",
        abstract: "Measures Colophon on this machine; every command that measures prints one JSON line.",
        subcommands: [
            Echo.self, OpenLoop.self, Stream.self, Idle.self, Append.self, Submit.self, Timestamps.self, Upload.self,
            Start.self, Growth.self, Record.self, Send.self, Silent.self, Told.self, Tokens.self, Logins.self,
            Profiles.self, Interop.self, ServeEcho.self,
        ])
}
