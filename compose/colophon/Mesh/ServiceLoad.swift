import MeshKernel

/// A service's counters at one moment, as its page `/load` has them. They only grow while the process lives.
struct ServiceLoad: Sendable, Decodable {
    /// The counters of one method.
    struct Method: Sendable, Decodable {
        let service: String
        let method: String
        let calls: UInt64
        let errors: UInt64
        let inFlight: UInt64
        /// Pairs of nanoseconds and count.
        let latency: [[UInt64]]

        enum CodingKeys: String, CodingKey {
            case service, method, calls, errors, latency
            case inFlight = "in_flight"
        }
    }

    /// How long an event loop took to answer, as pairs of nanoseconds and count.
    struct Loop: Sendable, Decodable {
        let lag: [[UInt64]]
    }

    let process: Int32
    let state: String
    let monotonic: Int64
    let residentBytes: UInt64
    let methods: [Method]
    let loops: [Loop]

    enum CodingKeys: String, CodingKey {
        case process, state, methods, loops
        case monotonic = "monotonic_ns"
        case residentBytes = "resident_bytes"
    }
}
