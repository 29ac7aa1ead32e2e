import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("What auditors see of the audit", .timeLimit(.minutes(5)))
struct AuditTests {
    private func audit(_ room: IdentityRoom) -> IdentityV1.AuditClient { IdentityV1.AuditClient(room.gateway) }

    private func list(
        _ room: IdentityRoom, of account: String = "", size: UInt32 = 0, token: String = "", as auditor: String
    ) async throws -> IdentityV1.ListAuditResponse {
        try await audit(room).listAudit(
            .init(account: account, pageSize: size, pageToken: token), options: room.options(auditor))
    }

    private func check(_ room: IdentityRoom, as auditor: String) async throws -> IdentityV1.CheckAuditResponse {
        try await audit(room).checkAudit(.init(), options: room.options(auditor))
    }

    /// Somebody who writes the file by other means has no triggers in the way.
    private static let withoutTriggers = Migration(
        IdentityMigrations.all.count + 1, "no triggers",
        ["audit_unchanged", "audit_added", "audit_kept"].map { "DROP TRIGGER \($0)" })

    @Test("pages run from the newest to the oldest and miss none, of all or of one account, and tell nothing personal")
    func pages() async throws {
        try await IdentityRoom.run { room in
            let auditor = try room.staff(roles: ["auditor"])
            let fox = try await room.register()
            let owl = try await room.register("wiseowl", mobile: "13987654321")
            for _ in 0..<3 { _ = try await room.logIn() }
            let whole = try await list(room, as: auditor)
            #expect(
                whole.records.map(\.action)
                    == ["audit_viewed", "signed_in", "signed_in", "signed_in", "registered", "registered"])
            #expect(whole.records.map(\.position) == [5, 4, 3, 2, 1, 0] && whole.nextPageToken.isEmpty)
            // The look itself, by whoever looked.
            #expect(whole.records[0].actor == whole.records[0].account && whole.records[0].actor.hasSuffix("e04"))
            var paged: [Int64] = []
            var token = ""
            repeat {
                let page = try await list(room, size: 2, token: token, as: auditor)
                #expect(page.records.count <= 2)
                paged += page.records.map(\.position)
                token = page.nextPageToken
            } while !token.isEmpty
            // Looks that come meanwhile move nothing.
            #expect(paged == (0...6).reversed())
            let own = try await list(room, of: fox.id, as: auditor)
            #expect(
                own.records.map(\.action) == ["audit_viewed", "signed_in", "signed_in", "signed_in", "registered"])
            #expect(own.records.allSatisfy { $0.account == fox.id })
            #expect(
                try await list(room, of: owl.id, as: auditor).records.map(\.action) == ["audit_viewed", "registered"])
            for record in whole.records + own.records {
                let text = record.account + record.actor + record.object
                #expect(!text.contains("fox") && !text.contains("12345678") && !text.contains("138*"))
            }
            try await room.expect("INVALID_PAGE_TOKEN") {
                let first = try await list(room, size: 1, as: auditor)
                _ = try await list(room, of: fox.id, token: first.nextPageToken, as: auditor)
            }
            try await room.expect("INVALID_FIELDS") { _ = try await list(room, of: "foxmoon", as: auditor) }
        }
    }

    @Test("nobody looks who has not the role, and an owner is told of every look at their records")
    func roles() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            for other in [try room.staff(), try room.staff(roles: ["administrator", "privacy", "support"])] {
                try await room.expect("ROLE_MISSING") { _ = try await list(room, as: other) }
                try await room.expect("ROLE_MISSING") { _ = try await check(room, as: other) }
            }
            try await room.expect("SUBJECT_NOT_ALLOWED") { _ = try await list(room, as: token) }
            #expect(try await room.server.checkAudit() == 2)
            let account = try await room.accounts.whoAmI(.init(), options: room.options(token)).id
            _ = try await list(room, of: account, as: try room.staff(roles: ["auditor"]))
            let told = try await room.privacy.exportSubject(
                .init(password: IdentityRoom.password), options: room.options(token)
            ) { parts in
                var actions: [String] = []
                for try await part in parts where part.section == "audit" {
                    actions += part.items.filter { $0.name == "action" }.map(\.value)
                }
                return actions
            }
            #expect(told == ["registered", "signed_in", "audit_viewed", "exported"])
        }
    }

    @Test("a check says how many records hold and names the first that does not, whatever was done to it")
    func verdicts() async throws {
        try await IdentityRoom.run(migrations: IdentityMigrations.all + [Self.withoutTriggers]) { room in
            let auditor = try room.staff(roles: ["auditor"])
            try await room.register()
            for _ in 0..<3 { _ = try await room.logIn() }
            let whole = try await check(room, as: auditor)
            #expect(whole.intact && whole.records == 5 && whole.broken == nil)
            for rows in 1...6 { #expect(try await room.server.checkAudit(rowsPerRead: rows) == 5) }
            func run(_ statement: String) async throws {
                _ = try await room.store.write { try $0.execute(statement) }
            }
            // Also a word that no version knows, and a code.
            for (column, change, back) in [
                ("object", "object || 'x'", "rtrim(object, 'x')"), ("action", "'tigned_in'", "'signed_in'"),
                ("at", "at + 1", "at - 1"),
            ] {
                try await run("UPDATE audit SET \(column) = \(change) WHERE position = 2")
                let verdict = try await check(room, as: auditor)
                #expect(!verdict.intact && verdict.records == 2 && verdict.broken?.position == 2, "\(column)")
                // Others are still told what stands there.
                #expect(try await list(room, as: auditor).records.contains { $0.position == 2 })
                try await run("UPDATE audit SET \(column) = \(back) WHERE position = 2")
            }
            #expect(try await check(room, as: auditor).intact)
            for rows in 1...6 {
                try await run("UPDATE audit SET actor = actor || 'x' WHERE position = 3")
                let broken = await #expect(throws: (any Error).self) {
                    try await room.server.checkAudit(rowsPerRead: rows)
                }
                #expect(broken.map { "\($0)" }?.contains("position: 3") == true)
                try await run("UPDATE audit SET actor = rtrim(actor, 'x') WHERE position = 3")
            }
            try await run("DELETE FROM audit WHERE position = 1")
            let gap = try await check(room, as: auditor)
            #expect(!gap.intact && gap.records == 1 && gap.broken == nil)
        }
    }

    @Test("where the end was cut off no look can be written down: none is given, and the check says so")
    func cutOff() async throws {
        try await IdentityRoom.run(migrations: IdentityMigrations.all + [Self.withoutTriggers]) { room in
            let auditor = try room.staff(roles: ["auditor"])
            try await room.register()
            for _ in 0..<3 { _ = try await room.logIn() }
            _ = try await room.store.write { try $0.execute("DELETE FROM audit WHERE position = 3") }
            try await room.expect("AUDIT_BROKEN") { _ = try await list(room, as: auditor) }
            let verdict = try await check(room, as: auditor)
            #expect(!verdict.intact && verdict.records == 3 && verdict.broken == nil)
        }
    }
}
