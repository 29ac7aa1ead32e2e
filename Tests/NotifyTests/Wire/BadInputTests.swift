import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Notify
import Testing

@Suite("Every text of every call", .timeLimit(.minutes(10)))
struct BadInputTests {
    /// What a service refuses; never that something has gone wrong in it.
    private static let refusals: Set<RPCError.Code> = [
        .invalidArgument, .notFound, .failedPrecondition, .alreadyExists, .outOfRange, .resourceExhausted,
    ]

    /// Somebody's ticket in the hands of an adviser, one that is resolved, a dead letter.
    private struct Standing {
        let ticket: String
        let resolved: String
        let dead: String
    }

    private func standing(_ room: NotifyRoom) async throws -> Standing {
        try await room.setContacts("acc_a", mobile: "13812341234", email: "a@example.com")
        for staff in ["s1", "s2"] {
            _ = try await room.desk.setDuty(.init(name: "顾问\(staff)", onDuty: true), options: room.options(staff))
        }
        // Both go to the account's own adviser.
        var tickets: [String] = []
        for subject in ["one", "two"] {
            let ticket = try await room.support.openTicket(
                .init(subject: subject, text: "x"), options: room.options("acc_a"))
            tickets.append(try #require(ticket.standing?.id))
        }
        let adviser = try await holder(of: tickets[1], room)
        _ = try await room.desk.replyTicket(
            .init(id: tickets[1], text: "x", outcome: .resolved), options: room.options(adviser))
        _ = try await room.webhooks.createWebhook(.init(url: "https://example.com/a"), options: room.options("acc_a"))
        let dead = try await room.sealed("acc_nobody", channels: [.sms]).first?.id
        return Standing(ticket: tickets[0], resolved: tickets[1], dead: try #require(dead))
    }

    /// Who has a ticket.
    private func holder(of ticket: String, _ room: NotifyRoom) async throws -> String {
        try await room.store.read { snapshot in
            try snapshot.row("SELECT adviser FROM tickets WHERE id = ?", .text(ticket))?.text("adviser") ?? ""
        }
    }

    /// What stands in the other fields of a request, so that the one in question is what it is judged by.
    private func others(_ place: TextFields.Place, _ standing: Standing) -> [String: String] {
        let message = [
            "template": "evidence.sealed", "account": "acc_a", "data.0.name": "number", "data.0.text": "EV-2026-1",
            "data.1.name": "time", "data.1.time.seconds": "1795406400",
        ]
        switch place.method.name {
        case "Send":
            guard place.path.hasPrefix("data.0") else { return message }
            // A place that takes a line of any text.
            return [
                "template": "authorisation.code", "account": "acc_a", "data.0.name": "applicant",
                "data.0.text": "张", "data.1.name": "code", "data.1.text": "864209", "data.2.name": "matter",
                "data.2.text": "identity", "data.3.name": "form", "data.3.text": "F-1", "data.4.name": "hours",
                "data.4.number": "24",
            ]
        case "SetContacts": return ["account": "acc_a", "mobile": "13812341234", "email": "a@example.com"]
        case "SetPreferences": return ["preferences.language": "zh-CN"]
        case "OpenTicket": return ["subject": "x", "text": "x"]
        case "AnswerTicket": return ["id": standing.ticket, "text": "x"]
        case "ReopenTicket": return ["id": standing.resolved, "text": "x"]
        case "ReplyTicket": return ["id": standing.ticket, "text": "x", "outcome": "1"]
        case "HandOnTicket": return ["id": standing.ticket]
        case "ReadTicket", "ReadAssigned": return ["id": standing.ticket]
        default: return [:]
        }
    }

    /// Who calls: an adviser what advisers do, identity what only it may, everybody else the account.
    private func call(
        _ place: TextFields.Place, _ request: [UInt8], adviser: String, _ room: NotifyRoom
    ) async -> Result<[[UInt8]], RPCError> {
        let access = place.method.access
        let client = access.admits(caller: "operator") ? room.tool : room.identity
        return await place.call(
            client, request, options: room.options(access.subject == .staff ? adviser : "acc_a"))
    }

    @Test(
        "is text: it is refused with its reason or kept as it is, and never breaks anything",
        arguments: HostileTexts.all)
    func texts(text: String) async throws {
        try await NotifyRoom.run { room in
            let standing = try await standing(room)
            let schema = try await room.store.schema()
            let fields = try TextFields(of: room.services)
            // Health is every service's alike, and has tests of its own.
            for place in fields.places where !place.words.hasPrefix("Health/") {
                let adviser = try await holder(of: standing.ticket, room)
                let request = try fields.request(place, holding: text, others: others(place, standing))
                switch await call(place, request, adviser: adviser, room) {
                case .success(let answers):
                    let said = String(decoding: answers.joined(), as: UTF8.self)
                    #expect(!said.contains(HostileTexts.expansion), "\(place.words)")
                case .failure(let error):
                    #expect(Self.refusals.contains(error.code), "\(place.words): \(error)")
                    #expect(error.reason != nil || error.code == .invalidArgument, "\(place.words): \(error)")
                }
            }
            #expect(try await room.store.schema() == schema)
            try await intact(room, text, standing)
        }
    }

    /// What was kept is shown as it was typed, everything can still be read, and nothing was taken for a template.
    private func intact(_ room: NotifyRoom, _ text: String, _ standing: Standing) async throws {
        let tickets = try await room.support.listTickets(.init(), options: room.options("acc_a")).tickets
        #expect(tickets.allSatisfy { [text, "one", "two", "x"].contains($0.subject) })
        for id in [standing.ticket, standing.resolved] {
            let texts = try await room.support.readTicket(.init(id: id), options: room.options("acc_a")).texts.map(
                \.text)
            #expect(texts.allSatisfy { $0 == text || $0 == "x" })
        }
        // Plain text is taken where any text is, and each of these has one such place.
        if text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value < 0x7F }) {
            #expect(tickets.contains { $0.subject == text })
            for id in [standing.ticket, standing.resolved] {
                let texts = try await room.support.readTicket(.init(id: id), options: room.options("acc_a")).texts.map(
                    \.text)
                #expect(texts.filter { $0 == text }.count == (id == standing.ticket ? 2 : 1))
            }
        }
        let provider = ScriptedProvider()
        try await room.deliver(Delivery(.sms, providers: [provider], server: room.server))
        for message in provider.asked {
            #expect(!message.content.text.contains(HostileTexts.expansion))
            // Whatever an applicant calls themselves, their message has the code once and the rest as it was typed.
            if message.template == .authorisationCode, text.hasPrefix("{code}") {
                #expect(message.content.text.contains(text))
                #expect(message.content.text.ranges(of: "864209").count == 1)
            }
        }
        #expect(try await room.message(standing.dead).cause == "noAddress")
        _ = try await StoredRows(room.store)
    }

    @Test("the walk goes to every method that takes a text")
    func everywhere() async throws {
        try await NotifyRoom.run { room in
            let places = try TextFields(of: room.services).places
            let words = Set(places.map(\.words))
            for place in [
                "Messages/Send template", "Messages/Send data.0.text", "Messages/Send data.0.lines.lines.0",
                "Centre/MarkRead ids.0", "Centre/SetPreferences preferences.language", "Webhooks/CreateWebhook url",
                "Support/AnswerTicket text", "Support/ReopenTicket text", "Desk/ReplyTicket text",
                "Desk/HandOnTicket adviser", "Desk/SetDuty name", "Desk/ListLooks staff",
            ] {
                #expect(words.contains(place), "\(place)")
            }
        }
    }
}
