import Foundation
import MeshKernel
import MeshTestKit
import Testing

/// An agent and a holder, with the tool alone; then what is kept of the agent, and the audit of all of it.
@Suite(
    "A mandate, from its letter to its end; what is kept of it, and by whom it was looked at", .timeLimit(.minutes(5)))
struct MandatesJourneyTests {
    private static let holderMobile = "13800138000"
    private static let agentMobile = "13900000009"

    @Test("an agent files, the holder agrees, staff approve; the export has every picture; a changed audit is found")
    func journey() async throws {
        let mesh = try PeopleMesh()
        try await mesh.whileUp {
            let machine = try mesh.otherMachine("holder")
            try await mesh.appoint(
                "reviewer", mobile: "13900000001", roles: ["review", "auditor"])
            let holder = try await verified(
                mesh, "fox_moon", Self.holderMobile, "张老二", "11010519491231002X", at: machine)
            let agent = try await verified(
                mesh, "agent_fox", Self.agentMobile, "李代理", "440524188001010014", at: mesh.state)
            try await mesh.whileDown { try await mesh.ageCodes() }
            let mandate = try await file(mesh)
            try await agree(mesh, machine, mandate)
            try await approve(mesh, mandate)
            try await end(mesh, machine, mandate)
            try await export(mesh, mandate)
            try await audit(mesh, agent, holder, mandate)
        }
    }

