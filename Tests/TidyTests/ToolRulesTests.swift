import Foundation
import Testing

/// Rules that other programs judge. A missing program is a failure, not a pass.
@Suite("Format and scripts are clean", .timeLimit(.minutes(10)))
struct ToolRulesTests {
    @Test("swift format finds nothing in the files we write")
    func format() throws {
        let files = Repository.handwritten
        let outcome = try #require(
            try Tool.run(
                ["swift", "format", "lint", "--strict", "--parallel", "--configuration", ".swift-format"] + files),
            "swift format is missing; it is part of the Swift toolchain")
        #expect(outcome.exitCode == 0, "\(outcome.output)")
    }

    @Test("swift format would notice a line that is not formatted")
    func formatNotices() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("Unformatted.swift")
        try "struct  A{let b=1}\n".write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let outcome = try #require(
            try Tool.run(["swift", "format", "lint", "--strict", "--configuration", ".swift-format", file.path]))
        #expect(outcome.exitCode != 0)
    }

    /// Files that bash runs: by their name, or by their first line.
    static let scripts = Repository.files.filter { path in
        path.hasSuffix(".sh") || (path.hasPrefix(".ci/") && Repository.text(path).hasPrefix("#!"))
    }

    @Test("every script parses and shellcheck finds nothing", arguments: scripts)
    func script(_ path: String) throws {
        let syntax = try #require(try Tool.run(["bash", "-n", path]))
        #expect(syntax.exitCode == 0, "\(syntax.output)")
        let check = try #require(
            try Tool.run(["shellcheck", "--external-sources", "--source-path=SCRIPTDIR", path]),
            "shellcheck is missing: apt-get install shellcheck")
        #expect(check.exitCode == 0, "\(check.output)")
    }

    @Test("every script stops at the first failure", arguments: scripts)
    func strictness(_ path: String) {
        #expect(ScriptRule.violations(path: path, text: Repository.text(path)) == [])
    }

    @Test("the scripts of the README are among them")
    func scriptsAreFound() {
        #expect(Self.scripts.contains("compose/up.sh"))
        #expect(Self.scripts.contains("Tests/run.sh"))
        #expect(Self.scripts.contains(".ci/run"))
    }
}
