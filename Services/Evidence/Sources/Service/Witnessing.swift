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
    private let refusesAhead: Bool
    private let store: Store
    private let latest: LatestHead
    /// What is sent now: the same checkpoint to everybody, for a quorum is over one.
    private let aimed = LatestHead()
    private let exchanges: OffloadPool
    private let fatal: FatalSignal
    private let random: any RandomSource
    private let report: TimeReport
    private let logger: Logger
    private let pause: Duration

    /// `quorum` is over the keys of `peers`. `exchanges` has threads that may wait. With `refusesAhead` a witness that has
    /// seen more than the store holds keeps the service from starting, or raises `fatal` later.
    package init(
        _ peers: [WitnessPeer], quorum: WitnessQuorum, refusesAhead: Bool, store: Store, latest: LatestHead,
        exchanges: OffloadPool, fatal: FatalSignal, random: any RandomSource, report: TimeReport, logger: Logger,
        pause: Duration = .milliseconds(Limits.witnessPauseMilliseconds)
    ) {
        self.peers = peers
        self.quorum = quorum
        self.refusesAhead = refusesAhead
        self.store = store
        self.latest = latest
        self.exchanges = exchanges
        self.fatal = fatal
        self.random = random
        self.report = report
        self.logger = logger
        self.pause = pause
    }

    /// Asks every witness, before anything is signed, whether it has seen more of the log than the store holds. One that
    /// cannot be reached has no say.
    package func boot() async throws {
        await noteQuorum()
        guard let head = latest.head, let note = try? SignedNote(parsing: head.checkpoint) else { return }
        let request = AddCheckpointRequest(oldSize: head.size, proof: ConsistencyProof(hashes: []), note: note)
        let faults = await withTaskGroup(of: WitnessFault?.self) { group -> [WitnessFault] in
            for peer in peers { group.addTask { await self.ask(peer, request, head) } }
            return await group.reduce(into: []) { if let fault = $1 { $0.append(fault) } }
        }
        for fault in faults { logger.critical("a witness disagrees", metadata: ["fault": "\(fault)"]) }
        if let fault = faults.first, refusesAhead { throw fault }
    }

    private func ask(_ peer: WitnessPeer, _ request: AddCheckpointRequest, _ head: LogHead) async -> WitnessFault? {
        switch await exchange(peer, request) {
        case .cosigned(let line, let time):
            await keep(line, time, of: peer, head)
            return nil
        case .otherSize(let size) where size > head.size:
            return .ahead(witness: peer.key.name, theirs: size, ours: head.size)
        case .otherSize(let size) where size == head.size:
            return .forked(witness: peer.key.name, size: size)
        case .otherSize:
            return nil
        case .failed(let reason):
            logger.warning(
                "a witness cannot be asked", metadata: ["witness": "\(peer.key.name)", "reason": "\(reason)"])
            return nil
        }
    }

    /// Follows the log until the task is cancelled.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await aim() }
            for peer in peers { group.addTask { await follow(peer) } }
        }
    }

    private func aim() async {
        for await head in latest.changes() {
            aimed.publish(head)
            guard await sleep(pause) else { return }
        }
    }

    private func follow(_ peer: WitnessPeer) async {
        var known = (try? await store.read { try $0.newestCosignedSize(by: peer.key.name) }) ?? 0
        var failures = 0
        for await target in aimed.changes() {
            var head = target
            var isDone = false
            while !isDone {
                switch await send(head, from: min(known, head.size), to: peer) {
                case .cosigned(let line, let time):
                    await keep(line, time, of: peer, head)
                    known = head.size
                    failures = 0
                    isDone = true
                case .otherSize(let size) where size != known && size <= head.size:
                    // It has seen less than was thought (its state was lost), or answered what did not arrive here.
                    known = size
                case .otherSize(let size):
                    let newest = latest.head?.size ?? head.size
                    if size > newest || size == head.size {
                        let fault =
                            size > newest
                            ? WitnessFault.ahead(witness: peer.key.name, theirs: size, ours: newest)
                            : WitnessFault.forked(witness: peer.key.name, size: size)
                        logger.critical("a witness disagrees", metadata: ["fault": "\(fault)"])
                        if refusesAhead { fatal.raise(fault) }
                    }
                    failures += 1
                    guard await sleep(backoff(failures)) else { return }
                    head = aimed.head ?? head
                case .failed(let reason):
                    failures += 1
                    logger.warning(
                        "a witness did not cosign", metadata: ["witness": "\(peer.key.name)", "reason": "\(reason)"])
                    guard await sleep(backoff(failures)) else { return }
                    head = aimed.head ?? head
                }
                if Task.isCancelled { return }
            }
        }
    }

    private func send(_ head: LogHead, from oldSize: UInt64, to peer: WitnessPeer) async -> WitnessPeer.Answer {
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
            answer = try await exchanges.run { () throws(Never) in peer.send(request) }
        } catch {
            return .failed("\(error)")
        }
        switch answer {
        case .cosigned: report.witness(peer.key.name, "cosigned")
        case .otherSize: report.witness(peer.key.name, "other_size")
        case .failed: report.witness(peer.key.name, "failed")
        }
        return answer
    }

    private func keep(_ line: [UInt8], _ time: WallTime, of peer: WitnessPeer, _ head: LogHead) async {
        let word = CheckpointTime(kind: .cosignature, source: peer.key.name, time: time, word: line)
        do {
            try await store.write { transaction in
                try transaction.keepCheckpoint(size: head.size, note: head.checkpoint)
                try transaction.keep(word, ofSize: head.size)
            }
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
