import MeshAPI
import MeshKernel
import MeshRuntime
import MeshTestKit
import Notify
import Testing

@Suite("Short messages over signed requests, to a server that checks them by itself", .timeLimit(.minutes(5)))
struct AliyunProviderTests {
    private struct Desk {
        let room: NotifyRoom
        let server: PythonServer
        let delivery: Delivery
        let reports: Reports
    }

    private func run(
        secret: String = "secret+/=", time: SeededTime = SeededTime(start: NotifyRoom.noon),
        _ body: (Desk) async throws -> Void
    ) async throws {
        try await NotifyRoom.run(time: time) { room in
            let server = try await PythonServer("aliyun_server.py", ["secret+/="], module: "python3")
            let exchanges = OffloadPool(threadCount: 2)
            let endpoint = try #require(AliyunEndpoint("http://127.0.0.1:\(server.port)", allowsPlain: true))
            let provider = AliyunProvider(
                .init(
                    endpoint: endpoint, credential: .init(id: "key-1", secret: secret), signName: "版证通",
                    templateCode: "SMS_1"),
                sender: try #require(SenderName("版证通")), exchanges: exchanges, time: room.time,
                random: SystemRandom(), timeoutMilliseconds: 5_000)
            let result: Result<Void, any Error>
            do {
                try await body(
                    Desk(
                        room: room, server: server,
                        delivery: Delivery(.sms, providers: [provider], server: room.server),
                        reports: Reports(.sms, providers: [provider], server: room.server)))
                result = .success(())
            } catch {
                result = .failure(error)
            }
            await exchanges.close()
            await server.stop()
            try result.get()
        }
    }

    /// Sends a code and asks as long as somebody is to be asked; the message then.
    private func sent(_ mobile: String, _ desk: Desk) async throws -> NotifyV1.Message {
        let id = try #require(try await desk.room.code(mobile).first?.id)
        #expect(try await desk.room.deliver(desk.delivery) == 1)
        return try await desk.room.message(id)
    }

    @Test("a message is taken under a signature that the other side agrees with, without the sender's mark")
    func taken() async throws {
        try await run { desk in
            let message = try await sent("13812340001", desk)
            #expect(message.state == .sent && message.attempts.first?.reference == "biz^\(message.id)")
            let request = try #require(desk.server.notes("requests").first)
            #expect(request["fault"]?.text == "" && request["PhoneNumbers"]?.text == "13812340001")
            #expect(request["SignName"]?.text == "版证通" && request["TemplateCode"]?.text == "SMS_1")
            let parameter = try #require(JSONDocument(Array((request["TemplateParam"]?.text ?? "").utf8)))
            let text = try #require(parameter["text"]?.text)
            #expect(text.contains("123456") && !text.contains("【"))
        }
    }

    @Test("a wrong secret is refused by the other side, and counts against the provider")
    func wrongSecret() async throws {
        try await run(secret: "other") { desk in
            let message = try await sent("13812340001", desk)
            #expect(message.state == .queued && message.attempts.first?.reason == "SignatureDoesNotMatch")
        }
    }

    @Test("a number abroad is dialled with its country's code and without a sign")
    func abroad() async throws {
        try await run { desk in
            _ = try await sent("+85291234561", desk)
            #expect(desk.server.notes("requests").first?["PhoneNumbers"]?.text == "85291234561")
        }
    }

    @Test(
        "refusals mean what they say",
        arguments: [
            ("13812340002", NotifyV1.MessageState.bounced, "isv.MOBILE_NUMBER_ILLEGAL"),
            ("13812340005", .queued, "isv.BUSINESS_LIMIT_CONTROL"), ("13812340003", .unknown, "status 502"),
        ])
    func refused(mobile: String, state: NotifyV1.MessageState, reason: String) async throws {
        try await run { desk in
            let message = try await sent(mobile, desk)
            #expect(message.state == state && message.attempts.first?.reason == reason)
        }
    }

    @Test("what was taken is asked about until it is known: delivered, not delivered, or nobody knows after three days")
    func reports() async throws {
        try await run { desk in
            let delivered = try await sent("13812340001", desk)
            let failed = try await sent("13812340006", desk)
            let silent = try await sent("13812340007", desk)
            #expect(try await desk.reports.askDue() == 0)
            desk.room.time.advance(by: .seconds(60))
            #expect(try await desk.reports.askDue() == 3)
            #expect(try await desk.room.message(delivered.id).state == .delivered)
            let undelivered = try await desk.room.message(failed.id)
            #expect(undelivered.state == .undelivered && undelivered.cause == "reported")
            #expect(undelivered.attempts.first?.reason == "UNDELIV")
            for pause in ReportSchedule.pauses.dropFirst() {
                #expect(try await desk.room.message(silent.id).state == .sent)
                desk.room.time.advance(by: .seconds(pause))
                #expect(try await desk.reports.askDue() == 1)
            }
            #expect(try await desk.room.message(silent.id).state == .unknown)
            let dead = try await desk.room.messages.listDeadLetters(.init(), options: desk.room.options("staff"))
            #expect(Set(dead.deadLetters.compactMap { $0.message?.id }) == [failed.id, silent.id])
            #expect(desk.server.notes("requests").allSatisfy { $0["fault"]?.text == "" })
        }
    }

