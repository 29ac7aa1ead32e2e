import MeshKernel
import MeshStore
import MeshTestKit
import Testing

@Suite("Events and feeds", .timeLimit(.minutes(5)))
struct FeedTests {
    struct Poison: Error {}

    private static let sealed = EventType(name: "evidence.sealed", readers: ["notify", "billing"])
    private static let aborted = EventType(name: "evidence.aborted", readers: ["billing"])
    private static let types = [sealed, aborted]

    private static func event(_ type: EventType = sealed, _ aggregate: String = "evd_1", _ payload: UInt8 = 0) -> Event
    {
        Event(type: type, aggregate: aggregate, payload: [payload], trace: "00-aa-bb-01")
    }

    private static func append(_ store: Store, _ count: Int, aggregate: (Int) -> String = { "evd_\($0)" }) async throws
    {
        for number in 0..<count {
            let event = event(sealed, aggregate(number), UInt8(truncatingIfNeeded: number))
            try await store.write { transaction in _ = try transaction.append(event) }
        }
    }

    private static func page(_ store: Store, after position: Int64 = 0) async throws -> [FeedEvent] {
        try await store.events(after: position, limit: 1_000, reader: "billing").events
    }

    @Test("positions strictly increase in commit order, and what was undone is no event")
    func positions() async throws {
        let temporary = try TemporaryStore(eventTypes: Self.types)
        let store = temporary.store
        _ = try await store.inOneBatch(
            (0..<20).map { number in
                { transaction in
                    try transaction.append(Self.event(Self.sealed, "evd_\(number)"))
                    if number % 3 == 0 { throw Poison() }
                }
            })
        let events = try await Self.page(store)
        #expect(events.map(\.aggregate) == (0..<20).filter { $0 % 3 != 0 }.map { "evd_\($0)" })
        #expect(zip(events, events.dropFirst()).allSatisfy { $0.position < $1.position })
        #expect(Set(events.map(\.id)).count == events.count)
        #expect(events.allSatisfy { $0.epoch == store.epoch && $0.trace == "00-aa-bb-01" && $0.version == 1 })
    }

