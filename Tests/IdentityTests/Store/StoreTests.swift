import Identity
import MeshAPI
import MeshKernel
import MeshStore
import MeshTestKit
import Testing

@Suite("Identity's store", .timeLimit(.minutes(5)))
struct StoreTests {
    @Test("the schema is the one that was agreed on")
    func schema() async throws {
        try await IdentityRoom.run { room in
            try Golden.compare(try await room.store.schema(), with: "schema.sql")
        }
    }

    @Test("one mobile number is one holder's at an authority, and a holder is granted one there")
    func claims() async throws {
        try await IdentityRoom.run { room in
            let account = try await room.register()
            let code = SQLValue.blob([UInt8](repeating: 1, count: 32))
            try await room.store.write { transaction in
                for (holder, authority) in [("hld_1", "cpcc"), ("hld_2", "henan"), ("hld_3", "platform")] {
                    try transaction.execute(
                        "INSERT INTO holders (id, account, authority, kind, created_at) VALUES (?, ?, ?, 'person', 1)",
                        .text(holder), .text(account.id), .text(authority))
                }
                try transaction.execute(
                    "INSERT INTO mobile_claims VALUES ('cpcc', ?, 'hld_1', 1, 1)",
                    code)
                try transaction.execute(
                    "INSERT INTO mobile_claims VALUES ('henan', ?, 'hld_2', 1, 1)",
                    code)
            }
            for (authority, holder) in [("cpcc", "hld_3"), ("platform", "hld_1")] {
                await #expect(throws: StoreError.self) {
                    try await room.store.write { transaction in
                        try transaction.execute(
                            "INSERT INTO mobile_claims VALUES (?, ?, ?, 1, 1)",
                            .text(authority), code, .text(holder))
                    }
                }
            }
        }
    }

    @Test("calls that change nothing leave no record in the audit, however often they are made")
    func unchanged() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let profile = IdentityV1.SetProfileRequest(displayName: "Fox", introduction: "Moon.")
            let fields = IdentityRoom.person()
            let lines = IdentityV1.AddressLines(
                label: "家", recipient: "张老二", mobile: "13812345678", street: "建设路一号院二单元")
            let address = try await room.addressBook.addAddress(.init(lines: lines), options: room.options(token)).id
            let change = IdentityV1.ChangeAddressRequest(address: address, lines: lines)
            let name = IdentityV1.ChangeUserNameRequest(userName: "foxmoon", password: IdentityRoom.password)
            func act() async throws {
                _ = try await room.changes.setProfile(profile, options: room.options(token))
                _ = try await room.save(fields, as: token)
                _ = try await room.addressBook.changeAddress(change, options: room.options(token))
                _ = try await room.addressBook.setDefaultAddress(.init(address: address), options: room.options(token))
                _ = try await room.changes.changeUserName(name, options: room.options(token))
            }
            func records() async throws -> Int64? {
                try await room.store.read { try $0.row("SELECT count(*) AS n FROM audit")?.integer("n") }
            }
            try await act()
            let first = try await records()
            for _ in 0..<3 { try await act() }
            #expect(try await records() == first)
            _ = try await room.changes.setProfile(
                .init(displayName: "Fox", introduction: "Moon!"), options: room.options(token))
            _ = try await room.save(fields.merging(["real_name": "李四"]) { $1 }, as: token)
            #expect(try await records() == first.map { $0 + 2 })
        }
    }

    @Test("the audit tells what was done, and a record that was changed or is missing is found")
    func audit() async throws {
        let folder = try TemporaryFolder("identity")
        try await IdentityRoom.run(folder: folder) { room in
            try await room.register()
            let session = try await room.logIn()
            _ = try await room.sessions.endAllSessions(.init(), options: room.options(session.accessToken))
            let actions = try await room.store.read { snapshot in
                try snapshot.rows("SELECT action FROM audit ORDER BY position").map { try $0.text("action") }
            }
            #expect(actions == ["registered", "signed_in", "session_ended"])
            #expect(try await room.server.checkAudit() == 3)
            for statement in [
                "UPDATE audit SET actor = 'x' WHERE position = 1", "DELETE FROM audit WHERE position = 2",
                "INSERT OR REPLACE INTO audit SELECT position, at, account, 'x', action, object, hash FROM audit",
            ] {
                await #expect(throws: StoreError.self) {
                    _ = try await room.store.write { try $0.execute(statement) }
                }
            }
            // Whoever writes past the triggers, say with another program, is found out.
            _ = try await room.store.write { transaction in
                try transaction.execute(
                    "INSERT INTO audit SELECT 3, at, account, actor, action, object, hash FROM audit WHERE position = 2"
                )
            }
            await #expect(throws: (any Error).self) { try await room.server.checkAudit() }
        }
    }

    @Test("a record in the middle that was changed, taken away or put in the place of another is found where it stands")
    func tamperedAudit() async throws {
        // Somebody who writes the file by other means has no triggers in the way.
        let without = Migration(
            IdentityMigrations.all.count + 1, "no triggers",
            ["audit_unchanged", "audit_added", "audit_kept"].map { "DROP TRIGGER \($0)" })
        try await IdentityRoom.run(migrations: IdentityMigrations.all + [without]) { room in
            try await room.register()
            for _ in 0..<3 { _ = try await room.logIn() }
            #expect(try await room.server.checkAudit() == 4)
            func run(_ statement: String) async throws {
                _ = try await room.store.write { try $0.execute(statement) }
            }
            let columns = [
                ("at", "at + 1", "at - 1"), ("actor", "actor || 'x'", "rtrim(actor, 'x')"),
                ("account", "account || 'x'", "rtrim(account, 'x')"),
                ("object", "object || 'x'", "rtrim(object, 'x')"),
                ("action", "'session_ended'", "'signed_in'"),
            ]
            for position in [1, 2] {
                for (column, change, back) in columns {
                    try await run("UPDATE audit SET \(column) = \(change) WHERE position = \(position)")
                    let broken = await #expect(throws: (any Error).self) { try await room.server.checkAudit() }
                    #expect(broken.map { "\($0)" }?.contains("position: \(position)") == true, "\(column)")
                    try await run("UPDATE audit SET \(column) = \(back) WHERE position = \(position)")
                    #expect(try await room.server.checkAudit() == 4)
                }
            }
            // Two that changed places.
            for (from, to) in [(1, 100), (2, 1), (100, 2)] {
                try await run("UPDATE audit SET position = \(to) WHERE position = \(from)")
            }
            await #expect(throws: (any Error).self) { try await room.server.checkAudit() }
            for (from, to) in [(1, 100), (2, 1), (100, 2)] {
                try await run("UPDATE audit SET position = \(to) WHERE position = \(from)")
            }
            #expect(try await room.server.checkAudit() == 4)
            try await run("DELETE FROM audit WHERE position = 1")
            await #expect(throws: (any Error).self) { try await room.server.checkAudit() }
            try await run("UPDATE audit SET position = position - 1 WHERE position > 1")
            await #expect(throws: (any Error).self) { try await room.server.checkAudit() }
            // Nothing is written behind what was broken.
            try await run("DELETE FROM audit WHERE position = 2")
            await #expect(throws: (any Error).self) { _ = try await room.logIn() }
        }
    }

    @Test("a year that staff announce takes the place of what was known, and again of itself")
    func calendar() async throws {
        try await IdentityRoom.run { room in
            let staff = Identifier(stored: "acc_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1e04")
            let newYear = try #require(CivilDate(text: "2027-01-01"))
            let eve = try #require(CivilDate(text: "2026-12-31"))
            #expect(try await room.store.read { try $0.workingCalendar() } == WorkingCalendar.published)
            for isWorking in [false, true] {
                try await room.store.write { transaction in
                    try transaction.announce(
                        [WorkingCalendar.Exception(day: newYear, isWorking: isWorking)], for: 2027, source: "国办发明电",
                        by: staff)
                }
                let calendar = try await room.store.read { try $0.workingCalendar() }
                let deadline = calendar.deadline(after: eve, workingDays: 1)
                #expect(deadline.isCovered && deadline.day.text == (isWorking ? "2027-01-01" : "2027-01-04"))
            }
        }
    }
}
