/// One line of `top`: a service, or one of its methods.
struct TopLine: Encodable {
    let service: String
    let state: String
    /// Nil for the line of the service.
    var method: String?
    var callsPerSecond: Double?
    var errorsPerSecond: Double?
    var p50Microseconds: Double?
    var p99Microseconds: Double?
    var inFlight: UInt64?
    var loopLagMicroseconds: Double?
    var residentBytes: UInt64?

    enum CodingKeys: String, CodingKey {
        case service, state, method
        case callsPerSecond = "calls_per_s"
        case errorsPerSecond = "errors_per_s"
        case p50Microseconds = "p50_us"
        case p99Microseconds = "p99_us"
        case inFlight = "in_flight"
        case loopLagMicroseconds = "loop_lag_us"
        case residentBytes = "resident_bytes"
    }

    /// The lines of every service, in the mesh file's order; one that does not answer is down.
    static func lines(
        _ services: [String], from old: [String: ServiceLoad], to new: [String: ServiceLoad], methods: Bool
    ) -> [TopLine] {
        services.flatMap { service -> [TopLine] in
            guard let load = new[service] else { return [TopLine(service: service, state: "down")] }
            let change = old[service].flatMap { LoadChange(from: $0, to: load) }
            var line = TopLine(service: service, state: load.state)
            line.residentBytes = load.residentBytes
            guard let change else { return [line] }
            line.take(change.total)
            line.loopLagMicroseconds = change.loopLag.map(microseconds)
            return [line]
                + (methods ? change.methods : []).map { traffic in
                    var line = TopLine(service: service, state: load.state, method: traffic.method)
                    line.take(traffic)
                    return line
                }
        }
    }

    private mutating func take(_ traffic: LoadChange.Traffic) {
        callsPerSecond = Self.tenths(traffic.callsPerSecond)
        errorsPerSecond = Self.tenths(traffic.errorsPerSecond)
        p50Microseconds = traffic.median.map(Self.microseconds)
        p99Microseconds = traffic.p99.map(Self.microseconds)
        inFlight = traffic.inFlight
    }

    /// The lines as people read them.
    static func table(_ lines: [TopLine]) -> [String] {
        var table = Table([
            ("service", .left), ("state", .left), ("calls/s", .right), ("errors/s", .right), ("p50", .right),
            ("p99", .right), ("in flight", .right), ("loop lag", .right), ("memory", .right),
        ])
        for line in lines {
            table.add([
                line.method.map { "  " + $0 } ?? line.service, line.method == nil ? line.state : "",
                line.callsPerSecond.map(Quantity.rate) ?? "-", line.errorsPerSecond.map(Quantity.rate) ?? "-",
                latency(line.p50Microseconds), latency(line.p99Microseconds), line.inFlight.map { "\($0)" } ?? "-",
                line.method == nil ? latency(line.loopLagMicroseconds) : "",
                line.method == nil ? line.residentBytes.map(Quantity.bytes) ?? "-" : "",
            ])
        }
        return table.lines()
    }

    private static func latency(_ microseconds: Double?) -> String {
        microseconds.map { Quantity.latency(.nanoseconds(Int64($0 * 1_000))) } ?? "-"
    }

    private static func microseconds(_ nanoseconds: UInt64) -> Double { tenths(Double(nanoseconds) / 1_000) }

    private static func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
