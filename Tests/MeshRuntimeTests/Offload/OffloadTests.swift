import Testing

@testable import MeshRuntime

@Suite("The offload pool", .timeLimit(.minutes(2)))
struct OffloadTests {
    private struct Spoiled: Error, Equatable {}

    @Test("work gives its value or its own error")
    func values() async throws {
        let pool = OffloadPool(threadCount: 2)
        #expect(try await pool.run { 6 * 7 } == 42)
        await #expect(throws: OffloadError<Spoiled>.work(Spoiled())) {
            _ = try await pool.run { () throws(Spoiled) -> Int in throw Spoiled() }
        }
        await pool.close()
        await #expect(throws: OffloadError<Never>.closed) {
            _ = try await pool.run { 1 }
        }
    }

    @Test("never more work at once than threads, and none beyond the queue")
    func bounds() async throws {
        let pool = OffloadPool(threadCount: 2, queueMax: 3)
        let gate = Gate()
        let atOnce = Tally()
        let most = Tally()
        let refused = Tally()
        let done = Tally()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<9 {
                group.addTask {
                    do throws(OffloadError<Never>) {
                        try await pool.run {
                            most.raise(to: atOnce.add(1))
                            gate.wait()
                            atOnce.add(-1)
                        }
                        done.add(1)
                    } catch {
                        #expect(error == .full)
                        // Four of nine find no place; the last of them opens the gate for the rest, once both threads
                        // stand before it.
                        if refused.add(1) == 4 {
                            while pool.runningCount < 2, !Task.isCancelled { await Task.yield() }
                            gate.open()
                        }
                    }
                }
            }
        }
        #expect(done.value == 5)
        #expect(most.value == 2)
        #expect(pool.refusedCount == 4 && pool.waitingCount == 0 && pool.runningCount == 0)
        await pool.close()
    }

    @Test("work whose task is cancelled before its turn never runs, and its caller returns at once")
    func cancelled() async throws {
        let pool = OffloadPool(threadCount: 1, queueMax: 4)
        let gate = Gate()
        let began = Gate()
        let ran = Tally()
        let holder = Task {
            try await pool.run {
                began.open()
                gate.wait()
            }
        }
        try await OffloadPool(threadCount: 1).run { began.wait() }
        let waiting = Task { () async -> OffloadError<Never>? in
            do throws(OffloadError<Never>) {
                try await pool.run { _ = ran.add(1) }
                return nil
            } catch {
                return error
            }
        }
        waiting.cancel()
        #expect(await waiting.value == .cancelled)
        gate.open()
        try await holder.value
        try await pool.run {}
        #expect(ran.value == 0)
        await pool.close()
    }

    @Test("closing lets admitted work finish")
    func closing() async throws {
        let pool = OffloadPool(threadCount: 1, queueMax: 10)
        let done = Tally()
        let gate = Gate()
        let first = Task { try await pool.run { gate.wait() } }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<5 {
                group.addTask { try? await pool.run { _ = done.add(1) } }
            }
            group.addTask {
                while pool.waitingCount < 5, !Task.isCancelled { await Task.yield() }
                async let closed: Void = pool.close()
                gate.open()
                await closed
            }
        }
        try await first.value
        #expect(done.value == 5)
    }
}
