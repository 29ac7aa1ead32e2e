import Logging
import MeshKernel
import NIOCore

extension ClientCore {
    /// The connection for `call`; nil when no replica may be called now.
    func choose(for call: WaitingCall) -> ClientConnection? {
        guard usable.count > 1 else { return usable.first?.best }
        let avoided = call.lastReplica
        let index = balancer.pick(
            of: usable.count, word: { random.next() }, load: { usable[$0].load },
            isAvoided: { usable[$0].id == avoided })
        return usable[index].best
    }

    /// `connection` cannot take `call` now: another of the same replica does, or one more is opened while it waits.
    func overflow(_ call: WaitingCall, from connection: ClientConnection) {
        let replica = connection.replica
        let other = replica.ready.first { $0 !== connection && $0.mayOpen }
        guard let other else {
            if replica.ready.count < configuration.connectionsPerReplicaMax,
                replica.ready.allSatisfy({ $0.isSaturated }), replica.mayDial(now: loop.time.monotonic())
            {
                dial(replica)
            }
            return (replica.best ?? connection).wait(call)
        }
        switch call {
        case .unary(let call, let payload): payload.withUnsafeBytes { other.start(call, $0) }
        case .streaming(let call): other.start(call)
        }
    }

    /// Connections, health or ejections have changed: who may be called from now on.
    func refreshUsable() {
        let connected = replicas.filter(\.isConnected)
        let well = connected.filter { $0.isServing && !(detector?.isEjected($0.id) ?? false) }
        switch configuration.balancing {
        case .pickFirst:
            // One is enough, and it stays; it is left only for a better one, which is looked for first.
            isChosenWell = !well.isEmpty
            let fallback = untried == nil ? connected : connected.filter { $0 === usable.first }
            let candidates = well.isEmpty ? fallback : well
            let chosen = candidates.first { $0 === usable.first } ?? candidates.first
            usable = chosen.map { [$0] } ?? []
            if let chosen, isChosenWell {
                for replica in replicas where replica !== chosen {
                    for connection in replica.ready { connection.retire() }
                }
            }
        case .roundRobin, .leastRequest:
            let isPanic = panic.isPanic(well: well.count, connected: connected.count)
            usable = isPanic ? connected : well
        }
        current = usable.count == 1 && usable[0].ready.count == 1 ? usable[0].ready.first : nil
        if !usable.isEmpty { failing = nil }
    }

    /// How a call's attempt ended. On the loop.
    func note(_ replica: Int32, _ error: RPCError?) {
        guard replica >= 0, detector != nil else { return }
        let isSuccess = error.map { !Self.isReplicasFault($0) } ?? true
        guard detector?.record(replica, isSuccess: isSuccess, now: loop.time.monotonic()) == true else { return }
        logger.warning(
            "a replica fails too much and is left alone for a while",
            metadata: ["endpoint": "\(replicas.first { $0.id == replica }?.name ?? "")"])
        reconsider()
    }

    /// Failures that say something about a replica and not about the request.
    private static func isReplicasFault(_ error: RPCError) -> Bool {
        switch error.code {
        case .unknown, .deadlineExceeded, .internal, .unavailable, .dataLoss: !Refusal.isBeforeWork(error)
        case .cancelled, .invalidArgument, .notFound, .alreadyExists, .permissionDenied, .resourceExhausted,
            .failedPrecondition, .aborted, .outOfRange, .unimplemented, .unauthenticated:
            false
        }
    }

    /// Who is well has changed.
    func reconsider() {
        refreshUsable()
        startWaiting()
        // Pick-first looks for a better one; the others are all connected anyway.
        if !isChosenWell || usable.isEmpty { connect() }
    }

    /// Compares the replicas' records from time to time.
    func startSweeping() {
        guard let policy = configuration.outliers, sweep == nil else { return }
        let pause = TimeAmount.milliseconds(policy.intervalMilliseconds)
        sweep = loop.eventLoop.scheduleRepeatedTask(initialDelay: pause, delay: pause) { [weak self] _ in
            guard let self, self.detector?.sweep(now: self.loop.time.monotonic()) == true else { return }
            self.reconsider()
        }
    }
}
