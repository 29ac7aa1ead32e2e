import MeshKernel
import MeshRuntime
import MeshTestKit
import Notify
import Testing

@Suite("Which row that the provider lists is an attempt's")
struct AliyunListingTests {
    /// Noon in Beijing on 2026-11-23.
    private static let noon = NotifyRoom.noon
    private static let id = Identifier(kind: .message, time: noon, random: [UInt8](repeating: 7, count: 10))

    /// A message whose first attempt was at noon and whose last was so many seconds later.
    private func listing(
        _ secondsLater: Int64, first: (outcome: String?, reference: String, provider: String), reference: String = ""
    ) throws -> AliyunListing {
        let last = Attempt(
            number: 2, provider: "aliyun", beganAt: Self.noon.advanced(by: .seconds(secondsLater)),
            outcome: "unanswered", reference: reference)
        let life = MessageLife(
            state: .unknown, cause: nil,
            attempts: [
                Attempt(
                    number: 1, provider: first.provider, beganAt: Self.noon, endedAt: Self.noon,
                    outcome: first.outcome, reference: first.reference), last,
            ], earlierAttempts: 1)
        let message = Message(
            id: Self.id, account: "acc_a", template: .evidenceSealed, version: 1, language: .english,
            category: .service, address: try #require(Address(mobile: "13812341234")),
            content: RenderedMessage(title: "", text: "x"), event: "e", acceptedAt: Self.noon, notBefore: Self.noon,
            expiresAt: nil, life: life)
        return AliyunListing(of: message, last)
    }

    private func row(_ name: String, sent: String?, biz: String? = nil, out: String? = nil) throws -> JSONDocument {
        var json = JSONText()
        json.object { json in
            json.member("OutId", out ?? Self.id.text)
            json.member("name", name)
            if let sent { json.member("SendDate", sent) }
            if let biz { json.member("BizId", biz) }
        }
        return try #require(JSONDocument(json.bytes))
    }

    private func choice(_ listing: AliyunListing, _ rows: [JSONDocument]) -> String {
        switch listing.row(among: rows) {
        case .found(let row): row["name"]?.text ?? ""
        case .none: "none"
        case .open: "open"
        }
    }

    @Test(
        "a row of before the attempt is passed over; its second is cut off, and the provider's clock may be a minute away",
        arguments: [
            // The attempt began at 12:10:00.
            ("2026-11-23 12:00:00", "none"), ("2026-11-23 12:08:59", "none"), ("2026-11-23 12:09:00", "row"),
            ("2026-11-23 12:10:00", "row"), ("2026-11-23 12:11:00", "row"), ("2026-11-22 12:10:00", "none"),
        ])
    func date(sent: String, expected: String) throws {
        let listing = try listing(600, first: ("taken", "biz-1", "aliyun"))
        #expect(try choice(listing, [row("row", sent: sent)]) == expected)
        // The first that is the attempt's, wherever it stands.
        let earlier = try row("earlier", sent: "2026-11-23 12:00:01")
        #expect(try choice(listing, [earlier, row("row", sent: sent)]) == expected)
    }

    @Test(
        "a row that could be either attempt's is none's",
        arguments: [
            // The attempts began at 12:00:00 and 12:01:30: what the first sent may read until 12:01:15.
            ("2026-11-23 12:00:00", "none"), ("2026-11-23 12:00:29", "none"), ("2026-11-23 12:00:30", "open"),
            ("2026-11-23 12:01:14", "open"), ("2026-11-23 12:01:15", "row"), (nil, "open"), ("yesterday", "open"),
            ("2026-11-23 24:00:00", "open"), ("2026-11-23 12:00", "open"),
        ])
    func either(sent: String?, expected: String) throws {
        let listing = try listing(90, first: ("taken", "biz-1", "aliyun"))
        #expect(try choice(listing, [row("row", sent: sent)]) == expected)
    }

    @Test("a name of the provider's says whose a row is, where it is given")
    func names() throws {
        let named = try listing(90, first: ("taken", "biz-1", "aliyun"))
        let rows = [
            try row("first", sent: "2026-11-23 12:01:30", biz: "biz-1"),
            try row("second", sent: "2026-11-23 12:00:30", biz: "biz-2"),
        ]
        #expect(choice(named, rows) == "second")
        #expect(choice(named, [rows[0]]) == "none")
        // The first has no name that is known: the second's may be it.
        #expect(try choice(listing(90, first: ("unanswered", "", "aliyun")), [rows[1]]) == "open")
    }

    @Test(
        "nothing is passed over where nothing was taken of an earlier attempt, or this one has a name",
        arguments: [
            ("refused", "aliyun", ""), ("failed", "aliyun", ""), ("taken", "other", ""), ("taken", "aliyun", "b"),
        ])
    func alone(outcome: String, provider: String, reference: String) throws {
        let listing = try listing(90, first: (outcome, "", provider), reference: reference)
        #expect(try choice(listing, [row("row", sent: "2026-11-23 12:00:00")]) == "row")
        #expect(try choice(listing, [row("row", sent: "2026-11-23 12:00:00", out: "msg_other")]) == "none")
    }
}
