import Foundation
import MeshKernel
import MeshTestKit
import Testing

/// Runs the tool's commands with --json, and keeps which they were.
private final class JSONCommands {
    private struct Help: Decodable {
        struct Command: Decodable {
            struct Argument: Decodable {
                struct Name: Decodable { let name: String }
                let names: [Name]?
            }
            let commandName: String
            let subcommands: [Command]?
            let arguments: [Argument]?

            /// Every command below this one that does something, by its words, with the names of its options.
            func leaves(_ path: [String]) -> [(String, Set<String>)] {
                let below = (subcommands ?? []).filter { $0.commandName != "help" }
                guard below.isEmpty else { return below.flatMap { $0.leaves(path + [$0.commandName]) } }
                return [(path.joined(separator: " "), Set((arguments ?? []).flatMap { $0.names ?? [] }.map(\.name)))]
            }
        }
        let command: Command
    }

    private let mesh: PeopleMesh
    /// The options of every command.
    let known: [String: Set<String>]
    /// Those that were run.
    private(set) var seen: Set<String> = []

    init(_ mesh: PeopleMesh) async throws {
        self.mesh = mesh
        let dump = try await FinishedProgram(
            [BuiltProgram.path("colophon"), "--experimental-dump-help"], logs: mesh.folder.path)
        let help = try JSONDecoder().decode(Help.self, from: Data(dump.output.utf8))
        known = Dictionary(uniqueKeysWithValues: help.command.leaves([]))
    }

    /// Runs a command; its objects, of which there are at least so many.
    @discardableResult
    func run(_ words: String..., least: Int = 1, at place: String? = nil) async throws -> [[String: Any]] {
        let path = try #require(
            (1...words.count).map { words.prefix($0).joined(separator: " ") }.last { known[$0] != nil }, "\(words)")
        let options = known[path] ?? []
        let state = options.contains("state") ? ["--state", place ?? mesh.state] : []
        let meshFile = options.contains("mesh") ? ["--mesh", mesh.folder.file("mesh.yaml")] : []
        let finished = try await FinishedProgram(
            [BuiltProgram.path("colophon")] + words + ["--json"] + state + meshFile, logs: mesh.folder.path)
        try #require(finished.exit == .code(0), "\(words): \(finished)")
        let objects = try finished.output.split(separator: "\n").map { line in
            try #require(
                try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(words): \(finished)")
        }
        #expect(objects.count >= least && finished.output.hasSuffix("\n") == !objects.isEmpty, "\(words): \(finished)")
        #expect(finished.errors.isEmpty, "\(words): \(finished)")
        seen.insert(path)
        return objects
    }

    /// A text of the first object.
    func text(_ key: String, of objects: [[String: Any]]) throws -> String {
        try #require(objects.first?[key] as? String, "\(objects)")
    }
}

/// What `--json` promises: one object a line, and of everything that was done.
@Suite("The tool for programs", .timeLimit(.minutes(10)))
struct JSONPromiseTests {
    /// Commands that need an institution, an agent, a dossier, a second adviser, a mesh that is down or to be stopped: they
    /// are run by the journeys of those.
    private static let elsewhere: Set<String> = [
        "account members accept", "account members act", "account members invite", "account members leave",
        "account members list", "account members remove", "account members resume", "account members roles",
        "account members suspend", "account mandates confirm", "account mandates file", "account mandates letter",
        "account mandates show", "account mandates withdraw", "staff approve", "staff claim", "staff extend",
        "staff free-number", "staff mandates approve", "staff mandates letter", "staff mandates refuse",
        "staff mandates revoke", "staff mandates show", "staff picture", "staff refuse", "staff release", "staff show",
        "staff take-over", "staff tickets hand-on", "staff advisers relieve", "staff dead-letters replay",
        "bundle renew", "log rotate-key", "pki rotate", "down", "witness serve",
    ]
    /// An account that the development key speaks for.
    private static let account = "acc_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1e04"

