import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Notify
import Testing

@Suite("What advisers have seen", .timeLimit(.minutes(5)))
struct LooksTests {
    private struct Seen: Equatable {
        let staff: String
        let account: String
        let kind: NotifyV1.LookKind
        let object: String
    }

    private func looks(
        _ room: NotifyRoom, account: String = "", staff: String = "", size: UInt32 = 0, token: String = ""
    ) async throws -> NotifyV1.ListLooksResponse {
        try await room.desk.listLooks(
            .init(account: account, staff: staff, pageSize: size, pageToken: token), options: room.options("auditor"))
    }

    private func seen(_ looks: [NotifyV1.Look]) -> [Seen] {
        looks.map { Seen(staff: $0.staff, account: $0.account, kind: $0.kind, object: $0.object) }
    }

    /// A question and a call of two accounts with one adviser.
    private func fill(_ room: NotifyRoom) async throws -> (tickets: [String], call: String) {
        _ = try await room.desk.setDuty(.init(name: "顾问", onDuty: true), options: room.options("s1"))
        var tickets: [String] = []
        for account in ["acc_a", "acc_b"] {
            let ticket = try await room.support.openTicket(
                .init(subject: "证书", text: "怎么下载？"), options: room.options(account))
            tickets.append(try #require(ticket.standing?.id))
            room.time.advance(by: .milliseconds(5))
        }
        let call = try await room.support.requestCallback(
            .init(number: "13812341234"), options: room.options("acc_a"))
        return (tickets, call.id)
    }

    @Test(
        "each subject, conversation and number that one of them is shown leaves a record; what accounts read leaves none"
    )
    func recorded() async throws {
        try await NotifyRoom.run { room in
            let (tickets, call) = try await fill(room)
            _ = try await room.support.readTicket(.init(id: tickets[0]), options: room.options("acc_a"))
            _ = try await room.support.listTickets(.init(), options: room.options("acc_a"))
            #expect(try await looks(room).looks.isEmpty)
            // The second page is not shown, and leaves nothing.
            _ = try await room.desk.listAssigned(.init(pageSize: 1), options: room.options("s1"))
            room.time.advance(by: .seconds(60))
            _ = try await room.desk.readAssigned(.init(id: tickets[1]), options: room.options("s1"))
            _ = try await room.desk.listDueCallbacks(.init(), options: room.options("s1"))
            let found = try await looks(room).looks
            #expect(
                seen(found) == [
                    Seen(staff: "s1", account: "acc_a", kind: .number, object: call),
                    Seen(staff: "s1", account: "acc_b", kind: .conversation, object: tickets[1]),
                    Seen(staff: "s1", account: "acc_a", kind: .subject, object: tickets[0]),
                ])
            let noon = NotifyRoom.noon.milliseconds / 1_000
            #expect(found.map { $0.at?.seconds } == [noon + 60, noon + 60, noon])
            #expect(try await looks(room, account: "acc_b").looks.map(\.object) == [tickets[1]])
            #expect(try await looks(room, staff: "s2").looks.isEmpty)
            #expect(try await looks(room, account: "acc_a", staff: "s1").looks.count == 2)
        }
    }

    @Test("who is refused has seen nothing")
    func refused() async throws {
        try await NotifyRoom.run { room in
            let (tickets, _) = try await fill(room)
            await #expect(throws: RPCError.self) {
                try await room.desk.readAssigned(.init(id: tickets[0]), options: room.options("s2"))
            }
            await #expect(throws: RPCError.self) {
                try await room.desk.listDueCallbacks(.init(), options: room.options("s2"))
            }
            #expect(try await looks(room).looks.isEmpty)
        }
    }

    @Test("the list goes on page by page, and a token of another filter is none")
    func pages() async throws {
        try await NotifyRoom.run { room in
            let (tickets, _) = try await fill(room)
            for _ in 0..<5 { _ = try await room.desk.readAssigned(.init(id: tickets[0]), options: room.options("s1")) }
            _ = try await room.desk.readAssigned(.init(id: tickets[1]), options: room.options("s1"))
            var found: [NotifyV1.Look] = []
            var token = ""
            repeat {
                let page = try await looks(room, size: 4, token: token)
                found += page.looks
                token = page.nextPageToken
            } while !token.isEmpty
            #expect(found.map(\.object) == [tickets[1]] + Array(repeating: tickets[0], count: 5))
            let first = try await looks(room, size: 4)
            let refusal = await #expect(throws: RPCError.self) {
                try await looks(room, account: "acc_a", token: first.nextPageToken)
            }
            #expect(refusal?.reason?.reason == "INVALID_PAGE_TOKEN")
            let stranger = await #expect(throws: RPCError.self) { try await looks(room, account: "a b") }
            #expect(stranger?.reason?.reason == "INVALID_ADDRESS")
        }
    }

    @Test(
        "no record is changed, removed or replaced, also not by whoever can write the store",
        arguments: [
            "UPDATE looks SET staff = 'x'", "DELETE FROM looks",
            "INSERT OR REPLACE INTO looks (position, at, staff, account, kind, object) VALUES (0, 0, 'x', 'y', 'number', 'z')",
        ])
    func kept(statement: String) async throws {
        try await NotifyRoom.run { room in
            let (tickets, _) = try await fill(room)
            _ = try await room.desk.readAssigned(.init(id: tickets[0]), options: room.options("s1"))
            let before = try await looks(room)
            await #expect(throws: (any Error).self) {
                try await room.store.write { _ = try $0.execute(statement) }
            }
            #expect(try await looks(room) == before)
        }
    }

    @Test("the record of a look outlives the erasure of whose it was, and names nothing personal")
    func erased() async throws {
        try await NotifyRoom.run { room in
            let (tickets, call) = try await fill(room)
            _ = try await room.desk.readAssigned(.init(id: tickets[0]), options: room.options("s1"))
            _ = try await room.desk.listDueCallbacks(.init(), options: room.options("s1"))
            let before = try await looks(room)
            try await room.forget("acc_a")
            #expect(try await looks(room) == before && before.looks.map(\.object) == [call, tickets[0]])
            // There is nothing of them to be seen any more.
            _ = try await room.desk.readAssigned(.init(id: tickets[0]), options: room.options("s1"))
            _ = try await room.desk.listDueCallbacks(.init(), options: room.options("s1"))
            #expect(try await looks(room) == before)
        }
    }

    @Test("auditors alone may ask, and advisers' own calls are no reads that could be repeated unseen")
    func access() throws {
        let methods = NotifyV1.DeskMethods.service.methods
        let list = try #require(methods.first { $0.name == "ListLooks" })
        #expect(list.access.subject == .staff && list.access.roles == ["auditor"])
        for name in ["ListAssigned", "ReadAssigned", "ListDueCallbacks"] {
            #expect(methods.first { $0.name == name }?.access.repetition == .natural)
        }
    }
}
