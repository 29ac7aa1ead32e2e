package import Logging
package import MeshKernel
package import MeshRuntime
package import MeshStore

/// Shows the log to its witnesses: after commits, and never in the way of one, the newest checkpoint goes to each of them,
/// one exchange at a time, and what they cosign is kept beside it.
package struct Witnessing: Sendable {
    /// Whose cosignatures are asked for, and how many are enough.
    package let quorum: WitnessQuorum
    /// The newest checkpoint that has the quorum.
    package let witnessed = LatestHead()

    private let peers: [WitnessPeer]
    let refusesAhead: Bool
    let store: Store
    let latest: LatestHead
    /// What is sent now: the same checkpoint to everybody, for a quorum is over one.
    private let aimed = LatestHead()
    private let exchanges: OffloadPool
    let stop: LogStop
    private let random: any RandomSource
    let report: TimeReport
    let logger: Logger
    private let pause: Duration
    private let timeoutMilliseconds: Int64

    /// `quorum` is over the keys of `peers`. `exchanges` has threads that may wait. With `refusesAhead` a witness that has
    /// seen more than the store holds, or another log, keeps the service from starting, or raises `stop` later.
    package init(
        _ peers: [WitnessPeer], quorum: WitnessQuorum, refusesAhead: Bool, store: Store, latest: LatestHead,
        exchanges: OffloadPool, stop: LogStop, random: any RandomSource, report: TimeReport, logger: Logger,
        pause: Duration = .milliseconds(Limits.witnessPauseMilliseconds),
        timeoutMilliseconds: Int64 = Limits.exchangeMilliseconds
    ) {
        self.peers = peers
        self.quorum = quorum
        self.refusesAhead = refusesAhead
        self.store = store
        self.latest = latest
        self.exchanges = exchanges
        self.stop = stop
        self.random = random
        self.report = report
        self.logger = logger
        self.pause = pause
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    /// Asks every witness, before anything is signed, whether the store's log is a part of what it has seen, or the other
    /// way round. One that cannot be reached has no say, but for what it said before.
    package func boot() async throws {
        await noteQuorum()
        guard let head = latest.head else { return }
        let words = await withTaskGroup(of: (WitnessPeer, Word).self) { group in
            for peer in peers {
                group.addTask {
                    var known = head.size
                    return (peer, await self.talk(to: peer, of: head, known: &known))
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var refusal: WitnessFault?
        for (peer, word) in words {
            switch word {
            case .agrees: break
            case .disputes(let fault):
                await tell(fault)
                refusal = refusal ?? fault
            case .silent:
                guard let fault = try await store.read({ try $0.fault(of: peer.key.name) }) else { break }
                // What it has seen did not change because it is away.
                announce(fault)
            }
        }
        if let refusal, refusesAhead { throw refusal }
    }

    /// Follows the log until the task is cancelled.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await aim() }
            for peer in peers { group.addTask { await follow(peer) } }
        }
        // Whoever runs it takes its end for the end of the service, which goes on without showing what is disputed.
        let (end, _) = AsyncStream.makeStream(of: Void.self)
        for await _ in end {}
    }

    private func aim() async {
        for await head in latest.changes() {
            guard stop.fault == nil else { return }
            aimed.publish(head)
            guard await sleep(pause) else { return }
        }
    }

    /// Ends with the task, or when the log is not signed any more.
    private func follow(_ peer: WitnessPeer) async {
        var known = (try? await store.read { try $0.newestCosignedSize(by: peer.key.name) }) ?? 0
        var failures = 0
        for await target in aimed.changes() {
            var head = target
            while !Task.isCancelled, stop.fault == nil {
                let word = await talk(to: peer, of: head, known: &known)
                if case .agrees = word {
                    failures = 0
                    break
                }
                if case .disputes(let fault) = word { await tell(fault) }
                failures += 1
                guard await sleep(backoff(failures)) else { return }
                head = aimed.head ?? head
            }
            if stop.fault != nil { return }
        }
    }

    func send(_ head: LogHead, from oldSize: UInt64, to peer: WitnessPeer) async -> WitnessPeer.Answer {
        do {
            let proof = try await store.read { snapshot in
                try TreeProofs(size: head.size) { try snapshot.tile($0) }.consistency(from: oldSize)
            }
            return await exchange(
                peer,
                AddCheckpointRequest(oldSize: oldSize, proof: proof, note: try SignedNote(parsing: head.checkpoint)))
        } catch {
            return .failed("no proof can be read: \(error)")
        }
    }

    private func exchange(_ peer: WitnessPeer, _ request: AddCheckpointRequest) async -> WitnessPeer.Answer {
        let answer: WitnessPeer.Answer
        do throws(OffloadError<Never>) {
            answer = try await exchanges.run { [timeoutMilliseconds] () throws(Never) in
                peer.send(request, timeoutMilliseconds: timeoutMilliseconds)
            }
        } catch {
            return .failed("\(error)")
        }
        switch answer {
        case .cosigned: report.witness(peer.key.name, "cosigned")
        case .otherSize: report.witness(peer.key.name, "other_size")
        case .otherHistory: report.witness(peer.key.name, "other_history")
        case .failed: report.witness(peer.key.name, "failed")
        }
        return answer
    }

    func keep(_ line: [UInt8], _ time: WallTime, of peer: WitnessPeer, _ head: LogHead) async {
        let word = CheckpointTime(kind: .cosignature, source: peer.key.name, time: time, word: line)
        do {
            try await store.write { transaction in
                try transaction.keepCheckpoint(size: head.size, note: head.checkpoint)
                try transaction.keep(word, ofSize: head.size)
                try transaction.forgetFault(of: peer.key.name)
            }
            report.disputed(peer.key.name, false)
            await noteQuorum()
        } catch {
            logger.error("a cosignature was not kept", metadata: ["error": "\(error)"])
        }
    }

    private func noteQuorum() async {
        let names = quorum.witnesses.map(\.name)
        let threshold = quorum.threshold
        let stored = try? await store.read { snapshot in
            try snapshot.newestWitnessedSize(by: names, threshold: threshold).flatMap {
                try snapshot.checkpoint(ofSize: $0)
            }
        }
        guard let stored, let checkpoint = try? Checkpoint(parsing: SignedNote(parsing: stored.note).text) else {
            return
        }
        report.witnessed(stored.size)
        witnessed.publish(LogHead(size: stored.size, root: checkpoint.root, checkpoint: stored.cosigned))
    }

    private func backoff(_ failures: Int) -> Duration {
        let doubled = Limits.exchangeRetryMillisecondsMin << Int64(min(failures - 1, 20))
        let bounded = min(doubled, Limits.exchangeRetryMillisecondsMax)
        // Spread over the upper half, so that those who failed together do not come back together.
        return .milliseconds(bounded / 2 + Int64(random.word() % UInt64(bounded / 2 + 1)))
    }

    /// False when the task was cancelled.
    private func sleep(_ duration: Duration) async -> Bool {
        do {
            try await Task.sleep(for: duration)
            return true
        } catch {
            return false
        }
    }
}
