import ArgumentParser
import Foundation
import MeshAPI
import MeshRPC
import Testing

@testable import colophon

@Suite("The commands of mandates, imports, lists and the audit", .timeLimit(.minutes(1)))
struct IdentityCommandTests {
    private func identity() throws -> MeshFile.Service {
        try #require(
            try MeshFile.parse("services: { identity: { listen: 'a:1', probes: 'a:2' } }", path: "m").services.first)
    }

    private func refusal(_ reason: String, _ code: RPCError.Code = .failedPrecondition) -> RPCError {
        RPCError(code, "no").withReason(reason, domain: "identity").retryAfter(.seconds(43))
    }

    @Test("words of a command line become what they say")
    func parsing() throws {
        let file = try #require(
            try Colophon.parseAsRoot([
                "account", "mandates", "file", "--facts", "h.yaml", "--for", "works", "--for", "market", "--until",
                "2027-12-31", "--letter", "l.png",
            ]) as? MandatesFile)
        #expect(file.businesses == [.works, .market] && file.letter == "l.png" && file.authority == nil)
        let on = try #require(
            try Colophon.parseAsRoot(["account", "mandates", "file", "--mandate", "mdt_1"]) as? MandatesFile)
        #expect(on.mandate == "mdt_1" && on.letter == nil)
        #expect(try Colophon.parseAsRoot(["account", "mandates"]) is MandatesList)
        #expect(try Colophon.parseAsRoot(["staff", "mandates"]) is StaffMandatesList)
        let audit = try #require(try Colophon.parseAsRoot(["staff", "audit", "--count", "5"]) as? StaffAudit)
        #expect(audit.count == 5 && !audit.check)
        let calendar = try #require(
            try Colophon.parseAsRoot(["staff", "calendar", "2027", "--off", "2027-01-01", "--source", "x"])
                as? StaffCalendar)
        #expect(calendar.year == 2_027 && calendar.off == ["2027-01-01"])
        let export = try #require(try Colophon.parseAsRoot(["account", "export", "--into", "d"]) as? AccountExport)
        #expect(export.into == "d")
        let accept = try #require(
            try Colophon.parseAsRoot(["account", "members", "accept", "inv_1", "--mobile", "1"]) as? MembersAccept)
        #expect(accept.invitation == "inv_1" && accept.mobile == "1")
    }

    @Test(
        "what cannot be meant is refused as usage",
        arguments: [
            ["account", "mandates", "file"],
            ["account", "mandates", "file", "--mandate", "m", "--until", "2027-01-01"],
            ["account", "mandates", "file", "--mandate", "m", "--document-kind", "passport"],
            ["account", "mandates", "file", "--mandate", "m", "--from", "2027-01-01"],
            ["account", "mandates", "file", "--mandate", "m", "--authority", "platform"],
            ["account", "mandates", "file", "--for", "fun", "--until", "2027-01-01", "--letter", "l"],
            ["account", "mandates", "list", "--as", "owner"],
            ["account", "members", "accept", "i", "--decline", "--mobile", "1"],
            ["staff", "audit", "--count", "0"], ["staff", "audit", "--count", "10001"],
            ["staff", "audit", "--check", "--account", "a"], ["staff", "calendar", "2027", "--source", "x"],
            ["staff", "mandates", "refuse", "m"], ["reference", "calendar", "1999"], ["staff", "import"],
            ["staff", "offices", "put", "X", "--city", "4101", "--source", "s"],
        ])
    func usage(words: [String]) {
        #expect(throws: (any Error).self) { try Colophon.parseAsRoot(words) }
    }

    @Test(
        "each refusal about members says what to do, to whoever administers and to whoever acts",
        arguments: [
            ("MEMBER_NOT_FOUND", true, "colophon account members list"),
            ("MEMBER_NOT_FOUND", false, "colophon account members institutions"),
            ("NOT_INSTITUTION", true, "colophon account members act"),
            ("NOT_ADMINISTRATOR", true, "colophon account members list"),
            ("LAST_ADMINISTRATOR", false, "members roles --role administrator"),
            ("FOUNDING_MEMBER", true, "colophon account members suspend"),
            ("INVITATION_NOT_FOUND", false, "colophon account members institutions"),
            ("ALREADY_MEMBER", false, "colophon account members institutions"),
            ("INSTITUTION_NOT_VERIFIED", true, "colophon verify-identity"),
            ("CODE_TOO_SOON", true, "Invite again in 43 s"),
        ])
    func members(reason: String, isAdministering: Bool, advice: String) throws {
        let failure = try #require(Failure.members(refusal(reason), isAdministering: isAdministering))
        #expect(failure.advice?.contains(advice) == true, "\(failure)")
    }

    @Test("whoever acts for an institution is told for whom, and how they speak for themselves again")
    func acting() throws {
        let institution = SignIn.Institution(account: "acc_1", name: "样书文化有限公司")
        for reason in ["ROLE_MISSING", "SIGN_IN_ENDED", "REFRESH_REFUSED"] {
            let failure = try #require(Failure(of: refusal(reason), to: "quill_two", actingFor: institution))
            #expect(failure.kind == .inputRefused && failure.summary.contains("样书文化有限公司"), "\(failure)")
            #expect(failure.advice?.contains("colophon login quill_two") == true, "\(failure)")
        }
        #expect(Failure(of: refusal("DOSSIER_STATE"), to: "quill_two", actingFor: institution) == nil)
        // Also where nobody knows for whom: there is advice.
        let other = Failure(refusal("ROLE_MISSING", .permissionDenied), from: try identity())
        #expect(other.summary.contains("ROLE_MISSING") && other.advice?.contains("colophon whoami") == true)
    }

    @Test("a code that was sent for something else is not recommended")
    func otherPurpose() throws {
        let failure = Failure(ofIdentity: refusal("CODE_TOO_SOON", .resourceExhausted), from: try identity())
        #expect(failure.advice?.contains("One for something else is good for that alone") == true)
        #expect(failure.advice?.contains("43 s") == true && failure.kind == .unreachable)
    }

    @Test(
        "each refusal about mandates says what to do",
        arguments: [
            ("MANDATE_NOT_FOUND", "colophon account mandates"), ("MANDATE_UNDER_WAY", "mandates withdraw"),
            ("LETTER_MISSING", "--letter FILE"), ("MOBILE_MISSING", "colophon account mobile"),
            ("HOLDER_NOT_VERIFIED", "verify-identity --again"), ("PICTURE_BLURRED", "--letter FILE"),
            ("TOO_BUSY", "43 s"), ("MANDATE_STATE", "mandates show"),
        ])
    func mandates(reason: String, advice: String) throws {
        let failure = try #require(Failure.mandates(refusal(reason)))
        #expect(failure.advice?.contains(advice) == true, "\(failure)")
    }

    @Test("a wrong field is named as the option that it was said with; one of a list by its place")
    func fields() throws {
        let error = RPCError.invalidArgument("2 fields are wrong").violating(field: "valid_until", "is needed")
            .violating(field: "businesses[1]", "is not in the list").withReason("INVALID_FIELDS", domain: "identity")
        let failure = try #require(Failure.mandates(error))
        #expect(failure.summary == "2 fields are wrong")
        #expect(failure.advice == "--until is needed\n       --for (number 2) is not in the list")
        let other = RPCError.invalidArgument("one field is wrong").violating(
            field: "valid_until", "contradicts valid_from"
        ).withReason("INVALID_FIELDS", domain: "identity")
        #expect(Failure.mandates(other)?.summary == "--until contradicts --from")
    }

    @Test("what staff did with a dossier is said first, and its state beside it")
    func released() {
        let line = QueuedLine(
            IdentityV1.QueuedDossier(id: "dos_1", state: .inReview, deadline: "2026-12-01"))
        #expect(line.words("given back", isStep: true) == "given back  dos_1, in review, until 2026-12-01")
        #expect(line.words("in review", isStep: false) == "in review  dos_1, until 2026-12-01")
        let decided = QueuedLine(IdentityV1.QueuedDossier(id: "dos_1", state: .approved))
        #expect(decided.words("approved", isStep: false) == "approved  dos_1")
    }

    @Test("rows of a file are read whole, and the first line that is none is named before anything is sent")
    func importRows() throws {
        let scratch = try Scratch()
        let good = try scratch.write(
            "good", #"{"reference":"a","mobile":"1"}"# + "\r\n\n" + #"{"reference":"b","mobile":"2","user_name":"x"}"#)
        let rows = try StaffImport.rows(of: good)
        #expect(rows.map(\.reference) == ["a", "b"] && rows.map(\.userName) == ["", "x"])
        for (text, words) in [
            (#"{"reference":"a","mobile":"1"}"# + "\n{}\n", "line 2"), (#"{"reference":"a","mobile":1}"#, "line 1"),
            (#"{"reference":"a","mobile":"1","password":"x"}"#, "line 1"), ("\n \n", "no rows"), ("[]", "line 1"),
        ] {
            let file = try scratch.write("bad", text)
            let failure = #expect(throws: Failure.self) { try StaffImport.rows(of: file) }
            #expect(failure?.kind == .inputRefused && failure?.summary.contains(words) == true, "\(text)")
        }
    }

    @Test("a file that cannot be imported is refused for what is wrong with it")
    func importFiles() throws {
        let scratch = try Scratch()
        let none = #expect(throws: Failure.self) { try StaffImport.rows(of: scratch.file("none")) }
        #expect(none?.summary == "\(scratch.file("none")) is not there" && none?.advice == nil)
        let folder = #expect(throws: Failure.self) { try StaffImport.rows(of: scratch.path) }
        #expect(folder?.kind == .inputRefused && folder?.advice == nil, "\(String(describing: folder))")
        let long = try scratch.write("long", [UInt8](repeating: 10, count: 16 * 1_048_576 + 1))
        let tooLong = #expect(throws: Failure.self) { try StaffImport.rows(of: long) }
        #expect(tooLong?.summary == "\(long) is longer than 16 MiB" && tooLong?.advice?.contains("Split") == true)
    }

    @Test("what was imported before a call failed is told with the failure")
    func importCutOff() async {
        let rows = (0..<450).map { IdentityV1.ImportRow(reference: "r\($0)", mobile: "1") }
        var sizes: [Int] = []
        let (outcomes, failure) = await StaffImport.outcomes(of: rows) { some in
            sizes.append(some.count)
            guard sizes.count < 3 else { throw Failure.unreachable("identity is away", advice: "Look.") }
            return some.map { IdentityV1.ImportOutcome(reference: $0.reference, account: "acc_1") }
        }
        #expect(sizes == [200, 200, 50] && outcomes.map(\.reference) == rows.prefix(400).map(\.reference))
        let told = failure as? Failure
        #expect(told?.kind == .unreachable && told?.summary == "after 400 rows: identity is away")
        #expect(told?.advice?.hasPrefix("Look.") == true && told?.advice?.contains("what is there stays") == true)
        let (none, first) = await StaffImport.outcomes(of: rows) { _ in throw Failure.refused("no") }
        #expect(none.isEmpty && first as? Failure == .refused("no"))
    }

    @Test("a span of days leaves out those that are so anyway, and a day alone is said as it is")
    func calendarDays() throws {
        // From a Friday to the Monday after.
        let off = try StaffCalendar.days("2027-01-01..2027-01-04", option: "--off", working: false)
        #expect(off.map(\.day) == ["2027-01-01", "2027-01-04"] && off.allSatisfy { !$0.working })
        let work = try StaffCalendar.days("2027-01-01..2027-01-04", option: "--work", working: true)
        #expect(work.map(\.day) == ["2027-01-02", "2027-01-03"])
        let saturday = try StaffCalendar.days("2027-01-02", option: "--off", working: false)
        #expect(saturday.map(\.day) == ["2027-01-02"])
        for text in [
            "", "..", "2027-01-04..2027-01-01", "2027-02-30", "2027-01-01..2028-06-01",
            "2027-01-01..2027-01-02..2027-01-03",
        ] {
            #expect(throws: Failure.self) { try StaffCalendar.days(text, option: "--off", working: false) }
        }
        let error = RPCError.invalidArgument("x").violating(field: "days[0].working", "contradicts days[0].day")
            .withReason("INVALID_FIELDS", domain: "identity")
        #expect(Failure.calendar(error, saturday)?.summary.hasPrefix("2027-01-02 is of a weekend") == true)
    }

    /// The parts of an export with one picture of `bytes`, which says that it is of `announced`.
    private func parts(_ bytes: [UInt8], announced: Int? = nil, of: String, type: String = "image/png")
        -> [IdentityV1.SubjectExportPart]
    {
        let pieces = stride(from: 0, to: bytes.count, by: 3).map { Array(bytes[$0..<min($0 + 3, bytes.count)]) }
        return [
            .init(section: "account", items: [.init(name: "id", value: "acc_1")]),
            .init(
                section: "picture",
                items: [
                    .init(name: "of", value: of), .init(name: "type", value: type),
                    .init(name: "bytes", value: "\(announced ?? bytes.count)"),
                ]),
        ] + pieces.map { .init(section: "picture", data: $0) }
    }

    private static let document = "doc_01a20562-09ef-7d7b-adf3-37ef7cbee838"

    @Test("an export is put together beside its folder, for its owner alone, and is there when all of it is")
    func exportFolder() async throws {
        let scratch = try Scratch()
        let path = scratch.file("mine")
        let folder = try ExportFolder(path)
        for part in parts([1, 2, 3, 4], of: Self.document) { try await folder.take(part) }
        #expect(!FileManager.default.fileExists(atPath: path))
        try await folder.finish()
        #expect(await folder.pictures == 1)
        #expect(await folder.bytes == 4)
        let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        #expect(names == ["account.jsonl", "\(Self.document).png"])
        #expect(try Data(contentsOf: URL(filePath: path + "/" + names[1])) == Data([1, 2, 3, 4]))
        let list = try String(contentsOfFile: path + "/account.jsonl", encoding: .utf8)
        #expect(list == "{\"items\":{\"id\":\"acc_1\"},\"section\":\"account\"}\n")
        for name in names {
            let mode = try FileManager.default.attributesOfItem(atPath: path + "/" + name)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o700)
        #expect(throws: Failure.self) { try ExportFolder(path) }
    }

    @Test("a folder is the one that is named, however that is written", arguments: ["", "/", "//", "/.", "/a/.."])
    func exportFolderName(ending: String) async throws {
        let scratch = try Scratch()
        let folder = try ExportFolder(scratch.file("mine") + ending)
        #expect(ExportFolder.unfinished(beside: scratch.file("mine") + ending).count == 1)
        try await folder.finish()
        #expect(await folder.path == scratch.file("mine"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["mine"])
        #expect(ExportFolder.unfinished(beside: scratch.file("mine")).isEmpty)
        #expect(throws: Failure.self) { try ExportFolder.checkAbsent(scratch.file("mine") + ending) }
    }

    @Test("what is kept is shown as it is to programs, and to people without what would command their terminal")
    func exportLines() {
        let hostile = "Li\u{1B}]0;x\u{7}\n\u{202E}"
        for line in [
            ExportLine(IdentityV1.SubjectExportPart(section: "account", items: [.init(name: "name", value: hostile)])),
            ExportLine(NotifyV1.SubjectExportPart(section: "account", items: [.init(name: "name", value: hostile)])),
        ] {
            #expect(line.lines == ["account", "  name  Li\u{FFFD}]0;x\u{FFFD} \u{FFFD}"])
            #expect(
                Console.jsonText(line)
                    == #"{"items":{"name":"Li\u001b]0;x\u0007\n"# + "\u{202E}" + #""},"section":"account"}"#)
        }
    }

    @Test("a picture that comes otherwise than it was announced leaves nothing behind")
    func brokenExport() async throws {
        let scratch = try Scratch()
        let other = "doc_01a20562-09ef-7d7b-adf3-37ef7cbee839"
        for parts in [
            parts([1, 2, 3, 4], announced: 5, of: Self.document), parts([1, 2, 3, 4], announced: 3, of: Self.document),
            parts([1, 2, 3, 4], announced: 4, of: "../../etc"), parts([1], of: Self.document, type: "text/html"),
            parts([], announced: 0, of: Self.document), parts([1], announced: 6_000_000, of: Self.document),
            parts([1, 2], announced: 3, of: Self.document) + parts([1], of: other),
            [.init(section: "picture", data: [1])],
        ] {
            let path = scratch.file("mine")
            let folder = try ExportFolder(path)
            let failure = await #expect(throws: Failure.self) {
                for part in parts { try await folder.take(part) }
                try await folder.finish()
            }
            await folder.abandon()
            #expect(failure?.kind == .unreachable)
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
        }
    }

    @Test("the sign-in file keeps for whom one acts, and older ones without it are read")
    func signIns() throws {
        let session = IdentityV1.Session(id: "ses_1", account: "acc_2", accessToken: "a", refreshToken: "r")
        let own = SignIn(session, userName: "quill_two")
        #expect(own.words == "quill_two (acc_2)" && !Console.jsonText(own).contains("institution"))
        let acting = SignIn(
            session, userName: "quill_two", for: SignIn.Institution(account: "acc_1", name: "样书文化有限公司"))
        #expect(acting.words == "quill_two (acc_2) for 样书文化有限公司 (acc_1)")
        for signIn in [own, acting] {
            let data = Data(Console.jsonText(signIn).utf8)
            #expect(try JSONDecoder().decode(SignIn.self, from: data) == signIn)
        }
    }
}
