import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Notify
import Testing

@Suite("Tickets, advisers, call-backs", .timeLimit(.minutes(5)))
struct SupportTests {
    private func open(
        _ room: NotifyRoom, _ account: String = "acc_a", subject: String = "证书", text: String = "怎么下载？",
        key: String? = nil
    ) async throws -> NotifyV1.Ticket {
        try await room.support.openTicket(
            .init(subject: subject, text: text), options: room.options(account, key: key))
    }

    @discardableResult
    private func duty(
        _ room: NotifyRoom, _ staff: String, _ isOnDuty: Bool = true, name: String? = nil, handOn: Bool = false
    ) async throws -> NotifyV1.Duty {
        try await room.desk.setDuty(
            .init(name: name ?? "顾问\(staff)", onDuty: isOnDuty, handOn: handOn), options: room.options(staff))
    }

    private func reply(
        _ room: NotifyRoom, _ id: String, _ text: String, _ outcome: NotifyV1.ReplyOutcome, by staff: String = "s1"
    ) async throws -> NotifyV1.TicketStanding {
        try await room.desk.replyTicket(
            .init(id: id, text: text, outcome: outcome), options: room.options(staff))
    }

    private func read(_ room: NotifyRoom, _ id: String, _ account: String = "acc_a") async throws -> NotifyV1.Ticket {
        try #require(try await room.support.readTicket(.init(id: id), options: room.options(account)).ticket)
    }

    private func told(_ room: NotifyRoom, _ account: String = "acc_a") async throws -> [String] {
        try await room.centre.listInbox(.init(), options: room.options(account)).entries.map(\.title).reversed()
    }

