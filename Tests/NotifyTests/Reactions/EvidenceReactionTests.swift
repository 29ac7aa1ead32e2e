import MeshAPI
import MeshKernel
import MeshStore
import MeshTestKit
import Notify
import ProtobufC
import Testing

@Suite("What is told of evidence's feed", .timeLimit(.minutes(5)))
struct EvidenceReactionTests {
    private func event(_ type: String, _ payload: [UInt8], position: Int64 = 1, id: String = "evt_1") -> FeedEvent {
        FeedEvent(
            epoch: "e", position: position, id: id, type: type, aggregate: "evd_1", version: 1, payload: payload,
            trace: "", at: NotifyRoom.noon)
    }

    private var sealed: [UInt8] {
        EvidenceV1.EvidenceSealed(
            evidence: "evd_1", number: "EV-2026-4GZT9", project: "prj_1", account: "acc_a",
            timestampAt: .init(seconds: 1_795_406_400)
        ).serialized()
    }

    @Test("a seal tells its author, once however often its event comes")
    func sealedOnce() async throws {
        try await NotifyRoom.run { room in
            let reaction = try await room.server.evidenceReaction(EvidenceFeed.news)
            #expect(
                try await room.store.apply(event("evidence.sealed", sealed), from: "evidence", reaction) == .applied)
            #expect(
                try await room.store.apply(event("evidence.sealed", sealed), from: "evidence", reaction) == .repeated)
            // A feed that begins anew brings the same event at another position.
            #expect(
                try await room.store.apply(
                    event("evidence.sealed", sealed, position: 9), from: "evidence", reaction) == .applied)
            let page = try await room.centre.listInbox(.init(), options: room.options("acc_a"))
            #expect(page.entries.count == 1 && page.entries.first?.text.contains("EV-2026-4GZT9") == true)
        }
    }

    @Test("an author with a number gets a short message, which the embedded inbox shows")
    func sms() async throws {
        try await NotifyRoom.run { room in
            try await room.setContacts("acc_a", mobile: "13812341234")
            let reaction = try await room.server.evidenceReaction(EvidenceFeed.news)
            _ = try await room.store.apply(event("evidence.sealed", sealed), from: "evidence", reaction)
            #expect(try await room.deliver(Delivery(.sms, providers: [EmbeddedProvider()], server: room.server)) == 1)
            let inbox = try await room.messages.readEmbeddedInbox(
                .init(recipient: "13812341234"), options: room.options())
            #expect(inbox.messages.map(\.text) == ["【版证通】您的作品已完成存证，编号EV-2026-4GZT9，时间2026年11月23日12:00（北京时间）。"])
        }
    }

    @Test(
        "filings, chains and packs are told too",
        arguments: ["filing.expiring", "filing.void", "filing.renewed", "chain.sealed", "credit.expiring"])
    func others(type: String) async throws {
        try await NotifyRoom.run { room in
            let time = GoogleProtobuf.Timestamp(seconds: 1_798_000_000)
            let payload =
                switch type {
                case "chain.sealed":
                    EvidenceV1.ChainSealed(number: "EV-1", account: "acc_a", version: 2, timestampAt: time).serialized()
                case "credit.expiring":
                    EvidenceV1.CreditExpiring(
                        order: "pck_1", account: "acc_a", supplier: "platform", credits: 12, expiresAt: time,
                        daysBefore: 7
                    ).serialized()
                default:
                    EvidenceV1.FilingChanged(
                        filing: "fil_1", account: "acc_a", expiresAt: time,
                        daysBefore: type == "filing.expiring" ? 30 : 0
                    ).serialized()
                }
            let reaction = try await room.server.evidenceReaction(EvidenceFeed.news)
            #expect(try await room.store.apply(event(type, payload), from: "evidence", reaction) == .applied)
            let page = try await room.centre.listInbox(.init(), options: room.options("acc_a"))
            #expect(page.entries.map(\.template) == [type])
            #expect(type != "credit.expiring" || page.entries.first?.text.contains("12份") == true)
        }
    }

    @Test("an event that nobody is told of passes, and one that cannot be read is parked without holding up others")
    func strange() async throws {
        try await NotifyRoom.run { room in
            let reaction = try await room.server.evidenceReaction(EvidenceFeed.news)
            #expect(
                try await room.store.apply(event("filing.applied", [1, 2, 3]), from: "evidence", reaction) == .applied)
            let broken = EvidenceV1.EvidenceSealed(number: "EV-1", account: "acc_b").serialized()
            #expect(
                try await room.store.apply(
                    event("evidence.sealed", broken, position: 2, id: "evt_2"), from: "evidence", reaction) == .parked)
            let other = FeedEvent(
                epoch: "e", position: 3, id: "evt_3", type: "evidence.sealed", aggregate: "evd_3", version: 1,
                payload: sealed, trace: "", at: NotifyRoom.noon)
            #expect(try await room.store.apply(other, from: "evidence", reaction) == .applied)
            #expect(try await room.centre.countUnread(.init(), options: room.options("acc_a")).unread == 1)
        }
    }

    @Test("a stored file that is not what was sealed is told its holder, at night too, once; other damage is not")
    func damaged() async throws {
        let night = WallTime(milliseconds: NotifyRoom.noon.milliseconds + 14 * 3_600_000)
        try await NotifyRoom.run(time: SeededTime(start: night)) { room in
            try await room.setContacts("acc_a", mobile: "13812341234")
            let reaction = try await room.server.evidenceReaction(EvidenceFeed.news)
            for (position, failed) in [(1, ["custody"]), (2, ["bytes", "custody"]), (3, ["bytes"])] {
                let payload = EvidenceV1.EvidenceDamaged(
                    evidence: "evd_1", number: "EV-2026-4GZT9", project: "prj_1", account: "acc_a",
                    at: .init(seconds: 1_795_406_400), failed: failed
                ).serialized()
                let found = event("evidence.damaged", payload, position: Int64(position), id: "evt_\(position)")
                #expect(try await room.store.apply(found, from: "evidence", reaction) == .applied)
            }
            let entries = try await room.centre.listInbox(.init(), options: room.options("acc_a")).entries
            #expect(entries.map(\.template) == ["evidence.damaged"] && entries.map(\.category) == [.statutory])
            #expect(try await room.deliver(Delivery(.sms, providers: [EmbeddedProvider()], server: room.server)) == 1)
        }
    }

    @Test("an author who was erased is told nothing, and the feed goes on")
    func erased() async throws {
        try await NotifyRoom.run { room in
            try await room.store.write { try $0.destroySubjectKey("acc_a") }
            let reaction = try await room.server.evidenceReaction(EvidenceFeed.news)
            #expect(
                try await room.store.apply(event("evidence.sealed", sealed), from: "evidence", reaction) == .applied)
            let count = try await room.store.read { try $0.row("SELECT count(*) AS n FROM messages")?.integer("n") }
            #expect(count == 0)
        }
    }
}
