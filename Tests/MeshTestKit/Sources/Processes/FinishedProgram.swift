import MeshKernel

/// A program that ran to its end.
package struct FinishedProgram: Sendable {
    /// How it ended.
    package let exit: ChildProcess.Exit
    /// What it wrote to standard output.
    package let output: String
    /// What it wrote to standard error.
    package let errors: String

    /// Runs the words of a command; its output files lie in the folder `logs`.
    package init(_ words: [String], environment: [String: String] = [:], logs: String) async throws {
        let name = "run-" + Hexadecimal.encode(SystemRandom().bytes(4))
        let process = try ChildProcess(
            words[0], Array(words.dropFirst()), environment: environment, logs: logs, name: name)
        exit = await process.wait()
        output = process.output
        errors = process.errors
    }
}
