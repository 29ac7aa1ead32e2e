import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Notify
import Testing

/// A number is given to somebody else, a mind is changed: what was taken over before goes by what holds when it is sent.
@Suite("What waits goes by what its account says when its time comes", .timeLimit(.minutes(5)))
struct FollowingTests {
    private static let old = "13812341234"
    private static let new = "13912341234"
    /// Eleven in the evening in Beijing.
    private static let night = NotifyRoom.noon.advanced(by: .seconds(11 * 3_600))

    private func providers(_ count: Int) -> [ScriptedProvider] { (0..<count).map { ScriptedProvider("p\($0)") } }

    private func numbers(_ providers: [ScriptedProvider]) -> [String] { providers.flatMap(\.asked).map(\.address.text) }

    private func dead(_ room: NotifyRoom) async throws -> [String] {
        try await room.messages.listDeadLetters(.init(), options: room.options("staff")).deadLetters.compactMap {
            $0.message?.id
        }
    }

    private func replay(_ id: String, _ room: NotifyRoom) async throws -> NotifyV1.Message {
        try await room.messages.replayDeadLetter(.init(id: id), options: room.options("staff"))
    }

    private func decided(_ room: NotifyRoom) async throws -> String {
        let receipts = try await room.messages.send(
            .init(
                template: "decision.approved", recipient: .account("acc_a"),
                data: [
                    .init(name: "matter", value: .text("identity")), .init(name: "reference", value: .text("D-1")),
                ], channels: [.sms]), options: room.options())
        return try #require(receipts.messages.first?.id)
    }

    private func mute(_ categories: [NotifyV1.Category], _ room: NotifyRoom, digest: UInt32? = nil) async throws {
        _ = try await room.centre.setPreferences(
            .init(
                preferences: .init(
                    language: "zh-CN", muted: categories.map { .init(category: $0, channel: .sms) },
                    quietHours: .init(fromMinute: 22 * 60, untilMinute: 8 * 60),
                    digest: digest.map { NotifyV1.DailyTime(minute: $0) })), options: room.options("acc_a"))
    }

    @Test("what waits for the morning goes to the new number, and nothing to the old one", arguments: [1, 2])
    func held(providerCount: Int) async throws {
        try await NotifyRoom.run(time: SeededTime(start: Self.night)) { room in
            try await room.setContacts("acc_a", mobile: Self.old)
            let id = try #require(try await room.sealed(channels: [.sms]).first?.id)
            try await room.setContacts("acc_a", mobile: Self.new)
            room.time.advance(by: .seconds(9 * 3_600))
            let providers = providers(providerCount)
            #expect(try await room.deliver(Delivery(.sms, providers: providers, server: room.server)) == 1)
            #expect(numbers(providers) == [Self.new])
            let message = try await room.message(id)
            #expect(message.state == .delivered && message.address == "139****1234")
        }
    }

    @Test("what the embedded provider took shows under the number that it went to")
    func embedded() async throws {
        try await NotifyRoom.run(time: SeededTime(start: Self.night)) { room in
            try await room.setContacts("acc_a", mobile: Self.old)
            _ = try await room.sealed(channels: [.sms])
            try await room.setContacts("acc_a", mobile: Self.new)
            room.time.advance(by: .seconds(9 * 3_600))
            try await room.deliver(Delivery(.sms, providers: [EmbeddedProvider()], server: room.server))
            for (number, count) in [(Self.old, 0), (Self.new, 1)] {
                let inbox = try await room.messages.readEmbeddedInbox(
                    .init(recipient: number), options: room.options())
                #expect(inbox.messages.count == count)
            }
        }
    }

    @Test("what is tried again goes to the new address from its next attempt on")
    func retried() async throws {
        try await NotifyRoom.run { room in
            let provider = ScriptedProvider(answers: [.failed(reason: "down", after: nil)])
            let delivery = Delivery(.email, providers: [provider], server: room.server)
            try await room.setContacts("acc_a", email: "old@example.com")
            let id = try #require(try await room.sealed(channels: [.email]).first?.id)
            try await room.deliver(delivery)
            try await room.setContacts("acc_a", email: "new@example.com")
            room.time.advance(by: .seconds(120))
            try await room.deliver(delivery)
            #expect(numbers([provider]) == ["old@example.com", "new@example.com"])
            #expect(try await room.message(id).state == .delivered)
        }
    }

