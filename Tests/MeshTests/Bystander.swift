import MeshRPC
import MeshTestKit
import Synchronization

/// Somebody who makes one call after the other while others misbehave.
final class Bystander: Sendable {
    /// How the calls went.
    struct Report: Sendable {
        let latencies: [Duration]
        let failures: [RPCError]

        /// The latency that half of the calls had at most.
        var median: Duration { latencies.isEmpty ? .zero : latencies.sorted()[latencies.count / 2] }
        /// The longest latency.
        var longest: Duration { latencies.max() ?? .zero }
    }

    private let client: BenchV1.EchoClient
    private let isDone = Atomic<Bool>(false)

    init(_ client: RPCClient) { self.client = BenchV1.EchoClient(client) }

    /// Makes `count` calls.
    func calls(_ count: Int) async throws -> Report { try await run { $0 < count } }

    /// Makes calls for as long as `body` runs.
    func calls<T: Sendable>(
        during body: @Sendable () async throws -> T
    ) async throws -> (report: Report, result: T) {
        async let report = run { _ in !self.isDone.load(ordering: .relaxed) }
        let result: Result<T, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        isDone.store(true, ordering: .relaxed)
        return (try await report, try result.get())
    }

    private func run(_ goesOn: @Sendable (Int) -> Bool) async throws -> Report {
        var latencies: [Duration] = []
        var failures: [RPCError] = []
        var number: Int64 = 0
        while goesOn(Int(number)) {
            let began = ContinuousClock.now
            do throws(RPCError) {
                let reply = try await client.get(
                    BenchV1.EchoRequest(id: "bystander", seq: number), options: CallOptions(timeout: .seconds(10)))
                guard reply.seq == number else { throw RPCError(.dataLoss, "an answer to another question") }
                latencies.append(ContinuousClock.now - began)
            } catch {
                failures.append(error)
            }
            number += 1
        }
        return Report(latencies: latencies, failures: failures)
    }
}

/// A number that several tasks add to.
final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    var value: Int { count.load(ordering: .relaxed) }
    func add() { count.wrappingAdd(1, ordering: .relaxed) }
}
