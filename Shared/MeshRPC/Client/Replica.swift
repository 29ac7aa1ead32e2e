import MeshKernel
import NIOCore

/// One replica of a service as its client sees it: connections, health, record. Used on the client's loop only.
final class Replica: @unchecked Sendable {
    /// Where it is.
    enum Address: Sendable, Hashable {
        case endpoint(Endpoint)
        /// A server of this process, by its number.
        case inProcess(Int)

        var name: String {
            switch self {
            case .endpoint(let endpoint): endpoint.description
            case .inProcess(let number): number == 0 ? "in-process" : "in-process \(number)"
            }
        }
    }

    /// What it says of itself.
    enum Health: Sendable {
        /// It is not asked.
        case unwatched
        /// It has been asked and not answered yet.
        case unknown
        case serving
        case notServing
    }

    /// Names it among all that the client has ever known.
    let id: Int32
    let address: Address
    let name: String
    /// Connections that take calls, the one to prefer first.
    var ready: [ClientConnection] = []
    /// The connection that is being made; never more than one at a time.
    var dialled: ClientConnection?
    var health: Health
    /// Why the last attempt to connect failed; nil after one that did not.
    var failure: String?
    /// No attempt before this moment.
    var notBefore: MonotonicTime?
    var retry: Scheduled<Void>?
    /// The resolver does not tell of it any more.
    var isGone = false
    private var backoff: Backoff

    init(id: Int32, address: Address, isWatched: Bool) {
        self.id = id
        self.address = address
        name = address.name
        health = isWatched ? .unknown : .unwatched
        backoff = Backoff(
            BackoffPolicy(
                firstMilliseconds: Limits.backoffFirstMilliseconds, lastMilliseconds: Limits.backoffLastMilliseconds))
    }

    /// Whether it could be called.
    var isConnected: Bool { !ready.isEmpty && health != .unknown }

    /// Whether it wants to be called.
    var isServing: Bool { health == .serving || health == .unwatched }

    /// Calls in flight or waiting.
    var load: Int { ready.reduce(0) { $0 + $1.load } }

    /// The connection for the next call: one that can take it at once, else the least busy one.
    var best: ClientConnection? {
        guard ready.count > 1 else { return ready.first }
        return ready.first { $0.mayOpen } ?? ready.min { $0.load < $1.load }
    }

    /// It could not be reached, or was lost at once: no attempt for a while.
    func failed(_ words: String, now: MonotonicTime, word: UInt64) {
        failure = words
        notBefore = now.advanced(by: .nanoseconds(backoff.failed(word: word)))
    }

    /// It is reached.
    func succeeded() {
        failure = nil
        notBefore = nil
    }

    /// A connection has proved itself.
    func hasLived() {
        backoff.succeeded()
    }

    /// Whether an attempt may be made at `now`.
    func mayDial(now: MonotonicTime) -> Bool {
        guard dialled == nil, !isGone else { return false }
        return notBefore.map { $0 <= now } ?? true
    }

    /// As inspection shows it.
    func record(isEjected: Bool) -> ReplicaRecord {
        ReplicaRecord(
            endpoint: name, connections: ready.count, callsInFlight: load,
            isServing: ready.isEmpty || health == .unwatched || health == .unknown ? nil : health == .serving,
            isEjected: isEjected, failure: failure)
    }
}
