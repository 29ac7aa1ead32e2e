import MeshAPI
import MeshKernel
import MeshTestKit
import Notify
import Testing

@Suite("A provider that never answers, in a service with all channels", .timeLimit(.minutes(2)))
struct SilentProviderTests {
    private static let account = "acc_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1e04"

    @Test(
        "holds up its own channel's messages and nobody else's: letters and webhooks go while it keeps all that it may")
    func isolated() async throws {
        let (silent, mail, hook) = (SilentServer(), ScriptedMailServer(), HookServer())
        let ports = (try await silent.start(), try await mail.start(), try await hook.start())
        let settings = [
            "quiet_hours: never", "sender: 版证通", "sms: [aliyun]", "email: [smtp]", "webhooks: { allow_private: true }",
            "aliyun: { endpoint: \"http://127.0.0.1:\(ports.0)\", key: key-1, secret_file: SECRET, sign_name: 版证通, "
                + "template_code: SMS_1 }",
            "smtp: { host: 127.0.0.1, port: \(ports.1), security: none, from: notify@example.com }",
        ]
        try await RunningNotify.run(settings: settings, secret: "secret", waitingFor: silent) { notify in
            let account = Self.account
            _ = try await notify.messages.setContacts(
                .init(account: account, email: "a@example.com"), options: try notify.options())
            _ = try await notify.webhooks.createWebhook(
                .init(url: "http://127.0.0.1:\(ports.2)/hook"), options: try notify.options(account))
            // More than the worker of short messages has room for: all that it may ask is asked and hangs.
            var codes: [String] = []
            for number in 0..<(2 * Limits.deliveriesMax) {
                codes += try await notify.messages.send(
                    code(to: "138123400\(10 + number)"), options: try notify.options()
                ).messages.map(\.id)
            }
            try await until { silent.held == Limits.deliveriesMax }
            // Twice as many as any pool of theirs has threads, so that one thread left over would not do either.
            var others: [String] = []
            for number in 0..<(2 * Limits.deliveriesMax) {
                others += try await notify.messages.send(sealed(number, to: account), options: try notify.options())
                    .messages.filter { $0.channel != .inApp }.map(\.id)
            }
            #expect(others.count == 4 * Limits.deliveriesMax)
            for id in others {
                try await until { [.sent, .delivered].contains(try await notify.message(id).state) }
            }
            #expect(hook.calls.count == 2 * Limits.deliveriesMax)
            #expect(mail.lines.filter { $0 == "." }.count == 2 * Limits.deliveriesMax)
            // All the while nothing was answered and nothing given up: who waited for that would not be here yet.
            #expect(silent.held == Limits.deliveriesMax)
            var states: [NotifyV1.MessageState] = []
            for id in codes { states.append(try await notify.message(id).state) }
            #expect(states.filter { $0 == .attempted }.count == Limits.deliveriesMax)
            #expect(states.filter { $0 == .queued }.count == Limits.deliveriesMax)
        }
        await mail.stop()
        await hook.stop()
    }

    private func code(to mobile: String) -> NotifyV1.SendRequest {
        .init(
            template: "code", recipient: .mobile(mobile), language: "zh-CN",
            data: [
                .init(name: "purpose", value: .text("registration")), .init(name: "code", value: .text("123456")),
                .init(name: "minutes", value: .number(5)),
            ])
    }

    private func sealed(_ number: Int, to account: String) -> NotifyV1.SendRequest {
        .init(
            template: "evidence.sealed", recipient: .account(account),
            data: [
                .init(name: "number", value: .text("EV-2026-\(number)")),
                .init(name: "time", value: .time(.init(seconds: 1_795_406_400))),
            ], channels: [.inApp, .email])
    }
}
