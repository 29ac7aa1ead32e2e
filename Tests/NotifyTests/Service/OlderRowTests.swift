import MeshAPI
import MeshKernel
import MeshStore
import MeshTestKit
import Notify
import Synchronization
import Testing

/// Rows that today's rules would not let in: an older version has written them.
@Suite("What an older version has written ends no worker", .timeLimit(.minutes(1)))
struct OlderRowTests {
    /// The tables of the service, with a place for mutes that today nobody can have.
    private static let migrations =
        NotifyMigrations.all + [
            Migration(
                NotifyMigrations.all.count + 1, "mutes without rules",
                [
                    "DROP TABLE mutes",
                    """
                    CREATE TABLE mutes (
                        account TEXT NOT NULL, category TEXT NOT NULL, channel TEXT NOT NULL,
                        PRIMARY KEY (account, category, channel)
                    ) STRICT
                    """,
                ])
        ]

    private func run(_ body: (NotifyRoom) async throws -> Void) async throws {
        try await NotifyRoom.run(migrations: Self.migrations) { room in
            for (account, number) in [("acc_a", 1), ("acc_b", 2), ("acc_c", 3)] {
                try await room.setContacts(account, mobile: "1381234123\(number)")
                _ = try await room.centre.setPreferences(
                    .init(preferences: .init(language: "zh-CN", digest: .init(minute: 18 * 60))),
                    options: room.options(account))
            }
            try await body(room)
        }
    }

    /// Writes that an account has muted what today cannot be.
    private func spoil(_ account: String, in room: NotifyRoom) async throws {
        try await room.store.write { transaction in
            _ = try transaction.execute(
                "INSERT INTO mutes (account, category, channel) VALUES (?, 'statutory', 'sms')", .text(account))
        }
    }

    @Test("a message whose account has such wishes keeps no other back, and the worker goes on", arguments: [1, 2])
    func delivery(providerCount: Int) async throws {
        try await run { room in
            var ids: [String: String] = [:]
            for account in ["acc_a", "acc_b", "acc_c"] {
                let sent = try await room.messages.send(
                    .init(
                        template: "decision.approved", recipient: .account(account),
                        data: [
                            .init(name: "matter", value: .text("identity")),
                            .init(name: "reference", value: .text("D-1")),
                        ], channels: [.sms]), options: room.options())
                ids[account] = sent.messages.first?.id
            }
            try await spoil("acc_b", in: room)
            let providers = (0..<providerCount).map { ScriptedProvider("p\($0)") }
            let delivery = Delivery(.sms, providers: providers, server: room.server)
            let hasEnded = Mutex(false)
            let running = Task {
                defer { hasEnded.withLock { $0 = true } }
                try await delivery.run()
            }
            try await until { providers.flatMap(\.asked).count >= 2 || hasEnded.withLock { $0 } }
            #expect(!hasEnded.withLock { $0 })
            #expect(Set(providers.flatMap(\.asked).map(\.account)) == ["acc_a", "acc_c"])
            // It takes what comes later too.
            _ = try await room.code("13812349999")
            try await until { providers.flatMap(\.asked).count >= 3 || hasEnded.withLock { $0 } }
            #expect(!hasEnded.withLock { $0 })
            running.cancel()
            _ = try? await running.value
            let kept = try await room.message(ids["acc_b"] ?? "")
            #expect(kept.state == .queued && kept.attempts.isEmpty)
        }
    }

    @Test("a digest of such an account waits, and everybody else's is sent")
    func digests() async throws {
        try await run { room in
            for account in ["acc_a", "acc_b", "acc_c"] { _ = try await room.sealed(account) }
            try await spoil("acc_b", in: room)
            room.time.advance(by: .seconds(6 * 3_600))
            #expect(try await room.server.sweepDigests() == 2)
            #expect(try await room.server.sweepDigests() == 0)
            let provider = ScriptedProvider()
            try await room.deliver(Delivery(.sms, providers: [provider], server: room.server))
            #expect(Set(provider.asked.map(\.account)) == ["acc_a", "acc_c"])
        }
    }
}