    @Test("every command prints one object a line, and of what it did at least one")
    func everyCommand() async throws {
        let mesh = try PeopleMesh()
        let tool = try await JSONCommands(mesh)
        for (path, options) in tool.known where path != "help" {
            #expect(options.contains("json"), "\(path)")
        }
        try await mesh.whileUp {
            try await operate(tool, mesh)
            try await beSomebody(tool, mesh)
            try await seal(tool, mesh)
            try await ask(tool, mesh)
            try await keepLists(tool, mesh)
            try await leave(tool, mesh)
        }
        #expect(Set(tool.known.keys).subtracting(tool.seen) == Self.elsewhere)
    }

    private func operate(_ tool: JSONCommands, _ mesh: PeopleMesh) async throws {
        try await tool.run("pki", "init", at: mesh.folder.file("another"))
        try await tool.run("pki", "complete")
        try await tool.run("pki", "issue", "notify")
        try await tool.run("up", least: 3)
        try await tool.run("status", least: 3)
        try await tool.run("top", "--once", "--interval", "0.2", least: 3)
        try await tool.run("calls", "evidence")
        try await tool.run("list")
        try await tool.run("list", "evidence")
        try await tool.run("describe", "SubmitRequest")
        try await tool.run("token")
        try await tool.run("call", "evidence/ListProjects", "--account", Self.account)
        try await tool.run("witness", "init", "--key", mesh.folder.file("witness.key"), "--name", "example.org/w")
    }

    private func beSomebody(_ tool: JSONCommands, _ mesh: PeopleMesh) async throws {
        let file = try mesh.password(of: "fox_moon")
        try await tool.run(
            "register", "--mobile", "13800138000", "--user-name", "fox_moon", "--accept-terms", "--password-file", file)
        try await tool.run("login", "fox_moon", "--password-file", file)
        try await tool.run("whoami")
        try await tool.run("inbox", "13800138000")
        try await tool.run("verify-identity", "--status")
        try await tool.run("account", "complete", "--status")
        try await tool.run("account", "mandates", "list", least: 0)
        try await tool.run("account", "members", "institutions", least: 0)
        try await tool.run("account", "email", "fox@example.cn", "--password-file", file)
        try await tool.run("account", "mobile", "13800138001", "--password-file", file)
        try await tool.run("account", "name", "hare_sun", "--password-file", file)
        try await tool.run("account", "export", "--password-file", file, least: 5)
        let kept = try await tool.run(
            "account", "export", "--into", mesh.folder.file("my-data"), "--password-file", file)
        #expect(try tool.text("folder", of: kept) == mesh.folder.file("my-data"))
        let other = try mesh.otherMachine("other")
        let session = try tool.text(
            "session", of: await tool.run("login", "hare_sun", "--password-file", file, at: other))
        try await tool.run("sessions", "list", least: 2)
        try await tool.run("sessions", "end", session)
        try await mesh.appoint(
            "reviewer", mobile: "13900000001", roles: ["review", "support", "administrator", "auditor"])
        try await tool.run("staff", "grant", "reviewer", "privacy")
        try await tool.run("staff", "list")
        try await tool.run("staff", "withdraw", "reviewer", "privacy")
        try await tool.run("login", "reviewer", "--staff", "--password-file", try mesh.password(of: "reviewer"))
    }

