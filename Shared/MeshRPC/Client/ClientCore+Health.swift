import Logging
import MeshKernel
import NIOCore
import ProtobufC

extension ClientCore {
    /// Asks a replica to tell its health, over the first of its connections.
    func watchHealth(of replica: Replica) {
        guard let service = configuration.healthService, let connection = replica.ready.first else { return }
        let head = CallHead(
            path: MeshV1.HealthMethods.watch.path, metadata: Metadata(), deadline: nil,
            began: loop.time.monotonic(), context: nil, policy: nil, waitsForReady: false)
        let call = StreamCall(
            head, core: self, payload: MeshV1.HealthCheckRequest(service: service).serialized(), isPinned: true)
        call.inbox = HealthInbox(call) { [weak self, weak connection] word in
            guard let self, let connection else { return }
            self.told(word, by: connection)
        }
        connection.watch = call
        connection.start(call)
        // A replica that accepts connections and answers nothing is not well.
        loop.eventLoop.scheduleTask(in: .milliseconds(configuration.connectMilliseconds)) { [weak self] in
            guard let self, replica.health == .unknown, connection.watch === call else { return }
            self.logger.warning("a replica does not tell its health", metadata: ["endpoint": "\(replica.name)"])
            self.set(.notServing, for: replica)
        }
    }

    private func told(_ word: HealthInbox.Word, by connection: ClientConnection) {
        guard connection.isWatching else { return }
        let replica = connection.replica
        switch word {
        case .status(let health): set(health, for: replica)
        case .ended(let error):
            connection.watch = nil
            guard !connection.isClosed, !connection.isRetired else { return }
            if error?.code == .unimplemented {
                // A server that cannot tell is taken at its word that it listens.
                return set(.serving, for: replica)
            }
            set(.notServing, for: replica)
            loop.eventLoop.scheduleTask(in: .milliseconds(Limits.healthRetryMilliseconds)) { [weak self] in
                guard let self, !connection.isClosed, !connection.isRetired, !connection.isWatching,
                    replica.ready.first === connection
                else { return }
                self.watchHealth(of: replica)
            }
        }
    }

    private func set(_ health: Replica.Health, for replica: Replica) {
        guard replica.health != health else { return }
        replica.health = health
        logger.info(
            "a replica says whether it serves",
            metadata: ["endpoint": "\(replica.name)", "serving": "\(health == .serving)"])
        refreshUsable()
        foundOut(replica)
        reconsider()
    }

    /// A connection of `replica` is no more; its health was watched over it when `wasWatching`.
    func healthIsUnwatched(_ replica: Replica, _ wasWatching: Bool) {
        guard configuration.healthService != nil else { return }
        if replica.ready.isEmpty {
            replica.health = .unknown
        } else if wasWatching {
            watchHealth(of: replica)
        }
    }
}
