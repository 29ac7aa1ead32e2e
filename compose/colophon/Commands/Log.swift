import ArgumentParser

/// What an operator does with the log itself.
struct Log: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at the log: derive it anew, fetch its checkpoint, prove an entry, change its key.",
        subcommands: [LogFsck.self, LogCheckpoint.self, LogProve.self, LogRotateKey.self])
}