    private func verified(
        _ mesh: PeopleMesh, _ name: String, _ mobile: String, _ person: String, _ number: String, at place: String
    ) async throws -> String {
        let registered = try await mesh.colophon(
            at: place, "register", "--mobile", mobile, "--user-name", name, "--accept-terms", "--password-file",
            try mesh.password(of: name))
        try #require(registered.exit == .code(0), "\(registered)")
        try await mesh.logIn(name, at: place)
        try await mesh.verify(
            at: place, PeopleMesh.person(person, number: number, mobile: mobile),
            pictures: [
                "portrait_side": try mesh.picture(name + "-portrait", seed: 2),
                "emblem_side": try mesh.picture(name + "-emblem", seed: 3),
            ])
        return String(try #require(registered.output.firstMatch(of: #/acc_[0-9a-f]+(?:-[0-9a-f]+)*/#)).0)
    }

    /// The agent names the holder, brings the letter and has them asked; the mandate.
    private func file(_ mesh: PeopleMesh) async throws -> String {
        let until = CivilDate(daysSinceEpoch: ChinaTime.day(SystemTime().wall()).daysSinceEpoch + 30).text
        let none = try await mesh.colophon("account", "mandates")
        #expect(none.exit == .code(0) && none.output.contains("no mandates"), "\(none)")
        let facts = mesh.folder.file("holder.yaml")
        try WholeFile.replace(facts, with: "name: 张老二\ndocument_number: 110105194912310021\n")
        let letter = try mesh.picture("letter", seed: 4)
        let wrong = try await mesh.colophon(
            "account", "mandates", "file", "--facts", facts, "--for", "works", "--until", until, "--letter", letter)
        #expect(wrong.exit == .code(2) && wrong.errors.contains("--document-number does not check"), "\(wrong)")
        try WholeFile.replace(facts, with: "name: 张老二\ndocument_number: 11010519491231002X\n")
        let noPicture = try await mesh.colophon(
            "account", "mandates", "file", "--facts", facts, "--for", "works", "--until", until, "--letter", facts)
        #expect(noPicture.exit == .code(2) && noPicture.errors.contains("neither a JPEG nor a PNG"), "\(noPicture)")
        let filed = try await mesh.colophon(
            "account", "mandates", "file", "--facts", facts, "--for", "works", "--for", "evidence", "--until", until,
            "--letter", letter)
        try #require(filed.exit == .code(0) && filed.output.contains("waits for its holder"), "\(filed)")
        #expect(filed.output.contains("works, evidence") && !filed.output.contains("张老二"), "\(filed)")
        let again = try await mesh.colophon(
            "account", "mandates", "file", "--facts", facts, "--for", "works", "--until", until, "--letter", letter)
        #expect(again.exit == .code(2) && again.errors.contains("colophon account mandates withdraw"), "\(again)")
        return String(try #require(filed.output.firstMatch(of: #/mdt_[0-9a-f]+(?:-[0-9a-f]+)*/#)).0)
    }

    /// The holder reads the letter and agrees with a code.
    private func agree(_ mesh: PeopleMesh, _ machine: String, _ mandate: String) async throws {
        let listed = try await mesh.colophon(at: machine, "account", "mandates")
        #expect(listed.exit == .code(0) && listed.output.contains(mandate), "\(listed)")
        let copy = mesh.folder.file("copy.png")
        let read = try await mesh.colophon(at: machine, "account", "mandates", "letter", mandate, copy)
        #expect(read.exit == .code(0), "\(read)")
        #expect(try WholeFile.contents(copy) == WholeFile.contents(mesh.folder.file("letter.png")))
        let agent = try await mesh.colophon("account", "mandates", "confirm", mandate, "--mobile", Self.holderMobile)
        #expect(agent.exit == .code(2) && agent.errors.contains("no such mandate"), "\(agent)")
        let agreed = try await mesh.colophon(
            at: machine, "account", "mandates", "confirm", mandate, "--mobile", Self.holderMobile)
        #expect(agreed.exit == .code(0) && agreed.output.contains("in review"), "\(agreed)")
    }

    private func approve(_ mesh: PeopleMesh, _ mandate: String) async throws {
        let queue = try await mesh.colophon("staff", "mandates")
        #expect(queue.exit == .code(0) && queue.output.contains(mandate), "\(queue)")
        let shown = try await mesh.colophon("staff", "mandates", "show", mandate)
        #expect(shown.exit == .code(0) && shown.output.contains("李代理") && shown.output.contains("张老二"), "\(shown)")
        let copy = mesh.folder.file("staff-copy.png")
        let letter = try await mesh.colophon("staff", "mandates", "letter", mandate, copy)
        #expect(letter.exit == .code(0), "\(letter)")
        #expect(try WholeFile.contents(copy) == WholeFile.contents(mesh.folder.file("letter.png")))
        let approved = try await mesh.colophon("staff", "mandates", "approve", mandate)
        #expect(approved.exit == .code(0) && approved.output.hasPrefix("in force  \(mandate)"), "\(approved)")
        let twice = try await mesh.colophon("staff", "mandates", "refuse", mandate, "--reason", "late")
        #expect(twice.exit == .code(2) && twice.errors.contains("is in force"), "\(twice)")
        let empty = try await mesh.colophon("staff", "mandates", "list")
        #expect(empty.exit == .code(0) && empty.output == "no letter is to be read\n", "\(empty)")
    }

    private func end(_ mesh: PeopleMesh, _ machine: String, _ mandate: String) async throws {
        let inForce = try await mesh.colophon("account", "mandates", "list", "--as", "agent", "--json")
        #expect(inForce.output.contains("\"state\":\"in force\""), "\(inForce)")
        let ended = try await mesh.colophon(at: machine, "account", "mandates", "withdraw", mandate)
        #expect(ended.exit == .code(0) && ended.output.contains("revoked  \(mandate)"), "\(ended)")
        let shown = try await mesh.colophon("account", "mandates", "show", mandate)
        #expect(shown.exit == .code(0) && shown.output.contains("ended by holder"), "\(shown)")
    }

    /// The agent's own copy of all that is kept of them: every picture as it was uploaded, for them alone.
    private func export(_ mesh: PeopleMesh, _ mandate: String) async throws {
        let place = mesh.folder.file("my-data")
        let password = try mesh.password(of: "agent_fox")
        let wrong = mesh.folder.file("wrong")
        try WholeFile.replace(wrong, with: "Vulpes et Luna 8\n")
        let refused = try await mesh.colophon("account", "export", "--into", place, "--password-file", wrong)
        #expect(refused.exit == .code(2) && !FileManager.default.fileExists(atPath: place), "\(refused)")
        let exported = try await mesh.colophon("account", "export", "--into", place, "--password-file", password)
        try #require(exported.exit == .code(0) && exported.output.contains("3 pictures"), "\(exported)")
        let names = try FileManager.default.contentsOfDirectory(atPath: place).sorted()
        #expect(names.count == 4 && names.contains("account.jsonl") && names.contains("\(mandate).png"), "\(names)")
        let uploaded = try ["agent_fox-portrait", "agent_fox-emblem", "letter"].map {
            try WholeFile.contents(mesh.folder.file($0 + ".png"))
        }
        let got = try names.filter { $0.hasSuffix(".png") }.map { try WholeFile.contents(place + "/" + $0) }
        #expect(Set(got) == Set(uploaded))
        for (path, mode) in [(place, 0o700)] + names.map({ (place + "/" + $0, 0o600) }) {
            #expect(
                try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == mode, "\(path)")
        }
        let list = try WholeFile.text(place + "/account.jsonl")
        for word in ["\"section\":\"audit\"", "440524188001010014", "李代理", mandate] {
            #expect(list.contains(word), "\(word)")
        }
        // What is there already is kept, and nothing half lies beside it.
        let again = try await mesh.colophon("account", "export", "--into", place, "--password-file", password)
        #expect(again.exit == .code(2) && again.errors.contains("is there already"), "\(again)")
        let beside = try FileManager.default.contentsOfDirectory(atPath: mesh.folder.path)
        #expect(!beside.contains { $0.hasPrefix("my-data.") }, "\(beside)")
        let printed = try await mesh.colophon("account", "export", "--password-file", password)
        #expect(printed.exit == .code(0) && printed.errors.contains("--into FOLDER"), "\(printed)")
    }

    /// The audit of the agent, its check, and what the check says of a byte that somebody has flipped.
    private func audit(_ mesh: PeopleMesh, _ agent: String, _ holder: String, _ mandate: String) async throws {
        let listed = try await mesh.colophon("staff", "audit", "--account", agent, "--json")
        try #require(listed.exit == .code(0), "\(listed)")
        let lines = listed.output.split(separator: "\n")
        #expect(lines.first?.contains("\"action\":\"audit_viewed\"") == true, "\(listed)")
        #expect(lines.allSatisfy { $0.contains("\"account\":\"\(agent)\"") }, "\(listed)")
        #expect(!listed.output.contains("李代理") && !listed.output.contains(Self.agentMobile), "\(listed)")
        let approved = try #require(lines.first { $0.contains("mandate_approved") })
        let record = String(try #require(approved.firstMatch(of: #/"record":([0-9]+)/#)).1)
        let few = try await mesh.colophon("staff", "audit", "--count", "3")
        #expect(few.exit == .code(0) && few.output.split(separator: "\n").count == 4, "\(few)")
        let intact = try await mesh.colophon("staff", "audit", "--check")
        #expect(intact.exit == .code(0) && intact.output.hasPrefix("intact  "), "\(intact)")
        try await mesh.whileDown {
            var bytes = try WholeFile.contents(mesh.identityStore)
            let needle = Array("mandate_approved\(mandate)".utf8)
            // Also what pages that were split have left behind.
            let places = bytes.indices.filter { bytes[$0] == needle[0] && bytes[$0...].starts(with: needle) }
            try #require(!places.isEmpty)
            for place in places { bytes[place + needle.count - 1] ^= 1 }
            try WholeFile.replace(mesh.identityStore, with: bytes)
        }
        let broken = try await mesh.colophon("staff", "audit", "--check")
        #expect(broken.exit == .code(1), "\(broken)")
        #expect(broken.output.contains("broken  record \(record);"), "\(broken)")
        #expect(broken.output.contains("mandate_approved by"), "\(broken)")
        #expect(broken.errors.contains("from record \(record) on"), "\(broken)")
        let json = try await mesh.colophon("staff", "audit", "--check", "--json")
        #expect(json.exit == .code(1) && json.output.contains("\"intact\":false"), "\(json)")
        // Both checks, and the looks before, are records.
        let looks = try await mesh.colophon("staff", "audit", "--count", "20", "--json")
        #expect(looks.output.split(separator: "\n").count { $0.contains("audit_checked") } == 3, "\(looks)")
    }
}
