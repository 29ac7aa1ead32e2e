import ArgumentParser
import MeshAPI
import MeshKernel
import MeshRPC
import MeshTestKit
import Synchronization

/// Seals at a real evidence process, and how long it takes until whoever watches a message centre at a real notify process
/// is told.
struct Told: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "From an event of evidence's to whoever watches the message centre, through the feed.",
        discussion: """
            Two processes over mutual TLS, as the mesh runs them. p50_ms and p99_ms count from the event's own time, which is \
            when its transaction began: the commit, the feed, notify's commit and the stream are in them. after_answer_* \
            count from the seal's answer, and an arrival before it counts as 0; whole_* from when the seal was due.
            """)

    @Option(help: "Seals a second.")
    var rate = 50

    @Option(help: "Accounts that seal and watch.")
    var accounts = 16

    @Option(help: "Seconds to count.")
    var seconds = 10.0

    @Option(help: "Bytes of each file.")
    var size = 4_096

    /// How long what was sealed last may take to arrive.
    private static let lastSecondsMax: Int64 = 10
    /// Time for streams and feeds to stand before the first seal.
    private static let settlingMilliseconds: Int64 = 1_000

    func validate() throws {
        guard (1...2_000).contains(rate) else { throw ValidationError("--rate is from 1 to 2000") }
        guard (1...256).contains(accounts) else { throw ValidationError("--accounts is from 1 to 256") }
        // A token lives for five minutes and is made once.
        guard seconds > 0, seconds <= 240 else { throw ValidationError("--seconds is above 0, at most 240") }
        guard (8...1 << 20).contains(size) else { throw ValidationError("--size is from 8 to 1048576") }
    }

    func run() async throws {
        let evidenceMesh = try LocalMesh()
        let notifyMesh = try NotifyMesh(settings: ["quiet_hours: never"], beside: evidenceMesh)
        let evidence = try await evidenceMesh.start()
        let notify = try await notifyMesh.start()
        let loops = RPCLoops(threads: 1)
        let toEvidence = try evidenceMesh.client(loop: loops.all[0])
        let toNotify = try notifyMesh.client(loop: loops.all[0])
        let way = Way(time: SystemTime())
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await measure(evidenceMesh, notifyMesh, toEvidence, toNotify, way))
        } catch {
            outcome = .failure(error)
        }
        await toEvidence.close()
        await toNotify.close()
        await notify.stop()
        await evidence.stop()
        try outcome.get()

        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("accounts", accounts)
        line.add("rate", rate)
        line.add("bytes", size)
        line.add("seals", way.took { $0.sinceEvent }.count)
        for (name, took) in [
            ("", way.took { $0.sinceEvent }), ("after_answer_", way.took { $0.sinceAnswer }),
            ("whole_", way.took { $0.sinceDue }),
        ] {
            line.add(name + "p50_ms", took[took.count / 2])
            line.add(name + "p99_ms", took[took.count * 99 / 100])
            line.add(name + "max_ms", took.last ?? 0)
        }
        print(line)
    }

    private func measure(
        _ evidenceMesh: LocalMesh, _ notifyMesh: NotifyMesh, _ toEvidence: RPCClient, _ toNotify: RPCClient, _ way: Way
    ) async throws {
        let time = SystemTime()
        let names = (0..<accounts).map { _ in LocalMesh.freshAccount() }
        var authors: [Author] = []
        var projects: [String] = []
        for name in names {
            let author = Author(toEvidence, authorization: try evidenceMesh.authorization(account: name))
            authors.append(author)
            projects.append(try await author.createProject())
        }
        let (sealing, works) = (authors, projects)
        let centre = NotifyV1.CentreClient(toNotify)
        let count = max(1, Int(Double(rate) * seconds))
        let (rate, size) = (rate, size)
        try await withThrowingTaskGroup(of: Void.self) { group in
            // What evidence says of when each event was: read as an operator, who is one more subscriber.
            group.addTask {
                try await MeshV1.FeedClient(toEvidence).subscribe(
                    MeshV1.SubscribeRequest(
                        sinceMilliseconds: time.wall().milliseconds, types: ["evidence.sealed"])
                ) { events in
                    for try await event in events where !event.id.isEmpty {
                        let sealed = try EvidenceV1.EvidenceSealed(serialized: event.payload)
                        way.committed(sealed.number, at: WallTime(milliseconds: event.atMilliseconds))
                    }
                }
            }
            for name in names {
                let authorization = try notifyMesh.authorization(account: name)
                group.addTask {
                    try await centre.watch(
                        .init(), options: CallOptions(timeout: .seconds(280), authorization: authorization)
                    ) { responses in
                        way.ready()
                        for try await response in responses {
                            guard let entry = response.entry, entry.template == "evidence.sealed" else { continue }
                            guard let number = entry.text.firstMatch(of: #/EV-[0-9A-Z-]+/#) else { continue }
                            way.arrived(String(number.0))
                        }
                    }
                }
            }
            while way.watching < names.count { try await Task.sleep(for: .milliseconds(5)) }
            try await Task.sleep(for: .milliseconds(Self.settlingMilliseconds))
            let start = time.monotonic()
            try await withThrowingTaskGroup(of: Void.self) { seals in
                for sequence in 0..<count {
                    let due = start.advanced(by: .nanoseconds(Int64(sequence) * 1_000_000_000 / Int64(rate)))
                    let pause = due.since(time.monotonic())
                    if pause > .milliseconds(1) { try await Task.sleep(for: pause) }
                    seals.addTask {
                        // No two files are alike.
                        var bytes = [UInt8](repeating: 0x20, count: size)
                        for index in 0..<8 { bytes[index] = UInt8(truncatingIfNeeded: sequence >> (8 * index)) }
                        let author = sequence % sealing.count
                        let item = try await sealing[author].submit(bytes, name: "work.bin", project: works[author])
                        way.answered(item.number, due: due)
                    }
                }
                try await seals.waitForAll()
            }
            let end = time.monotonic().advanced(by: .seconds(Self.lastSecondsMax))
            while way.whole < count, time.monotonic() < end { try await Task.sleep(for: .milliseconds(5)) }
            group.cancelAll()
        }
        guard way.whole == count else { throw BenchmarkFailure("\(count - way.whole) seals were never told of") }
    }
}

