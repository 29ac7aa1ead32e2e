import MeshAPI
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshTestKit
import Notify
import Testing

@Suite("Calling webhooks", .timeLimit(.minutes(5)))
struct WebhookCallTests {
    /// Runs `body` with a service, a server that takes its calls, and the worker between them.
    private func run(
        answers: [String] = [], bodyBytes: Int = 0,
        _ body: (NotifyRoom, HookServer, Delivery, String) async throws -> Void
    ) async throws {
        try await NotifyRoom.run { room in
            let hook = HookServer(answers: answers, bodyBytes: bodyBytes)
            let port = try await hook.start()
            let exchanges = OffloadPool(threadCount: 2)
            let provider = WebhookProvider(
                policy: .init(allowsPrivate: true), exchanges: exchanges, time: room.time, timeoutMilliseconds: 5_000)
            let delivery = Delivery(.webhook, providers: [provider], server: room.server)
            let result: Result<Void, any Error>
            do {
                try await body(room, hook, delivery, "http://127.0.0.1:\(port)/hook")
                result = .success(())
            } catch {
                result = .failure(error)
            }
            await exchanges.close()
            await hook.stop()
            try result.get()
        }
    }

    @Test("a call is signed as the secret says, and a repetition after a failure bears the same identifier")
    func signed() async throws {
        try await run(answers: ["500 Oops"]) { room, hook, delivery, url in
            let made = try await room.webhooks.createWebhook(.init(url: url), options: room.options("acc_a"))
            let verifier = try #require(WebhookVerifier(made.verifier))
            let receipts = try await room.sealed()
            #expect(receipts.map(\.channel) == [.inApp, .webhook])
            let id = try #require(receipts.last?.id)
            #expect(try await room.deliver(delivery) == 1)
            #expect(try await room.message(id).state == .queued)
            room.time.advance(by: .seconds(6))
            #expect(try await room.deliver(delivery) == 1)
            #expect(try await room.message(id).state == .delivered)
            #expect(hook.calls.count == 2)
            for call in hook.calls {
                #expect(call.headers["webhook-id"] == id && call.headers["content-type"] == "application/json")
                let isAccepted = verifier.accepts(
                    id: call.headers["webhook-id"] ?? "", timestamp: call.headers["webhook-timestamp"] ?? "",
                    signatures: call.headers["webhook-signature"] ?? "", body: call.body, now: room.time.wall())
                #expect(isAccepted)
                #expect(
                    String(decoding: call.body, as: UTF8.self).hasPrefix(#"{"type":"evidence.sealed","timestamp":""#))
            }
        }
    }

    @Test("while a secret is replaced both verify for a day, then only the new one")
    func rotated() async throws {
        try await run { room, hook, delivery, url in
            let made = try await room.webhooks.createWebhook(.init(url: url), options: room.options("acc_a"))
            let rotated = try await room.webhooks.rotateWebhookSecret(
                .init(id: made.webhook?.id ?? "", kind: .key), options: room.options("acc_a"))
            #expect(made.verifier.hasPrefix("whsec_") && rotated.verifier.hasPrefix("whpk_"))
            _ = try await room.sealed()
            #expect(try await room.deliver(delivery) == 1)
            room.time.advance(by: .seconds(86_400))
            _ = try await room.sealed()
            #expect(try await room.deliver(delivery) == 1)
            // Each call is of its own time.
            let accepted = [made, rotated].map { secret in
                hook.calls.map { call in
                    WebhookVerifier(secret.verifier)?.accepts(
                        id: call.headers["webhook-id"] ?? "", timestamp: call.headers["webhook-timestamp"] ?? "",
                        signatures: call.headers["webhook-signature"] ?? "", body: call.body,
                        now: WallTime(
                            milliseconds: 1_000 * (Int64(call.headers["webhook-timestamp"] ?? "") ?? 0)))
                }
            }
            #expect(accepted == [[true, false], [true, true]])
        }
    }

    @Test("a webhook that answers 410 is switched off, its message dead, and switched on again by its account alone")
    func gone() async throws {
        try await run(answers: ["410 Gone"]) { room, hook, delivery, url in
            let made = try await room.webhooks.createWebhook(.init(url: url), options: room.options("acc_a"))
            let webhook = try #require(made.webhook?.id)
            let id = try #require(try await room.sealed().last?.id)
            #expect(try await room.deliver(delivery) == 1)
            #expect(try await room.message(id).cause == "endpointGone")
            let list = try await room.webhooks.listWebhooks(.init(), options: room.options("acc_a"))
            #expect(list.webhooks.map(\.state) == [.gone])
            #expect(try await room.sealed().map(\.channel) == [.inApp])
            await #expect(throws: RPCError.self) {
                try await room.webhooks.setWebhookEnabled(
                    .init(id: webhook, enabled: true), options: room.options("acc_b"))
            }
            let enabled = try await room.webhooks.setWebhookEnabled(
                .init(id: webhook, enabled: true), options: room.options("acc_a"))
            #expect(enabled.state == .enabled)
            _ = try await room.sealed()
            #expect(try await room.deliver(delivery) == 1 && hook.calls.count == 2)
        }
    }

    @Test("a webhook that takes a call and has much to say about it has taken it")
    func longAnswer() async throws {
        try await run(answers: ["200 OK"], bodyBytes: 40_000) { room, hook, delivery, url in
            _ = try await room.webhooks.createWebhook(.init(url: url), options: room.options("acc_a"))
            let id = try #require(try await room.sealed().last?.id)
            #expect(try await room.deliver(delivery) == 1)
            #expect(try await room.message(id).state == .delivered && hook.calls.count == 1)
        }
    }