    private func reason(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? RPCError)?.reason?.reason
        }
    }

    @Test("a question goes to whoever is there, is answered, resolved, closed by its account, and each step is told")
    func straight() async throws {
        try await NotifyRoom.run { room in
            try await duty(room, "s1")
            let ticket = try await open(room)
            let id = try #require(ticket.standing?.id)
            #expect(ticket.standing?.state == .assigned && ticket.standing?.adviser == "顾问s1")
            #expect(ticket.subject == "证书" && ticket.standing?.texts == 1)
            #expect(try await reply(room, id, "请稍等。", .inProgress).state == .inProgress)
            #expect(try await reply(room, id, "哪一件？", .awaitingUser).state == .awaitingUser)
            let answered = try await room.support.answerTicket(
                .init(id: id, text: "第一件。"), options: room.options("acc_a"))
            #expect(answered.standing?.state == .inProgress)
            let resolved = try await reply(room, id, "已发送。", .resolved)
            #expect(
                resolved.state == .resolved
                    && resolved.reopenUntil?.seconds == resolved.resolvedAt.map { $0.seconds + 604_800 })
            let closed = try await room.support.closeTicket(.init(id: id), options: room.options("acc_a"))
            #expect(closed.standing?.state == .closed)
            #expect(try await room.support.closeTicket(.init(id: id), options: room.options("acc_a")) == closed)
            let conversation = try await room.support.readTicket(.init(id: id), options: room.options("acc_a"))
            #expect(conversation.texts.map(\.text) == ["怎么下载？", "请稍等。", "哪一件？", "第一件。", "已发送。"])
            #expect(conversation.texts.map(\.byAccount) == [true, false, false, true, false])
            #expect(
                try await told(room) == ["已为您分配专属顾问", "工单已分配顾问", "工单正在处理", "工单等待您的回复", "工单已解决"])
            #expect(try await duty(room, "s1").load == 0)
        }
    }

    @Test("new work goes to whoever has the least, and an account's second question to who answered its first")
    func leastLoaded() async throws {
        try await NotifyRoom.run { room in
            for staff in ["s1", "s2"] { try await duty(room, staff) }
            var names: [String] = []
            for account in ["acc_a", "acc_b", "acc_c", "acc_d"] {
                names.append(try await open(room, account).standing?.adviser ?? "")
                room.time.advance(by: .seconds(1))
            }
            #expect(names == ["顾问s1", "顾问s2", "顾问s1", "顾问s2"])
            #expect(try await open(room, "acc_a").standing?.adviser == "顾问s1")
            #expect(try await open(room, "acc_a").standing?.adviser == "顾问s1")
            #expect(try await room.desk.setDuty(.init(onDuty: true), options: room.options("s1")).load == 4)
            let met = try await room.support.meetAdviser(.init(), options: room.options("acc_b"))
            #expect(met.adviser == "顾问s2" && met.onDuty)
        }
    }

    @Test("a question that nobody can take waits, and goes to whoever comes, the oldest first")
    func waiting() async throws {
        try await NotifyRoom.run { room in
            let first = try await open(room)
            #expect(first.standing?.state == .waiting && first.standing?.adviser.isEmpty == true)
            #expect(try await room.support.meetAdviser(.init(), options: room.options("acc_a")).adviser.isEmpty)
            #expect(try await room.server.sweepDesk() == 0)
            try await duty(room, "s1", false)
            #expect(try await read(room, first.standing?.id ?? "").standing?.state == .waiting)
            #expect(try await duty(room, "s1").load == 1)
            #expect(try await read(room, first.standing?.id ?? "").standing?.state == .assigned)
            let mine = try await room.desk.listAssigned(.init(), options: room.options("s1"))
            #expect(mine.tickets.map(\.subject) == ["证书"])
        }
    }

    @Test("an adviser has fifty tickets at most; one that is resolved makes room for the next that waits")
    func full() async throws {
        try await NotifyRoom.run { room in
            try await duty(room, "s1")
            var ids: [String] = []
            for number in 0...Adviser.Limits.loadMax {
                ids.append(try await open(room, "acc_\(number / 20)").standing?.id ?? "")
                room.time.advance(by: .milliseconds(1))
            }
            #expect(try await read(room, ids[50], "acc_2").standing?.state == .waiting)
            _ = try await reply(room, ids[0], "好了。", .resolved)
            #expect(try await read(room, ids[50], "acc_2").standing?.state == .assigned)
            #expect(try await duty(room, "s1").load == 50)
        }
    }

    @Test("whoever goes and hands on leaves everything to others, and what nobody can take waits")
    func handingOn() async throws {
        try await NotifyRoom.run { room in
            try await duty(room, "s1")
            let id = try await open(room).standing?.id ?? ""
            let call = try await room.support.requestCallback(
                .init(number: "13812341234"), options: room.options("acc_a"))
            #expect(call.adviser == "顾问s1")
            #expect(try await duty(room, "s1", false).load == 1)
            #expect(try await duty(room, "s1", false, handOn: true).load == 0)
            #expect(try await read(room, id).standing?.state == .waiting)
            try await duty(room, "s2")
            #expect(try await read(room, id).standing?.adviser == "顾问s2")
            let due = try await room.desk.listDueCallbacks(.init(), options: room.options("s2"))
            #expect(due.callbacks.map(\.number) == ["13812341234"])
            try await duty(room, "s1")
            let given = try await room.desk.handOnTicket(.init(id: id, adviser: "s1"), options: room.options("s2"))
            #expect(given.adviser == "顾问s1" && given.state == .assigned)
            #expect(
                await reason {
                    _ = try await room.desk.handOnTicket(.init(id: id, adviser: "s9"), options: room.options("s1"))
                } == "ADVISER_NOT_FREE")
            let passed = try await room.desk.handOnTicket(.init(id: id), options: room.options("s1"))
            #expect(passed.adviser == "顾问s2")
        }
    }

    @Test("a call that comes back to who had it before is told again")
    func thereAndBack() async throws {
        try await NotifyRoom.run { room in
            try await duty(room, "s1")
            let call = try await room.support.requestCallback(
                .init(number: "13812341234"), options: room.options("acc_a"))
            #expect(call.adviser == "顾问s1")
            for (coming, going) in [("s2", "s1"), ("s1", "s2")] {
                try await duty(room, coming)
                try await duty(room, going, false, handOn: true)
            }
            let due = try await room.desk.listDueCallbacks(.init(), options: room.options("s1"))
            #expect(due.callbacks.count == 1)
            #expect(try await told(room).filter { $0 == "顾问将给您回电" }.count == 3)
        }
    }

    @Test("an administrator relieves who does not come any more; everything they have goes to others, step by step")
    func relieved() async throws {
        try await NotifyRoom.run { room in
            try await duty(room, "s1")
            let accounts = (0..<24).map { "acc_\($0)" }
            for account in accounts {
                for _ in 0..<3 {
                    _ = try await room.support.requestCallback(
                        .init(number: "13812341234"), options: room.options(account))
                }
            }
            let id = try await open(room).standing?.id ?? ""
            try await duty(room, "s2")
            let administrator = room.options("admin")
            func calls(_ staff: String) async throws -> Int {
                try await room.desk.listDueCallbacks(.init(pageSize: 200), options: room.options(staff)).callbacks.count
            }
            let relieved = try await room.desk.relieveAdviser(.init(adviser: "s1"), options: administrator)
            #expect(!relieved.onDuty && relieved.load == 0 && relieved.name == "顾问s1")
            #expect(try await read(room, id).standing?.adviser == "顾问s2")
            let left = try await calls("s1")
            #expect(left > 0 && left < 72)
            #expect(try await room.server.sweepDesk() == left)
            #expect(try await (calls("s1"), calls("s2")) == (0, 72))
            #expect(try await room.desk.relieveAdviser(.init(adviser: "s1"), options: administrator) == relieved)
            #expect(try await room.server.sweepDesk() == 0)
            #expect(
                await reason { _ = try await room.desk.relieveAdviser(.init(adviser: "s9"), options: administrator) }
                    == "ADVISER_NOT_FOUND")
            // Whoever comes again gets new work.
            try await duty(room, "s2", false, handOn: true)
            #expect(try await duty(room, "s1").load == 1)
        }
    }

    @Test("whoever comes again before everything was handed on keeps the rest")
    func comingAgain() async throws {
        try await NotifyRoom.run { room in
            try await duty(room, "s1")
            for account in (0..<24).map({ "acc_\($0)" }) {
                for _ in 0..<3 {
                    _ = try await room.support.requestCallback(
                        .init(number: "13812341234"), options: room.options(account))
                }
            }
            try await duty(room, "s2")
            try await duty(room, "s1", false, handOn: true)
            let mine = try await room.desk.listDueCallbacks(.init(pageSize: 200), options: room.options("s1")).callbacks
            try await duty(room, "s1")
            #expect(try await room.server.sweepDesk() == 0)
            #expect(
                try await room.desk.listDueCallbacks(.init(pageSize: 200), options: room.options("s1")).callbacks
                    == mine && !mine.isEmpty)
        }
    }

    @Test("a resolved question is opened again for seven days, then it is closed by itself and stays so")
    func reopening() async throws {
        try await NotifyRoom.run { room in
            try await duty(room, "s1")
            let id = try await open(room).standing?.id ?? ""
            _ = try await reply(room, id, "好了。", .resolved)
            room.time.advance(by: .seconds(7 * 86_400 - 1))
            #expect(try await room.server.sweepDesk() == 0)
            let again = try await room.support.reopenTicket(
                .init(id: id, text: "还没有。"), options: room.options("acc_a"))
            #expect(again.standing?.state == .assigned && again.standing?.reopenings == 1)
            #expect(again.standing?.resolvedAt == nil && again.standing?.texts == 3)
            #expect(try await told(room, "s1") == ["工单已重新打开"])
            _ = try await reply(room, id, "", .resolved)
            room.time.advance(by: .seconds(7 * 86_400))
            #expect(try await room.server.sweepDesk() == 1)
            #expect(try await read(room, id).standing?.state == .closed)
            #expect(try await told(room).last == "工单已关闭")
            #expect(
                await reason {
                    _ = try await room.support.reopenTicket(
                        .init(id: id, text: "再问。"), options: room.options("acc_a"))
                } == "REOPEN_TOO_LATE")
        }
    }

    @Test("a question that is opened again waits when its adviser is gone and nobody else is there")
    func reopeningAlone() async throws {
        try await NotifyRoom.run { room in
            try await duty(room, "s1")
            let id = try await open(room).standing?.id ?? ""
            _ = try await reply(room, id, "好了。", .resolved)
            try await duty(room, "s1", false)
            let again = try await room.support.reopenTicket(
                .init(id: id, text: "还没有。"), options: room.options("acc_a"))
            #expect(again.standing?.state == .waiting)
            #expect(try await told(room, "s1").isEmpty)
            #expect(try await duty(room, "s1", false).load == 0)
            #expect(try await duty(room, "s1").load == 1)
        }
    }

    @Test("a call repeated under its key answers the same, and writes nothing twice")
    func repeated() async throws {
        try await NotifyRoom.run { room in
            try await duty(room, "s1")
            let first = try await open(room, key: "k")
            #expect(try await open(room, key: "k") == first)
            #expect(try await room.support.listTickets(.init(), options: room.options("acc_a")).tickets.count == 1)
            let id = first.standing?.id ?? ""
            for _ in 0..<2 {
                _ = try await room.support.answerTicket(
                    .init(id: id, text: "还有一问。"), options: room.options("acc_a", key: "a"))
            }
            #expect(try await read(room, id).standing?.texts == 2)
        }
    }

    @Test("nobody sees or moves another's ticket: neither another account nor an adviser who does not have it")
    func others() async throws {
        try await NotifyRoom.run { room in
            try await duty(room, "s1")
            let id = try await open(room).standing?.id ?? ""
            try await duty(room, "s2")
            let support = room.support
            let desk = room.desk
            let other = room.options("acc_b")
            let idle = room.options("s2")
            #expect(
                await reason { _ = try await support.readTicket(.init(id: id), options: other) } == "TICKET_NOT_FOUND")
            #expect(
                await reason { _ = try await support.answerTicket(.init(id: id, text: "x"), options: other) }
                    == "TICKET_NOT_FOUND")
            #expect(
                await reason { _ = try await support.closeTicket(.init(id: id), options: other) } == "TICKET_NOT_FOUND")
            #expect(
                await reason { _ = try await desk.readAssigned(.init(id: id), options: idle) } == "TICKET_NOT_FOUND")
            #expect(await reason { _ = try await desk.beginTicket(.init(id: id), options: idle) } == "TICKET_NOT_FOUND")
            #expect(
                await reason {
                    _ = try await desk.replyTicket(.init(id: id, text: "x", outcome: .resolved), options: idle)
                }
                    == "TICKET_NOT_FOUND")
            #expect(
                await reason { _ = try await desk.listAssigned(.init(), options: room.options("acc_z")) }
                    == "NOT_ADVISER")
            #expect(try await support.listTickets(.init(), options: other).tickets.isEmpty)
        }
    }

    @Test(
        "what cannot be typed is refused with its field",
        arguments: [
            ("", "x"), ("x", ""), ("x", "\u{0}"), ("x\u{202E}y", "x"), (String(repeating: "字", count: 101), "x"),
            ("x", String(repeating: "字", count: 2_001)), (" \n", "x"),
        ])
    func badText(subject: String, text: String) async throws {
        try await NotifyRoom.run { room in
            #expect(await reason { _ = try await open(room, subject: subject, text: text) } == "INVALID_TICKET")
        }
    }

    @Test(
        "what looks like a template, a statement or mark-up is text and comes back as it was",
        arguments: ["{adviser}", "'; DROP TABLE tickets; --", "<script>alert(1)</script>", "${jndi:ldap://x}", "%s%n"])
    func textIsText(text: String) async throws {
        try await NotifyRoom.run { room in
            try await duty(room, "s1", name: String(text.prefix(30)))
            let ticket = try await open(room, subject: text, text: text)
            let read = try await room.support.readTicket(
                .init(id: ticket.standing?.id ?? ""), options: room.options("acc_a"))
            #expect(read.ticket?.subject == text && read.texts.map(\.text) == [text])
            let entries = try await room.centre.listInbox(.init(), options: room.options("acc_a")).entries
            #expect(entries.contains { $0.text.contains(String(text.prefix(30))) })
        }
    }

    @Test("a step that a ticket's state does not allow is refused and says where it stands")
    func wrongStep() async throws {
        try await NotifyRoom.run { room in
            try await duty(room, "s1")
            let id = try await open(room).standing?.id ?? ""
            let options = room.options("acc_a")
            #expect(
                await reason { _ = try await room.support.closeTicket(.init(id: id), options: options) }
                    == "TICKET_STATE")
            #expect(
                await reason { _ = try await room.support.reopenTicket(.init(id: id, text: "x"), options: options) }
                    == "TICKET_STATE")
            #expect(await reason { _ = try await reply(room, id, "x", .unspecified) } == "INVALID_OUTCOME")
            #expect(await reason { _ = try await reply(room, id, "", .inProgress) } == "INVALID_TICKET")
            _ = try await reply(room, id, "x", .resolved)
            #expect(await reason { _ = try await reply(room, id, "x", .inProgress) } == "TICKET_STATE")
            #expect(
                await reason {
                    _ = try await room.support.answerTicket(.init(id: id, text: "x"), options: room.options("acc_a"))
                } == "TICKET_STATE")
            #expect(
                await reason { _ = try await room.support.readTicket(.init(id: "tkt_1"), options: options) }
                    == "INVALID_TICKET")
            #expect(await reason { try await duty(room, "s3", name: "【平台】") } == "INVALID_TICKET")
            #expect(await reason { try await duty(room, "s3", name: "") } == "INVALID_TICKET")
        }
    }

    @Test("an account has twenty open tickets at most, and pages of a list follow each other")
    func bounds() async throws {
        try await NotifyRoom.run { room in
            for number in 0..<20 {
                _ = try await open(room, subject: "\(number)")
                room.time.advance(by: .milliseconds(1))
            }
            #expect(await reason { _ = try await open(room) } == "TOO_MANY_TICKETS")
            var subjects: [String] = []
            var token = ""
            repeat {
                let page = try await room.support.listTickets(
                    .init(openOnly: true, pageSize: 7, pageToken: token), options: room.options("acc_a"))
                subjects += page.tickets.map(\.subject)
                token = page.nextPageToken
            } while !token.isEmpty
            #expect(subjects == (0..<20).reversed().map { "\($0)" })
        }
    }

    @Test("a call comes after two to three hours of office time, to the account's own number, and is ticked off once")
    func callback() async throws {
        // Friday, four in the afternoon: one part ends at six, the next begins on Monday at nine.
        let friday = WallTime(milliseconds: NotifyRoom.noon.milliseconds - 3 * 86_400_000 + 4 * 3_600_000)
        try await NotifyRoom.run(time: SeededTime(start: friday)) { room in
            #expect(
                await reason {
                    _ = try await room.support.requestCallback(.init(), options: room.options("acc_a"))
                } == "NO_NUMBER")
            try await room.setContacts("acc_a", mobile: "13812341234")
            try await duty(room, "s1")
            let call = try await room.support.requestCallback(.init(), options: room.options("acc_a"))
            #expect(call.number == "138****1234" && call.adviser == "顾问s1" && call.certain)
            #expect(call.from?.seconds == friday.milliseconds / 1_000 + 2 * 3_600)
            #expect(call.until?.seconds == NotifyRoom.noon.milliseconds / 1_000 - 2 * 3_600)
            #expect(try await told(room).last == "顾问将给您回电")
            let due = try await room.desk.listDueCallbacks(.init(), options: room.options("s1"))
            #expect(due.callbacks.map(\.number) == ["13812341234"])
            room.time.advance(by: .seconds(2 * 3_600))
            let id = due.callbacks.first?.callback?.id ?? ""
            let done = try await room.desk.completeCallback(.init(id: id), options: room.options("s1"))
            room.time.advance(by: .seconds(60))
            #expect(try await room.desk.completeCallback(.init(id: id), options: room.options("s1")) == done)
            #expect(try await room.support.listCallbacks(.init(), options: room.options("acc_a")).callbacks.isEmpty)
            #expect(
                await reason { _ = try await room.desk.completeCallback(.init(id: id), options: room.options("s2")) }
                    == "CALLBACK_NOT_FOUND")
        }
    }

    @Test("an account waits for three calls at most, and a number that nobody could call is refused")
    func callbackBounds() async throws {
        try await NotifyRoom.run { room in
            for number in ["110", "1381234123", "'; --", "13812341234\n"] {
                #expect(
                    await reason {
                        _ = try await room.support.requestCallback(
                            .init(number: number), options: room.options("acc_a"))
                    } == "INVALID_CALLBACK")
            }
            for _ in 0..<3 {
                _ = try await room.support.requestCallback(
                    .init(number: "010-12345678"), options: room.options("acc_a"))
            }
            #expect(
                await reason {
                    _ = try await room.support.requestCallback(
                        .init(number: "010-12345678"), options: room.options("acc_a"))
                } == "TOO_MANY_CALLBACKS")
        }
    }

    @Test("what was typed and dialled is sealed, and gone once the account is erased; its ticket can still be ended")
    func erased() async throws {
        try await NotifyRoom.run { room in
            try await duty(room, "s1")
            let id = try await open(room, subject: "秘密", text: "秘密的内容").standing?.id ?? ""
            _ = try await room.support.requestCallback(.init(number: "13812341234"), options: room.options("acc_a"))
            try await room.store.write { try $0.destroySubjectKey("acc_a") }
            let read = try await room.desk.readAssigned(.init(id: id), options: room.options("s1"))
            #expect(read.ticket?.subject.isEmpty == true && read.texts.isEmpty)
            let due = try await room.desk.listDueCallbacks(.init(), options: room.options("s1"))
            #expect(due.callbacks.map(\.number) == [""])
            #expect(try await reply(room, id, "", .resolved).state == .resolved)
            #expect(try await duty(room, "s1").load == 0)
        }
    }
}
