import ArgumentParser
import MeshAPI
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshTestKit
import Synchronization

/// Messages to a real notify process, over the mesh, as services send them.
struct Send: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Messages to a notify process: each is on the disk when its call is answered.",
        discussion: """
            Without options short messages to numbers of nobody's account. With --in-app messages to accounts' centres, and \
            how long each takes from its call to whoever watches.
            """)

    @Option(help: "Calls in flight.")
    var callers = 64

    @Option(help: "Seconds to count.")
    var seconds = 4.0

    @Flag(help: "Tell accounts that watch their message centres, and time the way.")
    var inApp = false

    @Option(help: "Accounts that are told, with --in-app.")
    var accounts = 64

    @Option(help: "Messages a second, with --in-app; the time counts from when each was due.")
    var rate = 500

    func validate() throws {
        guard (1...4_096).contains(callers) else { throw ValidationError("--callers is from 1 to 4096") }
        // A token lives for five minutes and is made once.
        guard seconds > 0, seconds <= 240 else { throw ValidationError("--seconds is above 0, at most 240") }
        guard (1...1_024).contains(accounts) else { throw ValidationError("--accounts is from 1 to 1024") }
        guard (1...100_000).contains(rate) else { throw ValidationError("--rate is from 1 to 100000") }
    }

    func run() async throws {
        let mesh = try NotifyMesh(settings: ["quiet_hours: never"])
        let service = try await mesh.start()
        let loops = RPCLoops(threads: 1)
        let client = try mesh.client(loop: loops.all[0])
        let before = try ProcessStatistics(of: service.process.pid)
        var line = JSONLine()
        line.add("peer", "colophon")
        if inApp {
            try await watchedWay(mesh, client, &line)
        } else {
            try await closedLoop(client, service, on: loops.all[0], &line)
        }
        let after = try ProcessStatistics(of: service.process.pid)
        await client.close()
        await service.stop()
        line.add("server_cpu_ms", after.processorMilliseconds - before.processorMilliseconds)
        line.add("server_rss_kb", after.residentKibibytes)
        print(line)
    }

    /// Calls one after the other by each caller; how many messages are on the disk each second.
    private func closedLoop(
        _ client: RPCClient, _ service: RunningService, on executor: any TaskExecutor, _ line: inout JSONLine
    ) async throws {
        let messages = NotifyV1.MessagesClient(client)
        let latencies = try await ClosedLoop(callers: callers, seconds: seconds).run(on: executor) { caller, sequence in
            let name = "\(caller)-\(sequence)"
            let receipts = try await messages.send(
                Self.code(.mobile("138\(10_000_000 + caller * 10_000 + Int(sequence % 10_000))"), name),
                options: CallOptions(timeout: .seconds(30), idempotencyKey: name)
            ).messages
            guard receipts.map(\.state) == [.queued] else {
                throw BenchmarkFailure("a message that was not taken over")
            }
        }
        line.add("callers", callers)
        line.add("rps", Int(latencies.perSecond))
        line.add("p50_us", latencies.microseconds(0.5))
        line.add("p99_us", latencies.microseconds(0.99))
    }

    /// Messages at a fixed rate to accounts that watch; how long each takes from when it was due to who watches.
    private func watchedWay(_ mesh: NotifyMesh, _ client: RPCClient, _ line: inout JSONLine) async throws {
        let time = SystemTime()
        let names = (0..<accounts).map { "acc_bench\($0)" }
        let arrivals = Arrivals(time: time)
        let centre = NotifyV1.CentreClient(client)
        let messages = NotifyV1.MessagesClient(client)
        let count = Int(Double(rate) * seconds)
        let rate = rate
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in names {
                let authorization = try mesh.authorization(account: name)
                group.addTask {
                    try await centre.watch(
                        .init(), options: CallOptions(timeout: .seconds(240), authorization: authorization)
                    ) { responses in
                        arrivals.ready()
                        for try await response in responses {
                            if let entry = response.entry { arrivals.note(entry.id) }
                        }
                    }
                }
            }
            while arrivals.watching < names.count { try await Task.sleep(for: .milliseconds(5)) }
            try await Task.sleep(for: .milliseconds(500))
            let start = time.monotonic()
            try await withThrowingTaskGroup(of: Void.self) { sending in
                for number in 0..<count {
                    let due = start.advanced(by: .nanoseconds(Int64(number) * 1_000_000_000 / Int64(rate)))
                    let pause = due.since(time.monotonic())
                    if pause > .milliseconds(1) { try await Task.sleep(for: pause) }
                    sending.addTask {
                        let receipts = try await messages.send(
                            Self.sealed(names[number % names.count], number),
                            options: CallOptions(timeout: .seconds(30), idempotencyKey: "\(number)")
                        ).messages
                        for receipt in receipts where receipt.channel == .inApp { arrivals.expect(receipt.id, due) }
                    }
                }
                try await sending.waitForAll()
            }
            let end = time.monotonic().advanced(by: .seconds(10))
            while arrivals.open > 0, time.monotonic() < end { try await Task.sleep(for: .milliseconds(5)) }
            group.cancelAll()
        }
        guard arrivals.open == 0 else { throw BenchmarkFailure("\(arrivals.open) messages never arrived") }
        let took = arrivals.milliseconds
        line.add("accounts", accounts)
        line.add("rate", rate)
        line.add("messages", took.count)
        line.add("p50_ms", took[took.count / 2])
        line.add("p99_ms", took[took.count * 99 / 100])
        line.add("max_ms", took.last ?? 0)
    }

    /// A code to somebody; `name` is the event's.
    static func code(_ recipient: NotifyV1.SendRequest.Recipient, _ name: String) -> NotifyV1.SendRequest {
        NotifyV1.SendRequest(
            template: "code", recipient: recipient,
            data: [
                NotifyV1.Datum(name: "purpose", value: .text("registration")),
                NotifyV1.Datum(name: "code", value: .text("123456")),
                NotifyV1.Datum(name: "minutes", value: .number(5)),
            ], event: name)
    }

    private static func sealed(_ account: String, _ number: Int) -> NotifyV1.SendRequest {
        NotifyV1.SendRequest(
            template: "evidence.sealed", recipient: .account(account),
            data: [
                NotifyV1.Datum(name: "number", value: .text("EV-2026-\(number)")),
                NotifyV1.Datum(name: "time", value: .time(.init(seconds: 1_795_406_400))),
            ], channels: [.inApp], event: "\(number)")
    }
}

/// Which messages have arrived at those who watch, and how long after they were due.
private final class Arrivals: Sendable {
    private struct State {
        var watching = 0
        var due: [String: MonotonicTime] = [:]
        var early: [String: MonotonicTime] = [:]
        var took: [Double] = []
    }

    private let time: SystemTime
    private let state = Mutex(State())

    init(time: SystemTime) {
        self.time = time
    }

    var watching: Int { state.withLock { $0.watching } }
    var open: Int { state.withLock { $0.due.count } }
    var milliseconds: [Double] { state.withLock { $0.took }.sorted() }

    func ready() { state.withLock { $0.watching += 1 } }

    func note(_ id: String) {
        let now = time.monotonic()
        state.withLock { state in
            if let due = state.due.removeValue(forKey: id) {
                state.took.append(now.since(due) / .milliseconds(1))
            } else {
                // Who watches may be told before the sender is.
                state.early[id] = now
            }
        }
    }

    func expect(_ id: String, _ due: MonotonicTime) {
        state.withLock { state in
            if let arrived = state.early.removeValue(forKey: id) {
                state.took.append(arrived.since(due) / .milliseconds(1))
            } else {
                state.due[id] = due
            }
        }
    }
}