    @Test("a webhook that asks for a pause gets it, and one that asks for too long a day")
    func retryAfter() async throws {
        let answers = ["429 Too Many Requests\r\nRetry-After: 3600", "503 Busy\r\nRetry-After: 9999999"]
        try await run(answers: answers) { room, hook, delivery, url in
            _ = try await room.webhooks.createWebhook(.init(url: url), options: room.options("acc_a"))
            _ = try await room.sealed()
            #expect(try await room.deliver(delivery) == 1)
            room.time.advance(by: .seconds(3_599))
            #expect(try await room.deliver(delivery) == 0)
            room.time.advance(by: .seconds(1))
            #expect(try await room.deliver(delivery) == 1)
            room.time.advance(by: .seconds(86_399))
            #expect(try await room.deliver(delivery) == 0)
            room.time.advance(by: .seconds(1))
            #expect(try await room.deliver(delivery) == 1 && hook.calls.count == 3)
        }
    }

    @Test("a webhook that fails again and again is left alone for a while, and its messages wait without being tried")
    func resting() async throws {
        try await run(answers: Array(repeating: "500 Oops", count: 5)) { room, hook, delivery, url in
            _ = try await room.webhooks.createWebhook(.init(url: url), options: room.options("acc_a"))
            for number in 0..<CircuitBreaker.Limits.failuresMax { _ = try await room.sealed(event: "e\(number)") }
            try await room.deliver(delivery)
            #expect(hook.calls.count == 5)
            let id = try #require(try await room.sealed(event: "late").last?.id)
            try await room.deliver(delivery)
            #expect(try await room.message(id).attempts.isEmpty && hook.calls.count == 5)
            room.time.advance(by: .seconds(10))
            try await room.deliver(delivery)
            room.time.advance(by: .seconds(10))
            try await room.deliver(delivery)
            let message = try await room.message(id)
            #expect(message.state == .delivered && message.attempts.count == 1)
        }
    }

    @Test("a redirect is not followed")
    func redirect() async throws {
        try await run(answers: ["302 Found\r\nLocation: http://127.0.0.1:1/other"]) { room, hook, delivery, url in
            _ = try await room.webhooks.createWebhook(.init(url: url), options: room.options("acc_a"))
            let id = try #require(try await room.sealed().last?.id)
            #expect(try await room.deliver(delivery) == 1)
            let message = try await room.message(id)
            #expect(message.state == .queued && hook.calls.count == 1)
            #expect(message.attempts.first?.reason == "status 302, redirects are not followed")
        }
    }

    @Test("a name that leads to a private address is not called", arguments: ["localhost", "127.0.0.1"])
    func privateName(host: String) async throws {
        try await run { room, hook, _, url in
            let port = url.split(separator: ":").last?.prefix { $0 != "/" } ?? ""
            let exchanges = OffloadPool(threadCount: 1)
            let provider = WebhookProvider(
                policy: .init(allowsPrivate: false), exchanges: exchanges, time: room.time,
                timeoutMilliseconds: 5_000)
            let secret = try #require(WebhookSecret(.shared, random: SystemRandom()))
            let id = Identifier(kind: .webhook, time: room.time.wall(), random: SystemRandom().bytes(10))
            let now = room.time.wall()
            let message = Message(
                id: Identifier(kind: .message, time: now, random: SystemRandom().bytes(10)), account: "acc_a",
                template: .evidenceSealed, version: 1, language: .english, category: .service,
                address: Address(webhook: id), content: RenderedMessage(title: "t", text: "x"), event: "e",
                acceptedAt: now, notBefore: now, expiresAt: nil, life: MessageLife())
            let outcome = await provider.deliver(
                Parcel(
                    message: message,
                    webhook: .init(
                        id: id, address: try WebhookAddress(stored: "http://\(host):\(port)/hook"),
                        secrets: [secret])))
            #expect(outcome.word == "failed" && outcome.reason.contains("private address"))
            #expect(hook.calls.isEmpty)
            await exchanges.close()
        }
    }

    @Test("an account has eight webhooks at most, sees its own, and removing one ends what waits for it")
    func bounds() async throws {
        try await run { room, hook, delivery, url in
            var first = ""
            for number in 0..<8 {
                let made = try await room.webhooks.createWebhook(
                    .init(url: "\(url)/\(number)"), options: room.options("acc_a"))
                if number == 0 { first = made.webhook?.id ?? "" }
            }
            let error = await #expect(throws: RPCError.self) {
                try await room.webhooks.createWebhook(.init(url: url), options: room.options("acc_a"))
            }
            #expect(error?.reason?.reason == "TOO_MANY_WEBHOOKS")
            #expect(try await room.webhooks.listWebhooks(.init(), options: room.options("acc_b")).webhooks.isEmpty)
            let receipts = try await room.sealed()
            #expect(receipts.count == 9)
            _ = try await room.webhooks.deleteWebhook(.init(id: first), options: room.options("acc_a"))
            #expect(try await room.deliver(delivery) == 8)
            #expect(hook.calls.count == 7)
        }
    }

    @Test("private addresses are refused where the configuration does not allow them")
    func refused() async throws {
        try await NotifyRoom.run(allowsPrivate: false) { room in
            for url in ["http://example.com", "https://10.0.0.1/x", "https://localhost"] {
                let error = await #expect(throws: RPCError.self) {
                    try await room.webhooks.createWebhook(.init(url: url), options: room.options("acc_a"))
                }
                #expect(error?.reason?.reason == "INVALID_WEBHOOK")
            }
        }
    }
}
