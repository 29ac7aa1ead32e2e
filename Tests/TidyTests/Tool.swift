import Foundation

/// Runs a program that a rule relies on.
enum Tool {
    struct Outcome {
        let exitCode: Int32
        /// Both output streams, in the order they came.
        let output: String
    }

    /// Runs `words` in the project's folder; nil when there is no such program.
    static func run(_ words: [String]) throws -> Outcome? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.currentDirectoryURL = URL(fileURLWithPath: Repository.root)
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        // env(1): 127 when the program is not found.
        if process.terminationStatus == 127 { return nil }
        return Outcome(exitCode: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
    }
}