    @Test(
        "a number that was taken away gets nothing: the message is dead, and goes to the next number when it is replayed"
    )
    func freed() async throws {
        try await NotifyRoom.run(time: SeededTime(start: Self.night)) { room in
            let provider = ScriptedProvider()
            let delivery = Delivery(.sms, providers: [provider], server: room.server)
            try await room.setContacts("acc_a", mobile: Self.old)
            let id = try #require(try await room.sealed(channels: [.sms]).first?.id)
            try await room.setContacts("acc_a", email: "a@example.com")
            room.time.advance(by: .seconds(9 * 3_600))
            #expect(try await room.deliver(delivery) == 1)
            var message = try await room.message(id)
            #expect(message.state == .undelivered && message.cause == "noAddress" && message.attempts.isEmpty)
            #expect(!message.address.contains("138") && provider.asked.isEmpty)
            #expect(try await dead(room) == [id])
            let refusal = await #expect(throws: RPCError.self) { _ = try await replay(id, room) }
            #expect(refusal?.reason?.reason == "NO_ADDRESS" && refusal?.code == .failedPrecondition)
            try await room.setContacts("acc_a", mobile: Self.new)
            message = try await replay(id, room)
            #expect(message.state == .queued && message.address == "139****1234")
            // Though nobody was asked to take it the first time, there is something to do.
            #expect(try await room.deliver(delivery) == 1)
            #expect(numbers([provider]) == [Self.new])
            #expect(try await room.message(id).state == .delivered)
            #expect(try await dead(room).isEmpty)
        }
    }

    @Test("what had no address from the beginning can be replayed as soon as there is one")
    func missing() async throws {
        try await NotifyRoom.run { room in
            let id = try #require(try await room.sealed(channels: [.sms]).first?.id)
            let refusal = await #expect(throws: RPCError.self) { _ = try await replay(id, room) }
            #expect(refusal?.reason?.reason == "NO_ADDRESS")
            try await room.setContacts("acc_a", mobile: Self.new)
            #expect(try await replay(id, room).address == "139****1234")
            let provider = ScriptedProvider()
            try await room.deliver(Delivery(.sms, providers: [provider], server: room.server))
            #expect(numbers([provider]) == [Self.new])
        }
    }

    @Test("a dead letter that went to a number is replayed to the one of the day")
    func replayed() async throws {
        try await NotifyRoom.run { room in
            let provider = ScriptedProvider(answers: [.returned(reason: "no such number")])
            let delivery = Delivery(.sms, providers: [provider], server: room.server)
            try await room.setContacts("acc_a", mobile: Self.old)
            let id = try #require(try await room.sealed(channels: [.sms]).first?.id)
            try await room.deliver(delivery)
            #expect(try await dead(room) == [id])
            try await room.setContacts("acc_a", mobile: Self.new)
            _ = try await replay(id, room)
            try await room.deliver(delivery)
            #expect(numbers([provider]) == [Self.old, Self.new])
        }
    }

    @Test("a webhook that was off when its message came to its turn gets it when it is replayed")
    func switchedOff() async throws {
        try await NotifyRoom.run { room in
            let mine = room.options("acc_a")
            let made = try await room.webhooks.createWebhook(.init(url: "https://example.com/a"), options: mine)
            let webhook = try #require(made.webhook?.id)
            let id = try #require(try await room.sealed().last?.id)
            _ = try await room.webhooks.setWebhookEnabled(.init(id: webhook, enabled: false), options: mine)
            let provider = ScriptedProvider()
            let delivery = Delivery(.webhook, providers: [provider], server: room.server)
            try await room.deliver(delivery)
            #expect(try await room.message(id).cause == "endpointGone")
            _ = try await room.webhooks.setWebhookEnabled(
                .init(id: webhook, enabled: true), options: room.options("acc_a"))
            _ = try await replay(id, room)
            #expect(try await room.deliver(delivery) == 1 && provider.asked.count == 1)
        }
    }

    @Test("a code to a bare number stays that number's, whoever else has it meanwhile")
    func bare() async throws {
        try await NotifyRoom.run { room in
            try await room.setContacts("acc_a", mobile: Self.old)
            _ = try await room.code(Self.old)
            try await room.setContacts("acc_a", mobile: Self.new)
            let provider = ScriptedProvider()
            try await room.deliver(Delivery(.sms, providers: [provider], server: room.server))
            #expect(numbers([provider]) == [Self.old])
        }
    }

