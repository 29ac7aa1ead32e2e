import ArgumentParser
import MeshAPI
import MeshKernel
import MeshRPC
import MeshTestKit
import Synchronization

/// The same short messages beside letters that are taken at once and beside letters that a mail server never answers, by
/// turns: what a dead provider of one channel costs another.
struct Silent: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What a mail server that never answers costs short messages, with it and without it by turns.",
        discussion: """
            A round is two runs, each of a notify process of its own, with the same calls. First letters are handed over: in \
            one run they are taken at once, in the other the mail server greets and then says nothing, so that notify's \
            hands for letters are full until the end. Then callers send short messages, and the run ends when the \
            last of them is delivered: the rate is of messages that were taken over, on the disk, and delivered. The ratio \
            is taken within each round; the median of the rounds is given, and where 95 of 100 such medians lie. It is 1 \
            where the silence costs nothing. It fails when the mail server was given up before the end of a run, for then \
            nothing was silent any more.
            """)

    @Option(help: "Calls in flight.")
    var callers = 64

    @Option(help: "Seconds in which callers send, behind one that is not counted apart.")
    var seconds = 2.0

    @Option(help: "Rounds.")
    var rounds = 15

    @Option(help: "Letters that are handed over first.")
    var letters = 64

    @Flag(help: "One JSON object in place of the sentence.")
    var json = false

    /// Letters that notify hands over at the same time.
    private static let handsMax = 16
    /// How long what was sent last may take to be delivered.
    private static let lastSecondsMax: Int64 = 60
    private static let lookMilliseconds: Int64 = 2

    func validate() throws {
        guard (1...4_096).contains(callers) else { throw ValidationError("--callers is from 1 to 4096") }
        // An exchange with a mail server is given up after fifteen seconds.
        guard seconds > 0, seconds <= 8 else { throw ValidationError("--seconds is above 0, at most 8") }
        guard (1...1_000).contains(rounds) else { throw ValidationError("--rounds is from 1 to 1000") }
        guard (Self.handsMax...10_000).contains(letters) else { throw ValidationError("--letters is from 16 to 10000") }
    }

    func run() async throws {
        var rates: [Bool: [Double]] = [:]
        for round in 0..<rounds {
            // Each round begins with the other one, so that none always runs on the warmer machine.
            for isSilent in round.isMultiple(of: 2) ? [false, true] : [true, false] {
                rates[isSilent, default: []].append(try await rate(isSilent: isSilent))
            }
        }
        let (without, with) = (rates[false, default: []], rates[true, default: []])
        guard let ratio = MedianInterval(zip(with, without).map { $0 / $1 }),
            let slow = MedianInterval(with), let free = MedianInterval(without)
        else { throw BenchmarkFailure("no round was made") }
        if json {
            var line = JSONLine()
            line.add("peer", "colophon")
            line.add("callers", callers)
            line.add("rounds", rounds)
            line.add("delivered_per_second_without", Int(free.median))
            line.add("delivered_per_second_with", Int(slow.median))
            line.add("ratio", hundredths: ratio.median)
            line.add("ratio_low", hundredths: ratio.low)
            line.add("ratio_high", hundredths: ratio.high)
            print(line)
        } else {
            print(
                """
                short messages beside a mail server that never answers: \(ratio) of their rate beside one that takes \
                every letter (\(Int(slow.median)) and \(Int(free.median))/s delivered, medians of \(rounds) rounds by turns)
                """)
        }
    }

    /// Short messages delivered a second in one run.
    private func rate(isSilent: Bool) async throws -> Double {
        let server = isSilent ? try await SilentMailServer() : nil
        let mesh = try NotifyMesh(settings: ["quiet_hours: never"] + (server?.settings ?? []))
        let service = try await mesh.start()
        let loops = RPCLoops(threads: 1)
        let client = try mesh.client(loop: loops.all[0])
        let outcome: Result<Double, any Error>
        do {
            outcome = .success(try await measured(client, on: loops.all[0], beside: server))
        } catch {
            outcome = .failure(error)
        }
        await client.close()
        await service.stop()
        await server?.stop()
        return try outcome.get()
    }

    private func measured(
        _ client: RPCClient, on executor: any TaskExecutor, beside server: SilentMailServer?
    ) async throws -> Double {
        let time = SystemTime()
        let messages = NotifyV1.MessagesClient(client)
        var last = ""
        for number in 0..<letters {
            last = try await Self.send(.email("a\(number)@example.com"), "letter-\(number)", messages)
        }
        if let server {
            while server.open < Self.handsMax { try await Task.sleep(for: .milliseconds(Self.lookMilliseconds)) }
        } else {
            try await Self.delivered(last, messages, time)
        }
        let count = Mutex(0)
        let start = time.monotonic()
        _ = try await ClosedLoop(callers: callers, seconds: seconds).run(on: executor) { caller, sequence in
            let mobile = "138\(10_000_000 + caller * 10_000 + Int(sequence % 10_000))"
            _ = try await Self.send(.mobile(mobile), "\(caller)-\(sequence)", messages)
            count.withLock { $0 += 1 }
        }
        // The one that was sent last is delivered last.
        try await Self.delivered(try await Self.send(.mobile("13900000000"), "last", messages), messages, time)
        let elapsed = time.monotonic().since(start)
        if let server, server.open < Self.handsMax {
            throw BenchmarkFailure("the mail server was given up before the end: take fewer --seconds")
        }
        return Double(count.withLock { $0 } + 1) / (elapsed / .seconds(1))
    }

    /// Hands a message over; its identifier.
    private static func send(
        _ recipient: NotifyV1.SendRequest.Recipient, _ name: String, _ messages: NotifyV1.MessagesClient
    ) async throws -> String {
        let receipts = try await messages.send(
            Send.code(recipient, name), options: CallOptions(timeout: .seconds(30), idempotencyKey: name)
        ).messages
        guard let receipt = receipts.first, receipt.state == .queued else {
            throw BenchmarkFailure("a message that was not taken over")
        }
        return receipt.id
    }

    private static func delivered(
        _ id: String, _ messages: NotifyV1.MessagesClient, _ time: SystemTime
    ) async throws {
        let end = time.monotonic().advanced(by: .seconds(lastSecondsMax))
        while time.monotonic() < end {
            let message = try await messages.getMessage(.init(id: id), options: CallOptions(timeout: .seconds(30)))
            if message.state == .delivered { return }
            try await Task.sleep(for: .milliseconds(lookMilliseconds))
        }
        throw BenchmarkFailure("a message that was never delivered")
    }
}
