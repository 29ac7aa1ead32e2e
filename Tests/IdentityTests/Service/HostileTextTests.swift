import Identity
import MeshAPI
import MeshKernel
import MeshStore
import MeshTestKit
import Testing

@Suite("Texts that mean something elsewhere", .serialized, .timeLimit(.minutes(5)))
struct HostileTextTests {
    /// SQL, templates, markup, shells, formats, paths, characters that steer.
    static let texts = [
        "'; DROP TABLE dossiers; --", "' OR '1'='1", "\" UNION SELECT hash FROM passwords --", "{{7*7}}", "${7*7}",
        "#{7*7}", "<%= 7*7 %>", "{% for x in y %}", "<script>alert(1)</script>", "<img src=x onerror=a()>",
        "$(reboot)", "`id`", "| cat /etc/passwd", "%s%n%x", "../../etc/passwd", "\u{0}", "a\u{0}b", "a\nb", "a\r\nb",
        "\u{1B}[2J", "\u{202E}txt", "\u{FEFF}", "\\x41", "\\u0041", "=cmd|' /C calc'!A0", "(recipient)", "\\(mobile)",
    ]

    @Test("in every field they are kept as they were written or refused, and never anything else", arguments: texts)
    func kept(_ text: String) async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let before = try await room.store.schema()
            let everywhere = Dictionary(uniqueKeysWithValues: DossierField.allCases.map { ($0.rawValue, text) })
            for authority: IdentityV1.Authority in [.platform, .henan, .cpcc] {
                let saved = try await room.save(everywhere, as: token, at: authority)
                // Byte for byte: two texts that Swift calls equal may differ in them.
                #expect(saved.entries.count == DossierField.allCases.count)
                for entry in saved.entries { #expect(Array(entry.value.utf8) == Array(text.utf8), "\(entry.field)") }
                #expect(try await room.current(token, at: authority).entries == saved.entries)
                // The fields that have a form refuse it.
                let wrong = Set(saved.faults.map(\.field))
                for field in DossierField.allCases
                where ![.address, .office, .institutionName].contains(field) {
                    // A field that depends on a kind may not be asked for; then too it does not pass.
                    #expect(wrong.contains(field.rawValue), "\(field) at \(authority)")
                }
                #expect(!"\(saved.faults)".contains(text) || text.count < 4)
                try await room.expect("INVALID_FIELDS") { _ = try await room.submit(saved.id, as: token) }
            }
            #expect(try await room.store.schema() == before)
            #expect(try await room.server.checkAudit() > 0)
        }
    }

    @Test("in the fields that take any text they go through review as they are", arguments: texts)
    func reviewed(_ text: String) async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.filled(token, changing: ["address": text, "office": text])
            let isTaken = dossier.faults.isEmpty
            // What steers a terminal, or is nothing to see, is no line of text.
            let steers = text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E }
            #expect(isTaken == !steers, "\(text.debugDescription)")
            guard isTaken else { return }
            _ = try await room.submit(dossier.id, as: token)
            let staff = try room.staff()
            try await room.claim(dossier.id, as: staff)
            let looked = try await room.desk.getDossierForReview(
                IdentityV1.GetDossierForReviewRequest(dossier: dossier.id), options: room.options(staff))
            for field in ["address", "office"] {
                let value = looked.entries.first { $0.field == field }?.value ?? ""
                #expect(Array(value.utf8) == Array(text.utf8))
            }
            let returned = try await room.refuse(
                dossier.id, reason: "地址：\(text)", fields: ["address"], as: staff)
            #expect(returned.state == .correctionDue)
            #expect(try await room.current(token).reason == "地址：\(text)")
            #expect(try await room.correct(dossier.id, ["address": "建设路二号"], as: token).state == .inReview)
            _ = try await room.server.checkAudit()
        }
    }

    @Test("in a name to sign in with, and in every identifier, they find nothing", arguments: texts)
    func sought(_ text: String) async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            try await room.expect("LOGIN_REFUSED") { _ = try await room.logIn(text) }
            try await room.expect("LOGIN_REFUSED") { _ = try await room.logIn("foxmoon", password: text) }
            try await room.expect("INVALID_DOSSIER") { _ = try await room.submit(text, as: token) }
            try await room.expect("INVALID_DOSSIER") { _ = try await room.withdraw(text, as: token) }
            try await room.expect("INVALID_DOSSIER") { _ = try await room.claim(text, as: try room.staff()) }
            try await room.expect("INVALID_SESSION") {
                _ = try await room.sessions.endSession(
                    IdentityV1.EndSessionRequest(session: text), options: room.options(token))
            }
            try await room.expect("REFRESH_REFUSED") {
                _ = try await room.sessions.refresh(
                    IdentityV1.RefreshRequest(refreshToken: text), options: room.options())
            }
        }
    }
}
