import MeshAPI
import MeshKernel
import MeshRuntime
import MeshTestKit
import Notify
import Testing

@Suite("The specification's own library takes our calls", .timeLimit(.minutes(5)))
struct VerifiedWebhookTests {
    /// What the library says of each call under a secret: the type that it tells, or why it is refused.
    private func verdicts(_ calls: [HookServer.Call], secret: String) async throws -> [String] {
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
            ["/usr/bin/python3", PythonServer.path("verify_webhook.py"), secret, folder.file("calls")],
            environment: ["PYTHONPATH": Self.library], logs: folder.path)
        guard program.exit == .code(0) else {
            throw NoPythonModule("standardwebhooks: \(program.errors.suffix(300))")
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
}