    @Test(
        "an answer that broke off, and one of a server that failed, is looked up, and the message is not sent again",
        arguments: ["13812340004", "13812340008"])
    func brokenOff(mobile: String) async throws {
        try await run { desk in
            let message = try await sent(mobile, desk)
            #expect(message.state == .unknown)
            desk.room.time.advance(by: .seconds(10))
            try await desk.room.deliver(desk.delivery)
            #expect(try await desk.room.message(message.id).state == .delivered)
            let actions = desk.server.notes("requests").map { $0["action"]?.text }
            #expect(actions == ["SendSms", "QuerySendDetails"])
        }
    }

    @Test("what was taken around midnight is found under the day before or after, and nothing else costs two questions")
    func midnight() async throws {
        let evening = WallTime(milliseconds: NotifyRoom.noon.milliseconds + (12 * 3_600 - 5) * 1_000)
        try await run(time: SeededTime(start: evening)) { desk in
            let message = try await sent("13812340004", desk)
            #expect(message.state == .unknown)
            desk.room.time.advance(by: .seconds(10))
            try await desk.room.deliver(desk.delivery)
            #expect(try await desk.room.message(message.id).state == .delivered)
            let days = desk.server.notes("requests").compactMap { $0["SendDate"]?.text }
            #expect(days == ["20261123", "20261124"])
        }
        func days(_ seconds: Int64) -> [Int64] {
            let time = WallTime(milliseconds: NotifyRoom.noon.milliseconds + seconds * 1_000)
            return AliyunProvider.days(of: Attempt(number: 1, provider: "aliyun", beganAt: time)).map(\.day)
        }
        #expect(days(0) == [23] && days(12 * 3_600 - 80) == [23] && days(12 * 3_600 - 70) == [23, 24])
        #expect(days(12 * 3_600 + 30) == [24, 23] && days(12 * 3_600 + 61) == [24])
    }

    @Test("what the other side never saw is sent again, but not before it could be in its lists")
    func neverSeen() async throws {
        try await run { desk in
            let message = try await sent("13812340003", desk)
            desk.room.time.advance(by: .seconds(30))
            try await desk.room.deliver(desk.delivery)
            #expect(try await desk.room.message(message.id).state == .unknown)
            #expect(desk.server.notes("requests").map { $0["action"]?.text } == ["SendSms", "QuerySendDetails"])
        }
    }

    /// A notice that was taken, did not get there, and is sent again so many seconds after it was first.
    private func sentAgain(_ mobile: String, after seconds: Int64, _ desk: Desk) async throws -> String {
        try await desk.room.setContacts("acc_a", mobile: mobile)
        let id = try #require(try await desk.room.sealed(channels: [.sms]).first?.id)
        try await desk.room.deliver(desk.delivery)
        desk.room.time.advance(by: .seconds(seconds))
        #expect(try await desk.reports.askDue() == 1)
        #expect(try await desk.room.message(id).state == .undelivered)
        _ = try await desk.room.messages.replayDeadLetter(.init(id: id), options: desk.room.options("staff"))
        try await desk.room.deliver(desk.delivery)
        #expect(try await desk.room.message(id).state == .unknown)
        desk.room.time.advance(by: .seconds(10))
        try await desk.room.deliver(desk.delivery)
        return id
    }

    @Test("what is sent again is looked up by its own row, not by that of the first time")
    func replayed() async throws {
        try await run { desk in
            let id = try await sentAgain("13812340009", after: 300, desk)
            let message = try await desk.room.message(id)
            #expect(message.state == .delivered && message.attempts.count == 2)
        }
    }

    @Test("what was lost the second time is not held for what became of the first, and is sent once more")
    func replayedAndLost() async throws {
        try await run { desk in
            let id = try await sentAgain("13812340000", after: 300, desk)
            #expect(try await desk.room.message(id).state == .unknown)
            // By then it would be in the lists.
            for _ in 0..<Limits.lookUpsMax {
                guard try await desk.room.message(id).attempts.count == 2 else { break }
                desk.room.time.advance(by: .seconds(AliyunProvider.Limits.settledSeconds))
                try await desk.room.deliver(desk.delivery)
            }
            let message = try await desk.room.message(id)
            #expect(message.attempts.count == 3 && message.attempts.last?.reason == "status 502")
        }
    }

    @Test("where the two attempts lie too close for two clocks nothing is guessed")
    func replayedAtOnce() async throws {
        try await run { desk in
            let id = try await sentAgain("13812340009", after: 60, desk)
            #expect(try await desk.room.message(id).state == .unknown)
            #expect(desk.server.notes("requests").last?["action"]?.text == "QuerySendDetails")
        }
    }

    @Test("an endpoint is https, a host and a port, and nothing else")
    func endpoints() {
        for text in [
            "http://dysmsapi.aliyuncs.com", "https://", "https://a/b", "https://u@a", "https://a:0", "https://a:65536",
            "https://a:1:2", "https://a?b", "ftp://a", "https://a b", "https://a:+1",
        ] {
            #expect(AliyunEndpoint(text, allowsPlain: false) == nil, "\(text)")
        }
        #expect(
            AliyunEndpoint("https://dysmsapi.aliyuncs.com", allowsPlain: false)?.authority == "dysmsapi.aliyuncs.com")
        #expect(AliyunEndpoint("http://127.0.0.1:80", allowsPlain: true)?.authority == "127.0.0.1:80")
    }
}
