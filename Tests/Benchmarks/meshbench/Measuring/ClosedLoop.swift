import MeshKernel

/// A number of callers, each of which starts its next call when the last one has ended. The first second warms up and is
/// not counted.
struct ClosedLoop: Sendable {
    static let warmUp = Duration.seconds(1)
    /// Room for samples that a caller asks for at once; it grows when that is too little.
    private static let samplesTotal = 4 << 20

    let callers: Int
    let seconds: Double

    /// Runs `call` (with the caller's number and the number of the call) until the time is over; the callers prefer
    /// `executor` when there is one. A call that fails ends the run: a rate that counts failures is no rate.
    func run(
        on executor: (any TaskExecutor)? = nil,
        _ call: @escaping @Sendable (_ caller: Int, _ sequence: Int64) async throws -> Void
    ) async throws -> Latencies {
        let time = SystemTime()
        let start = time.monotonic().advanced(by: Self.warmUp)
        let end = start.advanced(by: .seconds(seconds))
        let capacity = Self.samplesTotal / callers
        let samples = try await withThrowingTaskGroup(of: CallerSamples.self) { group in
            for caller in 0..<callers {
                group.addTask(executorPreference: executor) {
                    var samples = CallerSamples(from: start, capacity: capacity)
                    var sequence: Int64 = 0
                    while true {
                        let began = time.monotonic()
                        try await call(caller, sequence)
                        let ended = time.monotonic()
                        sequence += 1
                        guard ended >= start else { continue }
                        samples.record(from: began, to: ended)
                        if ended >= end { return samples }
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        return Latencies(samples, from: start)
    }
}
