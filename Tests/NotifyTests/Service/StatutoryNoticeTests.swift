import MeshAPI
import MeshKernel
import MeshRPC
import MeshTestKit
import Notify
import Testing

@Suite("Decisions that are told", .timeLimit(.minutes(5)))
struct StatutoryNoticeTests {
    @Test("a correction comes in the account's language, cannot be muted, and its short message waits for the morning")
    func correction() async throws {
        let night = WallTime(milliseconds: NotifyRoom.noon.milliseconds + 11 * 3_600_000)
        try await NotifyRoom.run(time: SeededTime(start: night)) { room in
            try await room.setContacts("acc_a", mobile: "13812341234")
            for (category, isTaken) in [(NotifyV1.Category.statutory, false), (.service, true)] {
                var reason: String?
                do {
                    _ = try await room.centre.setPreferences(
                        .init(
                            preferences: .init(
                                language: "en", muted: [.init(category: category, channel: .sms)],
                                quietHours: .init(fromMinute: 22 * 60, untilMinute: 8 * 60))),
                        options: room.options("acc_a"))
                } catch {
                    reason = (error as? RPCError)?.reason?.reason
                }
                #expect((reason == nil) == isTaken, "\(category)")
            }
            let data = [
                NotifyV1.Datum(name: "matter", value: .text("identity")),
                NotifyV1.Datum(name: "reference", value: .text("dos_1")),
                NotifyV1.Datum(name: "fields", value: .lines(.init(lines: ["address", "emblem_side"]))),
                NotifyV1.Datum(name: "reason", value: .text("不清")),
            ]
            for key in ["a", "b"] {
                let told = try await room.ofIdentity.send(
                    .init(
                        template: "dossier.correction", recipient: .account("acc_a"), data: data, event: "decision:1"),
                    options: room.options(key: key)
                ).messages
                #expect(told.map(\.repeatedEvent) == (key == "a" ? [false, false] : [true, true]))
            }
            let entries = try await room.centre.listInbox(.init(), options: room.options("acc_a")).entries
            #expect(entries.map(\.category) == [.statutory])
            #expect(entries.first?.text.contains("To change: address, picture of the emblem side") == true)
            let delivery = Delivery(.sms, providers: [EmbeddedProvider()], server: room.server)
            #expect(try await room.deliver(delivery) == 0)
            room.time.advance(by: .seconds(9 * 3_600))
            #expect(try await room.deliver(delivery) == 1)
        }
    }
}
