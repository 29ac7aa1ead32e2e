import ArgumentParser

/// What other implementations of ttrpc are tested against.
struct Interop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The interoperability services, for any client.", subcommands: [InteropServe.self])
}
