import MeshAPI
import MeshKernel
import MeshRuntime
import MeshTestKit
import Notify
import Testing

@Suite("Programs that others wrote take our calls", .timeLimit(.minutes(5)))
struct VerifiedWebhookTests {
    /// What somebody else's program says of each call under a secret or public key. Of a secret the specification's own
    /// library: the type that it tells, or why it is refused. Of a public key, which that library does not take, a library
    /// of signatures.
    /// `ahead` puts on the clock of a program that looks at it.
    private func verdicts(
        _ calls: [HookServer.Call], secret: String, ahead: Int = 0
    ) async throws -> [String] {
        let script = secret.hasPrefix("whpk_") ? "verify_webhook_key.py" : "verify_webhook.py"
        let folder = try TemporaryFolder("webhook")
        let lines = calls.map { call in
            var json = JSONText()
            json.object { json in
                json.object("headers") { json in
                    for (name, value) in call.headers.sorted(by: { $0.key < $1.key }) { json.member(name, value) }
                }
                json.member("body", String(decoding: call.body, as: UTF8.self))
            }
            return String(decoding: json.bytes, as: UTF8.self) + "\n"
        }
        try WholeFile.replace(folder.file("calls"), with: lines.joined())
        let program = try await FinishedProgram(
            ["/usr/bin/python3", PythonServer.path(script), secret, folder.file("calls"), "\(ahead)"],
            environment: ["PYTHONPATH": Self.library], logs: folder.path)
        guard program.exit == .code(0) else {
            throw NoPythonModule("standardwebhooks or cryptography: \(program.errors.suffix(300))")
        }
        return program.output.split(separator: "\n").map(String.init)
    }

    /// Where Tests/run.sh puts the library: beside what was built.
    private static var library: String {
        let own = BuiltProgram.own
        let end = own.firstRange(of: "/.build/")?.upperBound ?? own.endIndex
        return String(own[..<end]) + "python"
    }

    private func run(_ body: (NotifyRoom, HookServer, Delivery, String) async throws -> Void) async throws {
        // The library looks at the clock.
        try await NotifyRoom.run(time: SeededTime(start: SystemTime().wall())) { room in
            let hook = HookServer()
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

    @Test("a call is verified and read, and one whose body or time was changed is refused")
    func verified() async throws {
        try await run { room, hook, delivery, url in
            let made = try await room.webhooks.createWebhook(.init(url: url), options: room.options("acc_a"))
            _ = try await room.sealed()
            try await room.deliver(delivery)
            let call = try #require(hook.calls.first)
            let other = HookServer.Call(headers: call.headers, body: call.body + [UInt8(ascii: " ")])
            var headers = call.headers
            headers["webhook-timestamp"] = "\((Int(headers["webhook-timestamp"] ?? "") ?? 0) + 1)"
            let later = HookServer.Call(headers: headers, body: call.body)
            #expect(
                try await verdicts([call, other, later], secret: made.verifier) == [
                    "evidence.sealed", "refused: No matching signature found", "refused: No matching signature found",
                ])
        }
    }

    @Test("while a secret is replaced, whoever has either of them takes the call")
    func rotated() async throws {
        try await run { room, hook, delivery, url in
            let made = try await room.webhooks.createWebhook(.init(url: url), options: room.options("acc_a"))
            let rotated = try await room.webhooks.rotateWebhookSecret(
                .init(id: made.webhook?.id ?? ""), options: room.options("acc_a"))
            _ = try await room.sealed()
            try await room.deliver(delivery)
            for secret in [made.verifier, rotated.verifier] {
                #expect(try await verdicts(hook.calls, secret: secret) == ["evidence.sealed"])
            }
        }
    }

    @Test("a call that is signed with a key is verified by its public half, and a changed one by nobody")
    func key() async throws {
        try await run { room, hook, delivery, url in
            let made = try await room.webhooks.createWebhook(
                .init(url: url, kind: .key), options: room.options("acc_a"))
            let stranger = try await room.webhooks.createWebhook(
                .init(url: url, kind: .key), options: room.options("acc_b"))
            _ = try await room.sealed()
            try await room.deliver(delivery)
            let call = try #require(hook.calls.first)
            #expect(call.headers["webhook-signature"]?.hasPrefix("v1a,") == true)
            var changed = [HookServer.Call(headers: call.headers, body: call.body + [UInt8(ascii: " ")])]
            for (name, value) in [
                ("webhook-timestamp", "\((Int(call.headers["webhook-timestamp"] ?? "") ?? 0) + 1)"),
                ("webhook-id", (call.headers["webhook-id"] ?? "") + "0"),
            ] {
                var headers = call.headers
                headers[name] = value
                changed.append(HookServer.Call(headers: headers, body: call.body))
            }
            #expect(
                try await verdicts([call] + changed, secret: made.verifier)
                    == ["verified", "refused", "refused", "refused"])
            #expect(try await verdicts([call], secret: stranger.verifier) == ["refused"])
        }
    }

    @Test(
        "while secrets of two kinds sign side by side, whoever has either takes the call; later only the new one is good",
        arguments: [
            (NotifyV1.SignatureKind.shared, NotifyV1.SignatureKind.key), (.key, .shared), (.key, .key),
        ])
    func rotatedKinds(from old: NotifyV1.SignatureKind, to new: NotifyV1.SignatureKind) async throws {
        try await run { room, hook, delivery, url in
            let made = try await room.webhooks.createWebhook(
                .init(url: url, kind: old), options: room.options("acc_a"))
            let rotated = try await room.webhooks.rotateWebhookSecret(
                .init(id: made.webhook?.id ?? "", kind: new), options: room.options("acc_a"))
            _ = try await room.sealed()
            try await room.deliver(delivery)
            #expect(hook.calls.first?.headers["webhook-signature"]?.split(separator: " ").count == 2)
            for secret in [made.verifier, rotated.verifier] {
                let verdict = try await verdicts(Array(hook.calls.prefix(1)), secret: secret)
                #expect(verdict == [secret.hasPrefix("whpk_") ? "verified" : "evidence.sealed"], "\(secret.prefix(6))")
            }

            let ahead = 3_600 * Int(WebhookCall.Limits.rotationHours) + 3_600
            room.time.advance(by: .seconds(ahead))
            _ = try await room.sealed(event: "later")
            try await room.deliver(delivery)
            let later = try #require(hook.calls.last)
            #expect(hook.calls.count == 2)
            #expect(later.headers["webhook-signature"]?.split(separator: " ").count == 1)
            let good = try await verdicts([later], secret: rotated.verifier, ahead: ahead)
            #expect(good == [rotated.verifier.hasPrefix("whpk_") ? "verified" : "evidence.sealed"])
            let old = try await verdicts([later], secret: made.verifier, ahead: ahead)
            #expect(
                old == [made.verifier.hasPrefix("whpk_") ? "refused" : "refused: No matching signature found"])
        }
    }
}
