import MeshTestKit
import Testing

@Suite("A password that is typed")
struct PasswordPromptTests {
    /// Runs `colophon` with `words` on a terminal, and types each answer when its question has come; what was on the screen.
    private func screen(
        _ words: String, state: String, in folder: TemporaryFolder, answers: [(question: String, typed: String)]
    ) async throws -> FinishedProgram {
        let shown = folder.file("screen")
        let command = try
            "\(BuiltProgram.path("colophon")) \(words) --state \(state) --mesh \(folder.file("mesh.yaml"))"
        let typing = answers.map {
            "until grep -q '\($0.question)' \(shown); do sleep 0.02; done; printf '\($0.typed)'"
        }
        let script = """
            : > \(shown)
            { \(typing.joined(separator: "; ")); sleep 0.2; } | script -qefc '\(command)' \(shown)
            """
        return try await FinishedProgram(["bash", "-c", "set -o pipefail; \(script)"], logs: folder.path)
    }

    @Test("is shown nowhere, and Ctrl-C sends nothing and leaves the terminal as it was", .timeLimit(.minutes(1)))
    func prompt() async throws {
        let folder = try TemporaryFolder("prompt")
        let state = folder.file("state")
        let ports = try Loopback.freePorts(2)
        try WholeFile.replace(
            folder.file("mesh.yaml"),
            with: """
                services:
                  identity: { listen: "127.0.0.1:\(ports[0])", probes: "127.0.0.1:\(ports[1])" }

                """)
        let keys = try await FinishedProgram(
            [BuiltProgram.path("colophon"), "pki", "init", "--state", state], logs: folder.path)
        try #require(keys.exit == .code(0), "\(keys)")

        // Nobody listens, so a password that was taken ends in a call that reaches nobody.
        let typed = try await screen(
            "login", state: state, in: folder,
            answers: [("name: ", "fox_moon\\n"), ("password: ", "Vulpes et Luna 7\\n")])
        #expect(typed.exit == .code(3) && typed.output.contains("cannot be reached"), "\(typed)")
        #expect(typed.output.contains("fox_moon") && !typed.output.contains("Vulpes"), "\(typed)")

        let interrupted = try await screen(
            "login fox_moon", state: state, in: folder, answers: [("password: ", "Vulpes\\003")])
        #expect(interrupted.exit == .code(2) && interrupted.output.contains("interrupted"), "\(interrupted)")
        #expect(!interrupted.output.contains("Vulpes"), "\(interrupted)")

        let different = try await screen(
            "register --accept-terms --mobile 13800138000 --user-name fox_moon", state: state, in: folder,
            answers: [("password: ", "Vulpes et Luna 7\\n"), ("again: ", "Vulpes et Luna 8\\n")])
        #expect(different.exit == .code(2) && different.output.contains("typed again"), "\(different)")
    }
}