    private func seal(_ tool: JSONCommands, _ mesh: PeopleMesh) async throws {
        let work = mesh.folder.file("draft.txt")
        try WholeFile.replace(work, with: "The fox looks at the moon.\n")
        let facts = mesh.folder.file("facts.yaml")
        try WholeFile.replace(facts, with: "category: F\nnature: original\n")
        let account = ["--account", Self.account]
        let project = try tool.text("id", of: await tool.run("project", "create", "Moon", account[0], account[1]))
        try await tool.run("project", "show", "Moon", account[0], account[1])
        try await tool.run("project", "settings", "Moon", "--file", facts, account[0], account[1])
        let sealed = try await tool.run("seal", work, "--project", project, account[0], account[1])
        let number = try tool.text("number", of: sealed)
        try await tool.run("verify", try tool.text("bundle", of: sealed), work)
        let filing = try tool.text(
            "id",
            of: await tool.run(
                "filing", "apply", "--project", project, "--kind", "design", "--storer", "Studio Kaito", "--content",
                "first drawing", try tool.text("id", of: sealed), account[0], account[1]))
        try await tool.run("filing", "list", account[0], account[1])
        try await tool.run("filing", "show", filing, account[0], account[1])
        try await tool.run("filing", "renew", filing, account[0], account[1])
        try await tool.run("filing", "manage", account[0], account[1])
        try await tool.run("credits", "grant", "--quantity", "5", Self.account)
        try await tool.run("credits", "list", account[0], account[1])
        try await tool.run("credits", "uses", account[0], account[1])
        try await tool.run("credits", "suppliers", account[0], account[1])
        try await tool.run("chain", "export", project, account[0], account[1])
        try await tool.run("item", "find", number)
        try await tool.run("item", "custody", number, account[0], account[1])
        try await tool.run("item", "check", number, account[0], account[1])
        try await tool.run("item", "checks", number, account[0], account[1])
        try await tool.run("item", "erase", "--destroy-for-good", number, account[0], account[1])
        try await tool.run("log", "checkpoint")
        try await tool.run("log", "prove", "0")
        try await tool.run("log", "fsck", "--live")
    }

    private func ask(_ tool: JSONCommands, _ mesh: PeopleMesh) async throws {
        try await tool.run("staff", "advisers", "on", "--name", "Li")
        let ticket = try tool.text("ticket", of: await tool.run("ticket", "open", "A work", "Where is it?"))
        try await tool.run("ticket", "list")
        try await tool.run("ticket", "show", ticket)
        try await tool.run("ticket", "adviser")
        try await tool.run("staff", "tickets", "list")
        try await tool.run("staff", "tickets", "show", ticket)
        try await tool.run("staff", "tickets", "begin", ticket)
        try await tool.run("ticket", "say", ticket, "Well?")
        try await tool.run("staff", "tickets", "say", ticket, "There.", "--resolve")
        try await tool.run("ticket", "reopen", ticket, "Where?")
        try await tool.run("staff", "tickets", "say", ticket, "There.", "--resolve")
        try await tool.run("ticket", "resolve", ticket)
        let call = try tool.text("call", of: await tool.run("ticket", "call-back", "--number", "0791-86694220"))
        try await tool.run("ticket", "calls")
        try await tool.run("staff", "calls", "list")
        try await tool.run("staff", "calls", "done", call)
        try await tool.run("staff", "advisers", "off")
        try await tool.run("staff", "dead-letters", "list", least: 0)
        try await tool.run("staff", "looks")
    }

    private func keepLists(_ tool: JSONCommands, _ mesh: PeopleMesh) async throws {
        let rows = mesh.folder.file("accounts.jsonl")
        try WholeFile.replace(rows, with: "{\"reference\": \"old-1\", \"mobile\": \"13800138021\"}\n")
        try await tool.run("staff", "import", rows)
        try await tool.run("staff", "queue", least: 0)
        try await tool.run("staff", "mandates", "list", least: 0)
        try await tool.run("staff", "audit", "--count", "3")
        try await tool.run(
            "staff", "offices", "put", "郑州版权服务站", "--authority", "henan", "--city", "4101", "--source", "官网")
        try await tool.run("reference", "offices", "--city", "4101")
        try await tool.run("staff", "offices", "remove", "郑州版权服务站", "--authority", "henan")
        try await tool.run("reference", "regions")
        try await tool.run("reference", "industries")
        let year = "\(ChinaTime.day(SystemTime().wall()).year + 1)"
        try await tool.run("staff", "calendar", year, "--off", "\(year)-01-01..\(year)-01-03", "--source", "国办发明电")
        try await tool.run("reference", "calendar", year)
    }

    private func leave(_ tool: JSONCommands, _ mesh: PeopleMesh) async throws {
        let file = try mesh.password(of: "fox_moon")
        try await mesh.whileDown { try await mesh.ageCodes() }
        try WholeFile.replace(file, with: "Lepus et Sol 8\n")
        try await tool.run("reset-password", "13800138001", "--password-file", file)
        try await tool.run("logout", least: 1)
        try await tool.run("login", "hare_sun", "--password-file", file)
        try await tool.run("account", "erase", "--yes", "--password-file", file)
    }
}
