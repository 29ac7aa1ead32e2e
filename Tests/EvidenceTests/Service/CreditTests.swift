import Evidence
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Packs of credits", .timeLimit(.minutes(5)))
struct CreditTests {
    private static let day: Int64 = 86_400
    /// A whole identifier, as a grant wants one.
    private let account = "acc_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1e04"

    private func reason(_ body: () async throws -> Void) async throws -> String? {
        do {
            try await body()
            return nil
        } catch let error as RPCError {
            return error.reason?.reason
        }
    }

    private func uses(_ room: EvidenceRoom, order: String = "") async throws -> [EvidenceV1.CreditUse] {
        try await room.orders.listUses(EvidenceV1.ListUsesRequest(order: order), options: room.options()).uses
    }

    private func events(_ room: EvidenceRoom) async throws -> [EvidenceV1.CreditExpiring] {
        try await room.store.events(after: 0, limit: 100, reader: "notify").events
            .filter { $0.type == "credit.expiring" }
            .map { try EvidenceV1.CreditExpiring(serialized: $0.payload) }
    }

    private func sweep(_ room: EvidenceRoom) async throws -> Int {
        try await room.server.sweepCredits(telling: OrdersEndpoint.notice)
    }

    @Test("an account gets a pack with its first credit, for a year, once; each use says its order, end and item")
    func recorded() async throws {
        try await EvidenceRoom.run(creditsPerAccount: 3) { room in
            let project = try await room.project()
            #expect(try await room.packs().isEmpty)
            let ordered = room.time.wall()
            let first = try await room.seal([1], in: project)
            room.time.advance(by: .seconds(10 * Self.day))
            let second = try await room.seal([2], in: project)
            let pack = try #require(try await room.packs().first)
            #expect(try await room.packs().count == 1)
            #expect(pack.supplier == "platform" && pack.quantity == 3 && pack.used == 2 && pack.state == .active)
            #expect(pack.orderedAt?.seconds == ordered.milliseconds / 1_000)
            #expect(pack.expiresAt?.seconds == FilingTerm.end(from: ordered).milliseconds / 1_000)
            let uses = try await uses(room)
            #expect(
                uses.map(\.subject) == [first.id, second.id] && uses.map(\.number) == [first.number, second.number])
            #expect(uses.allSatisfy { $0.order == pack.id && $0.purpose == .seal && $0.orderedAt == pack.orderedAt })
            #expect(uses.allSatisfy { $0.expiresAt == pack.expiresAt } && uses.last?.usedAt == second.acceptedAt)
            // Page by page.
            let page = try await room.orders.listUses(
                EvidenceV1.ListUsesRequest(order: pack.id, pageSize: 1), options: room.options())
            #expect(page.uses == [uses[0]])
            let rest = try await room.orders.listUses(
                EvidenceV1.ListUsesRequest(order: pack.id, pageSize: 1, pageToken: page.nextPageToken),
                options: room.options())
            #expect(rest.uses == [uses[1]] && rest.nextPageToken.isEmpty)
            // Others see nothing of it.
            #expect(try await room.packs("acc_b").isEmpty)
            let theirs = try await reason {
                _ = try await room.orders.listUses(
                    EvidenceV1.ListUsesRequest(order: pack.id), options: room.options("acc_b"))
            }
            #expect(theirs == "ORDER_NOT_FOUND")
        }
    }

    @Test("the pack that ends first is used first, whoever was given which when, and a supplier can be asked for")
    func order() async throws {
        let time = SeededTime()
        let elsewhere = try AuthorityServer(time: time)
        let independents = Independents(authorities: [try await elsewhere.start("elsewhere")])
        try await EvidenceRoom.run(creditsPerAccount: 0, time: time, independents: independents) { room in
            let project = try await room.project()
            #expect(try await reason { _ = try await room.seal([1], in: project) } == "NO_CREDIT")
            let early = try await room.give(2)
            room.time.advance(by: .seconds(Self.day))
            let other = try await room.give(1, of: "elsewhere")
            room.time.advance(by: .seconds(Self.day))
            let late = try await room.give(1)
            let header = EvidenceV1.SubmitRequest.Header(
                project: project, name: "a", size: 1, hashOnly: true, sha256: [UInt8](repeating: 1, count: 32),
                sm3: [UInt8](repeating: 2, count: 32), supplier: "elsewhere")
            _ = try await room.submit([.header(header)])
            for number in 1...3 { _ = try await room.seal([UInt8(number)], in: project) }
            let uses = try await uses(room)
            #expect(uses.map(\.order) == [early.id.text, early.id.text, other.id.text, late.id.text])
            #expect(try await reason { _ = try await room.submit([.header(header)]) } == "NO_CREDIT")
            var strange = header
            strange.supplier = "nobody"
            #expect(try await reason { _ = try await room.submit([.header(strange)]) } == "INVALID_SUPPLIER")
            let suppliers = try await room.orders.listSuppliers(
                EvidenceV1.ListSuppliersRequest(), options: room.options())
            #expect(suppliers.suppliers == ["platform", "elsewhere"])
        }
        await elsewhere.stop()
    }

    @Test("after a year what is left of a pack is void, which is another reason than having none")
    func void() async throws {
        try await EvidenceRoom.run(creditsPerAccount: 2) { room in
            let project = try await room.project()
            _ = try await room.seal([1], in: project)
            let end = try #require(try await room.packs().first?.expiresAt).seconds
            room.time.advance(by: .seconds(end - room.time.wall().milliseconds / 1_000 - 1))
            #expect(try await room.packs().map(\.state) == [.expiring])
            room.time.advance(by: .seconds(1))
            #expect(try await room.packs().map(\.state) == [.void])
            let refusal = await #expect(throws: RPCError.self) { try await room.seal([2], in: project) }
            #expect(refusal?.code == .resourceExhausted && refusal?.reason?.reason == "CREDIT_EXPIRED")
            #expect(refusal?.message.contains("for a year") == true)
            // The void credit is not used, and a pack that is good and used up is told as such.
            #expect(try await room.packs().map(\.used) == [1])
            try await room.give(1)
            _ = try await room.seal([3], in: project)
            #expect(try await reason { _ = try await room.seal([4], in: project) } == "NO_CREDIT")
            let states = try await room.packs().map(\.state)
            #expect(states == [.void, .usedUp])
            for (state, count) in [(EvidenceV1.OrderState.void, 1), (.usedUp, 1), (.active, 0), (.expiring, 0)] {
                let page = try await room.orders.listOrders(
                    EvidenceV1.ListOrdersRequest(state: state), options: room.options())
                #expect(page.orders.count == count, "\(state)")
            }
        }
    }

    @Test("a credit that was not used goes back to its pack; past the pack's end it is void with the rest")
    func givenBack() async throws {
        try await EvidenceRoom.run(creditsPerAccount: 1) { room in
            let project = try await room.project()
            room.discipline.state(isSynchronised: false)
            for _ in 0..<3 {
                #expect(try await reason { _ = try await room.seal([1], in: project) } == "TIME_NOT_AVAILABLE")
            }
            room.discipline.state(isSynchronised: true)
            #expect(try await room.packs().map(\.used) == [0])
            var hold: CreditHold? = try await CreditHold(from: room.credits, for: "acc_a")
            #expect(hold?.terms.supplier == "platform")
            #expect(try await reason { _ = try await room.seal([1], in: project) } == "NO_CREDIT")
            room.time.advance(by: .seconds(400 * Self.day))
            hold = nil
            #expect(try await reason { _ = try await room.seal([1], in: project) } == "CREDIT_EXPIRED")
            let packs = try await room.packs()
            #expect(packs.map(\.used) == [0] && packs.map(\.state) == [.void])
        }
    }

    @Test("a pack's end is told 30, 7 and 1 days before, once each, and only while something of it is left")
    func expiring() async throws {
        try await EvidenceRoom.run(creditsPerAccount: 5) { room in
            let project = try await room.project()
            try await room.give(1, to: "acc_b")
            room.time.advance(by: .seconds(1))
            _ = try await room.seal([1], in: project)
            let theirs = try await room.project(account: "acc_b")
            _ = try await room.seal([1], in: theirs, account: "acc_b")
            // acc_b's given pack ends a second earlier than the one it got by itself, and so was used first, and up.
            let end = try #require(try await room.packs().first?.expiresAt).seconds
            #expect(try await sweep(room) == 0)
            for days in [Int64(30), 7, 1] {
                room.time.advance(by: .seconds(end - days * Self.day - room.time.wall().milliseconds / 1_000 + 1))
                _ = try await sweep(room)
                #expect(try await sweep(room) == 0)
            }
            room.time.advance(by: .seconds(2 * Self.day))
            #expect(try await sweep(room) == 0)
            let told = try await events(room).filter { $0.account == "acc_a" }
            #expect(told.map(\.daysBefore) == [30, 7, 1] && told.allSatisfy { $0.credits == 4 })
            #expect(told.allSatisfy { $0.expiresAt?.seconds == end && $0.supplier == "platform" })
            let others = try await events(room).filter { $0.account == "acc_b" }
            #expect(Set(others.map(\.order)).count == 1 && others.map(\.daysBefore) == [30, 7, 1])
            #expect(try await room.store.read { try $0.rows("SELECT id FROM credit_packs WHERE next_at > 0") }.isEmpty)
        }
    }

    @Test("staff give packs, once for each key; the credits are there at once, and what is wrong is named")
    func granted() async throws {
        try await EvidenceRoom.run(creditsPerAccount: 1) { room in
            let project = try await room.project(account: account)
            _ = try await room.seal([1], in: project, account: account)
            #expect(try await reason { _ = try await room.seal([2], in: project, account: account) } == "NO_CREDIT")
            room.time.advance(by: .seconds(1))
            let now = room.time.wall().milliseconds / 1_000
            let request = EvidenceV1.GrantOrderRequest(
                account: account, quantity: 2, orderedAt: GoogleProtobuf.Timestamp(seconds: now - 100))
            let options = room.options("acc_staff", key: "once")
            let order = try await room.orders.grantOrder(request, options: options)
            #expect(try await room.orders.grantOrder(request, options: options) == order)
            #expect(order.quantity == 2 && order.orderedAt == request.orderedAt && order.supplier == "platform")
            for number in 2...3 { _ = try await room.seal([UInt8(number)], in: project, account: account) }
            #expect(try await reason { _ = try await room.seal([4], in: project, account: account) } == "NO_CREDIT")
            #expect(try await room.packs(account).map(\.used) == [1, 2])
            let by = try await room.store.read {
                try $0.rows("SELECT granted_by FROM credit_packs ORDER BY id").map { try $0.optionalText("granted_by") }
            }
            #expect(by == [nil, "acc_staff"])
            let future = GoogleProtobuf.Timestamp(seconds: now + 60)
            let past = GoogleProtobuf.Timestamp(seconds: now - 366 * Self.day)
            for (wrong, name) in [
                (EvidenceV1.GrantOrderRequest(account: account), "INVALID_ORDER"),
                (.init(account: account, quantity: 1_000_001), "INVALID_ORDER"),
                (.init(account: account, supplier: "nobody", quantity: 1), "INVALID_SUPPLIER"),
                (.init(account: "acc_a", quantity: 1), "INVALID_ACCOUNT"),
                (.init(account: account, quantity: 1, orderedAt: future), "INVALID_ORDER"),
                (.init(account: account, quantity: 1, orderedAt: past), "INVALID_ORDER"),
            ] {
                let found = try await reason {
                    _ = try await room.orders.grantOrder(wrong, options: room.options("acc_staff"))
                }
                #expect(found == name)
            }
        }
    }

    @Test("a pack that was found in the store before it was told of stands in memory once")
    func foundFirst() async throws {
        try await EvidenceRoom.run(creditsPerAccount: 0) { room in
            let project = try await room.project()
            let pack = try await room.insert(2)
            // This one reads the store between the pack's commit and the word of it.
            _ = try await room.seal([1], in: project)
            room.credits.granted(pack)
            _ = try await room.seal([2], in: project)
            #expect(try await reason { _ = try await room.seal([3], in: project) } == "NO_CREDIT")
            #expect(try await room.packs().map(\.used) == [2])
        }
    }

    @Test("a credit that is given back twice goes back once")
    func givenBackTwice() async throws {
        try await EvidenceRoom.run(creditsPerAccount: 2) { room in
            let (first, second) = (
                try await room.credits.reserve(for: "acc_a", from: nil),
                try await room.credits.reserve(for: "acc_a", from: nil)
            )
            for credit in [first, second, second] { room.credits.giveBack(credit) }
            for _ in 0..<2 { _ = try await room.credits.reserve(for: "acc_a", from: nil) }
            await #expect(throws: EvidenceError.noCredit) { try await room.credits.reserve(for: "acc_a", from: nil) }
        }
    }

    @Test("works that the store refuses do not take those of others in their batch with them")
    func refusedAlone() async throws {
        try await EvidenceRoom.run { room in
            let projects = [try await room.project(), try await room.project(account: "acc_b")]
            let accounts = ["acc_a", "acc_b"]
            for number in 0..<2 { _ = try await room.seal([9], in: projects[number], account: accounts[number]) }
            // Memory knows nothing of it.
            try await room.store.write {
                _ = try $0.execute("UPDATE credit_packs SET used = quantity WHERE account = 'acc_a'")
            }
            let sealed = await withTaskGroup(of: Int?.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let which = number % 2
                        let item = try? await room.seal(
                            [UInt8(number)], in: projects[which], account: accounts[which])
                        return item == nil ? nil : which
                    }
                }
                return await group.reduce(into: [0, 0]) { sums, which in if let which { sums[which] += 1 } }
            }
            #expect(sealed == [0, 30])
            #expect(try await room.packs("acc_b").map(\.used) == [31])
            #expect(try await room.audit().size == 32)
        }
    }

    @Test("what was used before there were packs is used of the pack that the account gets")
    func before() async throws {
        try await EvidenceRoom.run(creditsPerAccount: 3) { room in
            try await room.store.write {
                _ = try $0.execute("INSERT INTO credits (account, used) VALUES ('acc_a', 2)")
            }
            let project = try await room.project()
            _ = try await room.seal([1], in: project)
            #expect(try await room.packs().map(\.used) == [3])
            #expect(try await reason { _ = try await room.seal([2], in: project) } == "NO_CREDIT")
        }
    }
}