    @Test("whoever gets a new number is not told the same event again")
    func repeated() async throws {
        try await NotifyRoom.run { room in
            try await room.setContacts("acc_a", mobile: Self.old)
            let first = try await room.sealed(event: "seal-1", channels: [.sms])
            try await room.setContacts("acc_a", mobile: Self.new)
            let second = try await room.sealed(event: "seal-1", channels: [.sms])
            #expect(second.first?.id == first.first?.id && second.first?.repeatedEvent == true)
        }
    }

    @Test("one message whose commit fails keeps none of those back that are due with it")
    func oneByOne() async throws {
        try await NotifyRoom.run { room in
            var ids: [String] = []
            for account in ["acc_a", "acc_b", "acc_c"] {
                try await room.setContacts(account, mobile: Self.new)
                ids += try await room.sealed(account, channels: [.sms]).map(\.id)
            }
            // Nobody can read where this one is reached, and the commit for all of them fails.
            _ = try await room.store.write { transaction in
                try transaction.execute("UPDATE contacts SET address = zeroblob(40) WHERE account = 'acc_b'")
            }
            let provider = ScriptedProvider()
            let running = Task { try await Delivery(.sms, providers: [provider], server: room.server).run() }
            for id in [ids[0], ids[2]] { try await until { try await room.message(id).state == .delivered } }
            running.cancel()
            _ = try? await running.value
            #expect(Set(provider.asked.map(\.account)) == ["acc_a", "acc_c"])
            #expect(try await room.message(ids[1]).attempts.isEmpty)
        }
    }

    @Test("what was muted in the night is not sent in the morning, and what cannot be muted is")
    func muted() async throws {
        try await NotifyRoom.run(time: SeededTime(start: Self.night)) { room in
            try await room.setContacts("acc_a", mobile: Self.old)
            let service = try #require(try await room.sealed(channels: [.sms]).first?.id)
            let statutory = try await decided(room)
            try await mute([.service, .billing, .support, .news], room)
            room.time.advance(by: .seconds(9 * 3_600))
            let provider = ScriptedProvider()
            #expect(try await room.deliver(Delivery(.sms, providers: [provider], server: room.server)) == 2)
            let message = try await room.message(service)
            #expect(message.state == .undelivered && message.cause == "muted" && message.attempts.isEmpty)
            #expect(provider.asked.map(\.id.text) == [statutory])
            #expect(try await dead(room).isEmpty)
        }
    }

    @Test("a digest tells nothing that was muted since it was gathered, and does not come when that was all")
    func mutedDigest() async throws {
        try await NotifyRoom.run { room in
            try await room.setContacts("acc_a", mobile: Self.old)
            try await mute([], room, digest: 18 * 60)
            let service = try await room.sealed(event: "e1").last
            #expect(service?.state == .accepted)
            let support = try await room.messages.send(
                .init(template: "adviser.callback", recipient: .account("acc_a"), data: Self.call),
                options: room.options()
            ).messages.last
            #expect(support?.state == .accepted)
            try await mute([.service], room, digest: 18 * 60)
            room.time.advance(by: .seconds(6 * 3_600))
            #expect(try await room.server.sweepDigests() == 1)
            let provider = ScriptedProvider()
            let delivery = Delivery(.sms, providers: [provider], server: room.server)
            try await room.deliver(delivery)
            #expect(provider.asked.map(\.template) == [.digest])
            #expect(provider.asked.first?.content.text.contains("1条") == true)
            #expect(try await room.message(service?.id ?? "").cause == "muted")
            #expect(try await room.message(support?.id ?? "").cause == "gathered")

            _ = try await room.sealed(event: "e2")
            try await mute([.service, .billing, .support, .news], room, digest: 18 * 60)
            room.time.advance(by: .seconds(86_400))
            _ = try await room.server.sweepDigests()
            try await room.deliver(delivery)
            #expect(provider.asked.count == 1)
        }
    }

    private static let call: [NotifyV1.Datum] = [
        .init(name: "adviser", value: .text("李")), .init(name: "from", value: .time(.init(seconds: 1_795_406_400))),
        .init(name: "until", value: .time(.init(seconds: 1_795_410_000))),
    ]
}
