import MeshAPI
import MeshKernel
import MeshRPC
import MeshTestKit
import Notify
import Synchronization
import Testing

@Suite("The message centre", .timeLimit(.minutes(5)))
struct CentreTests {
    @Test("pages go from the newest to the oldest without gap or repetition")
    func pages() async throws {
        try await NotifyRoom.run { room in
            for number in 0..<7 { _ = try await room.sealed(number: "EV-\(number)") }
            var arrivals: [Int64] = []
            var token = ""
            repeat {
                let page = try await room.centre.listInbox(
                    .init(pageSize: 3, pageToken: token), options: room.options("acc_a"))
                arrivals += page.entries.map(\.arrival)
                token = page.nextPageToken
            } while !token.isEmpty
            #expect(arrivals == arrivals.sorted(by: >) && Set(arrivals).count == 7)
            let first = try await room.centre.listInbox(.init(pageSize: 3), options: room.options("acc_a"))
            await #expect(throws: RPCError.self) {
                try await room.centre.listInbox(
                    .init(unreadOnly: true, pageSize: 3, pageToken: first.nextPageToken),
                    options: room.options("acc_a"))
            }
        }
    }

    @Test("reading lessens the count once, and nobody reads for others")
    func reading() async throws {
        try await NotifyRoom.run { room in
            let first = try #require(try await room.sealed().first?.id)
            _ = try await room.sealed()
            _ = try await room.sealed()
            let options = room.options("acc_a")
            #expect(try await room.centre.markRead(.init(ids: [first]), options: room.options("acc_b")).unread == 0)
            #expect(try await room.centre.countUnread(.init(), options: options).unread == 3)
            #expect(try await room.centre.markRead(.init(ids: [first, first]), options: options).unread == 2)
            #expect(try await room.centre.markRead(.init(ids: [first]), options: options).unread == 2)
            let page = try await room.centre.listInbox(.init(unreadOnly: true), options: options)
            #expect(page.entries.count == 2 && page.unread == 2)
            let newest = try #require(page.entries.first?.arrival)
            #expect(try await room.centre.markRead(.init(throughArrival: newest), options: options).unread == 0)
            let read = try await room.centre.listInbox(.init(), options: options)
            #expect(read.entries.allSatisfy { $0.readAt != nil })
        }
    }

    @Test("who watches is told the count first, then everything that arrives, in order and once")
    func watching() async throws {
        try await NotifyRoom.run { room in
            _ = try await room.sealed(number: "EV-0")
            let seen = Mutex<[NotifyV1.WatchResponse]>([])
            let watching = Task {
                try await room.centre.watch(.init(), options: room.options("acc_a")) { responses in
                    for try await response in responses {
                        let count = seen.withLock { seen in
                            seen.append(response)
                            return seen.count
                        }
                        if count == 1 {
                            for number in 1...3 { _ = try await room.sealed(number: "EV-\(number)") }
                        }
                        if seen.withLock({ $0.filter { $0.entry != nil }.count }) == 3 { return }
                    }
                }
            }
            _ = try? await watching.value
            let responses = seen.withLock { $0 }
            #expect(responses.first?.unread == 1 && responses.first?.entry == nil)
            let texts = responses.compactMap(\.entry).map(\.text)
            #expect(texts.count == 3)
            for (number, text) in texts.enumerated() { #expect(text.contains("EV-\(number + 1)")) }
        }
    }

    @Test("preferences are kept as they were set, and refused with every fault")
    func preferences() async throws {
        try await NotifyRoom.run { room in
            let options = room.options("acc_a")
            let standard = try await room.centre.getPreferences(.init(), options: options)
            #expect(standard.language == "zh-CN" && standard.quietHours?.fromMinute == 22 * 60)
            let wanted = NotifyV1.Preferences(
                language: "en", muted: [.init(category: .news, channel: .email)], digest: .init(minute: 540))
            #expect(try await room.centre.setPreferences(.init(preferences: wanted), options: options) == wanted)
            #expect(try await room.centre.getPreferences(.init(), options: options) == wanted)
            let error = await #expect(throws: RPCError.self) {
                try await room.centre.setPreferences(
                    .init(
                        preferences: .init(
                            language: "fr", muted: [.init(category: .unspecified, channel: .sms)],
                            quietHours: .init(fromMinute: 3, untilMinute: 3))), options: options)
            }
            #expect(error?.reason?.reason == "INVALID_PREFERENCES")
            #expect(try await room.centre.getPreferences(.init(), options: options) == wanted)
            let receipts = try await room.sealed()
            #expect(receipts.count == 1)
            let page = try await room.centre.listInbox(.init(), options: options)
            #expect(page.entries.first?.title == "Your work is sealed")
        }
    }
}