/// When each seal was due and answered, its event written, and its message there.
private final class Way: Sendable {
    /// What one seal took, in milliseconds.
    struct Took: Sendable {
        let sinceEvent: Double
        let sinceAnswer: Double
        let sinceDue: Double
    }

    private struct Marks {
        var due: MonotonicTime?
        var answered: MonotonicTime?
        var event: WallTime?
        var arrived: (MonotonicTime, WallTime)?

        var took: Took? {
            guard let due, let answered, let event, let arrived else { return nil }
            return Took(
                sinceEvent: Double(max(0, arrived.1.milliseconds - event.milliseconds)),
                sinceAnswer: max(0, arrived.0.since(answered) / .milliseconds(1)),
                sinceDue: arrived.0.since(due) / .milliseconds(1))
        }
    }

    private struct State {
        var watching = 0
        var marks: [String: Marks] = [:]
    }

    private let time: SystemTime
    private let state = Mutex(State())

    init(time: SystemTime) {
        self.time = time
    }

    var watching: Int { state.withLock { $0.watching } }
    /// Seals of which every moment is known.
    var whole: Int { state.withLock { $0.marks.values.count { $0.took != nil } } }

    /// What every seal took, the shortest first.
    func took(_ part: (Took) -> Double) -> [Double] {
        state.withLock { state in state.marks.values.compactMap { $0.took.map(part) } }.sorted()
    }

    func ready() { state.withLock { $0.watching += 1 } }

    func answered(_ number: String, due: MonotonicTime) {
        let now = time.monotonic()
        state.withLock { state in
            state.marks[number, default: Marks()].answered = now
            state.marks[number, default: Marks()].due = due
        }
    }

    func committed(_ number: String, at event: WallTime) {
        state.withLock { $0.marks[number, default: Marks()].event = event }
    }

    func arrived(_ number: String) {
        let now = (time.monotonic(), time.wall())
        state.withLock { $0.marks[number, default: Marks()].arrived = now }
    }
}