    @Test("the place before a moment is found, whatever gaps there are")
    func placeBefore() async throws {
        let time = SeededTime()
        let temporary = try TemporaryStore(eventTypes: Self.types, time: time)
        let store = temporary.store
        let start = time.wall()
        #expect(try await store.feedPosition(before: start) == 0)
        for number in 0..<40 {
            _ = try? await store.write { transaction in
                try transaction.append(Self.event(Self.sealed, "evd_\(number)"))
                if number % 4 == 1 { throw Poison() }
            }
            time.advance(by: .seconds(1))
        }
        let all = try await Self.page(store)
        for second in Int64(-1)...41 {
            let moment = start.advanced(by: .seconds(second))
            let place = try await store.feedPosition(before: moment)
            #expect(
                try await Self.page(store, after: place).map(\.position)
                    == all.filter { $0.at >= moment }.map(\.position), "\(second)")
        }
    }

    @Test("a reader that wants some types sees those alone, and none that are not for it")
    func chosenTypes() async throws {
        let temporary = try TemporaryStore(eventTypes: Self.types)
        let store = temporary.store
        try await store.write { transaction in
            for type in [Self.sealed, Self.aborted, Self.sealed] { try transaction.append(Self.event(type)) }
        }
        func types(_ reader: String, _ wanted: [String]) async throws -> [String] {
            try await store.events(after: 0, limit: 10, reader: reader, types: wanted).events.map(\.type)
        }
        #expect(try await types("billing", ["evidence.aborted"]) == ["evidence.aborted"])
        #expect(try await types("notify", ["evidence.aborted"]) == [])
        #expect(try await types("billing", ["nothing"]) == [])
        #expect(try await types("billing", []).count == 3)
    }

    @Test("a reader sees the events that name it, page by page, and skips the others")
    func readers() async throws {
        let temporary = try TemporaryStore(eventTypes: Self.types)
        let store = temporary.store
        try await store.write { transaction in
            for number in 0..<30 {
                try transaction.append(Self.event(number % 3 == 0 ? Self.sealed : Self.aborted, "evd_\(number)"))
            }
        }
        var seen: [String] = []
        var place: Int64 = 0
        while true {
            let page = try await store.events(after: place, limit: 4, reader: "notify")
            #expect(page.events.count <= 4)
            #expect(page.head == 30)
            seen += page.events.map(\.aggregate)
            if page.through == page.head && page.events.isEmpty { break }
            place = page.through
        }
        #expect(seen == stride(from: 0, to: 30, by: 3).map { "evd_\($0)" })
        #expect(try await store.events(after: 0, limit: 100, reader: "billing").events.count == 30)
        let stranger = try await store.events(after: 0, limit: 100, reader: "market")
        #expect(stranger.events == [] && stranger.through == 30 && stranger.head == 30)
    }

    @Test("an event of a type that was not declared, or too large, is refused with its cause")
    func refused() async throws {
        let temporary = try TemporaryStore(Rows.migrations, eventTypes: [Self.sealed])
        await #expect(throws: StoreError.eventUndeclared("evidence.aborted")) {
            try await temporary.store.write { transaction in
                try Rows.insert(1)(transaction)
                try transaction.append(Self.event(Self.aborted))
            }
        }
        await #expect(throws: StoreError.payloadTooLarge(bytes: 1_048_577)) {
            try await temporary.store.write { transaction in
                try Rows.insert(1)(transaction)
                try transaction.append(
                    Event(type: Self.sealed, aggregate: "a", payload: [UInt8](repeating: 0, count: 1_048_577)))
            }
        }
        #expect(try await Rows.callers(temporary.store) == [])
    }

    @Test("a commit with an event wakes its subscribers, several commits at once if nobody looked, and others do not")
    func wakeups() async throws {
        let temporary = try TemporaryStore(Rows.migrations, eventTypes: Self.types)
        let store = temporary.store
        var events = store.commits([.events]).makeAsyncIterator()
        var jobs = store.commits([.jobs]).makeAsyncIterator()
        await #expect(events.next() != nil)
        await #expect(jobs.next() != nil)
        try await store.write(Rows.insert(1))
        try await Self.append(store, 5)
        try await store.write { transaction in
            _ = try transaction.enqueue(Job(kind: "a", reference: "b", payload: []))
        }
        // Both, before the store closes: a lost wake-up would end the test here.
        await #expect(events.next() != nil)
        await #expect(jobs.next() != nil)
        await store.close()
        await #expect(events.next() == nil)
        await #expect(jobs.next() == nil)
        var late = store.commits().makeAsyncIterator()
        _ = await late.next()
        await #expect(late.next() == nil)
    }

    // MARK: Subscribing

    private struct Pair {
        let source: TemporaryStore
        let target: TemporaryStore

        init() throws {
            source = try TemporaryStore(eventTypes: FeedTests.types, random: SeededRandom(seed: 2))
            target = try TemporaryStore(Rows.migrations, random: SeededRandom(seed: 3))
        }
    }

    @Sendable private static func record(_ transaction: Transaction, _ event: FeedEvent) throws {
        try transaction.execute(
            "INSERT INTO rows (caller, number, payload) VALUES (?, ?, ?)", .integer(event.position), 0,
            .blob(event.payload))
    }

    @Test("every event has its effect once, however often and in whatever pieces the feed repeats itself")
    func exactlyOnce() async throws {
        let pair = try Pair()
        try await Self.append(pair.source.store, 20)
        let events = try await Self.page(pair.source.store)
        let random = SeededRandom(seed: 44)
        var next = 0
        while next < events.count {
            let from = random.integer(in: 0...next)
            let to = random.integer(in: next...(events.count - 1))
            let outcomes = try await pair.target.store.apply(Array(events[from...to]), from: "evidence", Self.record)
            for (offset, outcome) in outcomes.enumerated() {
                #expect(outcome == (from + offset < next ? .repeated : .applied))
            }
            next = to + 1
        }
        #expect(try await Rows.callers(pair.target.store) == events.map { Int($0.position) })
        let place = try await pair.target.store.read { try $0.feedPlace("evidence") }
        #expect(place.position == events.last?.position)
        #expect(place.lastEventID == events.last?.id)
        try await pair.source.store.checkSubscriber(at: place)
        try await pair.source.store.checkSubscriber(at: .beginning)
    }

    @Test("a feed with another history stops its subscriber")
    func mismatch() async throws {
        let pair = try Pair()
        try await Self.append(pair.source.store, 3)
        let events = try await Self.page(pair.source.store)
        _ = try await pair.target.store.apply(events, from: "evidence", Self.record)
        let last = events[2]

        func altered(epoch: String? = nil, position: Int64? = nil, id: String? = nil) -> FeedEvent {
            FeedEvent(
                epoch: epoch ?? last.epoch, position: position ?? last.position, id: id ?? last.id, type: last.type,
                aggregate: last.aggregate, version: 1, payload: [], trace: "", at: last.at)
        }
        await #expect(throws: StoreError.feedMismatch(.epochChanged(expected: last.epoch, found: "x"))) {
            _ = try await pair.target.store.apply(altered(epoch: "x", position: 9), from: "evidence", Self.record)
        }
        await #expect(throws: StoreError.feedMismatch(.eventDiffers(position: last.position))) {
            _ = try await pair.target.store.apply(altered(id: "evt_other"), from: "evidence", Self.record)
        }
        #expect(try await pair.target.store.apply(altered(position: 9), from: "evidence", Self.record) == .applied)
    }

    @Test("a peer restored from an older backup is found out, before and after it has written again")
    func restored() async throws {
        let folder = try TemporaryFolder("restored")
        let pair = try Pair()
        try await Self.append(pair.source.store, 3)
        let backup = folder.file("store.sqlite")
        try await pair.source.store.backup(to: backup)
        try await Self.append(pair.source.store, 2)
        _ = try await pair.target.store.apply(try await Self.page(pair.source.store), from: "evidence", Self.record)
        let place = try await pair.target.store.read { try $0.feedPlace("evidence") }

        let restored = try TemporaryStore(eventTypes: Self.types, folder: folder, random: SeededRandom(seed: 9))
        await #expect(throws: StoreError.feedMismatch(.positionAhead(position: 5, head: 3))) {
            try await restored.store.checkSubscriber(at: place)
        }
        try await Self.append(restored.store, 4)
        await #expect(throws: StoreError.feedMismatch(.eventDiffers(position: 5))) {
            try await restored.store.checkSubscriber(at: place)
        }
        let other = try TemporaryStore(eventTypes: Self.types, random: SeededRandom(seed: 10))
        await #expect(
            throws: StoreError.feedMismatch(.epochChanged(expected: place.epoch, found: other.store.epoch))
        ) {
            try await other.store.checkSubscriber(at: place)
        }
    }

    @Test("a poison event parks its aggregate, the others go on, and order holds when it heals")
    func poison() async throws {
        let pair = try Pair()
        let target = pair.target.store
        try await Self.append(pair.source.store, 9) { "evd_\($0 % 3)" }
        let events = try await Self.page(pair.source.store)
        let poisoned: @Sendable (Transaction, FeedEvent) throws -> Void = { transaction, event in
            try Self.record(transaction, event)
            if event.position == 2 { throw Poison() }
        }
        let outcomes = try await target.apply(events, from: "evidence", poisoned)
        #expect(outcomes == events.map { $0.aggregate == "evd_1" ? .parked : .applied })
        #expect(try await Rows.callers(target) == [1, 3, 4, 6, 7, 9])
        let parked = try await target.parkedEvents()
        #expect(parked.map(\.event.position) == [2, 5, 8])
        #expect(parked.map(\.attempts) == [1, 0, 0])
        #expect(parked[0].event == events[1])
        #expect(parked[0].error.contains("Poison"))

        // Not before its time; then it fails again and waits longer; the others of the aggregate wait behind it.
        #expect(try await target.retryParked(from: "evidence", poisoned) == 0)
        #expect(try await target.parkedEvents()[0].attempts == 1)
        pair.target.time.advance(by: .seconds(1))
        #expect(try await target.retryParked(from: "evidence", poisoned) == 0)
        let again = try await target.parkedEvents()
        #expect(again.map(\.attempts) == [2, 0, 0])
        let pause = again[0].nextAt.since(pair.target.time.wall())
        #expect(pause >= .seconds(1) && pause <= .seconds(2))

        pair.target.time.advance(by: .seconds(2))
        for expected in [1, 1, 1, 0] {
            #expect(try await target.retryParked(from: "evidence", Self.record) == expected)
        }
        #expect(try await target.parkedEvents() == [])
        #expect(try await Rows.callers(target) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    }

    @Test("trouble of the store parks nothing and moves nothing")
    func trouble() async throws {
        let pair = try Pair()
        try await Self.append(pair.source.store, 1)
        let events = try await Self.page(pair.source.store)
        await #expect(throws: StoreError.full) {
            _ = try await pair.target.store.apply(events, from: "evidence") { _, _ in throw StoreError.full }
        }
        #expect(try await pair.target.store.parkedEvents() == [])
        #expect(try await pair.target.store.read { try $0.feedPlace("evidence") } == .beginning)
    }
}
