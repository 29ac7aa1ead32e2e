import ArgumentParser
import MeshKernel

/// What a service has answered of late.
struct Calls: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show a service's calls: in flight, slow, recent, each with its trace.",
        discussion: """
            The newest come first. A service keeps a few hundred of each kind, and nothing of what was said in them.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: "The mesh file.")
    var mesh = MeshFile.defaultPath

    @Option(name: [.customShort("n"), .long], help: "At most so many of each kind.")
    var limit = 20

    @Flag(help: "Only those that were slow.")
    var slow = false

    @Argument(help: "The service.")
    var service: String

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is from 1 to 10000.") }
    }

    func run() async throws {
        let known = try MeshFile.read(mesh).services.map(\.name)
        guard known.contains(service) else {
            throw Failure.refused(
                "no service is called \(service)", advice: "\(mesh) has: \(known.joined(separator: ", "))")
        }
        let page = try await Inspection(service: service, folder: global.folder).page("/calls", as: CallsPage.self)
        guard let page else {
            throw Failure.unreachable("\(service) does not answer", advice: "Who runs: colophon status")
        }
        let kinds: [(CallLine.Kind, [CallsPage.Call])] =
            (slow ? [] : [(.inFlight, page.inFlight)]) + [(.slow, page.slow)] + (slow ? [] : [(.recent, page.recent)])
        let output = Console.standardOutput
        for (index, (kind, calls)) in kinds.enumerated() {
            if global.json {
                for call in calls.prefix(limit) { output.json(CallLine(kind, call)) }
                continue
            }
            if index > 0 { output.line() }
            let title = kind == .slow ? "slow (\(Quantity.latency(.seconds(page.slowFrom))) or more)" : kind.words
            let shown = calls.count > limit ? "\(limit) of \(calls.count)" : "\(calls.count)"
            output.line("\(title): \(calls.isEmpty ? "none" : shown)")
            for line in CallLine.table(calls.prefix(limit).map { CallLine(kind, $0) }) { output.line("  " + line) }
        }
    }
}

/// The page `/calls` of a service.
struct CallsPage: Decodable {
    /// One call; times in seconds.
    struct Call: Decodable {
        let method: String
        let peer: String
        let beganAgo: Double
        let duration: Double
        let status: String?
        let trace: String

        enum CodingKeys: String, CodingKey {
            case method, peer, duration, status, trace
            case beganAgo = "began_ago"
        }
    }

    let slowFrom: Double
    let inFlight: [Call]
    let slow: [Call]
    let recent: [Call]

    enum CodingKeys: String, CodingKey {
        case slow, recent
        case slowFrom = "slow_from"
        case inFlight = "in_flight"
    }
}

/// One line of `calls`.
struct CallLine: Encodable {
    enum Kind: String, Encodable {
        case inFlight = "in_flight"
        case slow, recent

        /// As a heading.
        var words: String {
            switch self {
            case .inFlight: "in flight"
            case .slow, .recent: rawValue
            }
        }
    }

    let kind: Kind
    let method: String
    let caller: String
    /// Nil while in flight.
    let code: String?
    let durationMicroseconds: Int64
    let agoSeconds: Double
    let trace: String

    enum CodingKeys: String, CodingKey {
        case kind, method, caller, code, trace
        case durationMicroseconds = "duration_us"
        case agoSeconds = "ago_s"
    }

    init(_ kind: Kind, _ call: CallsPage.Call) {
        self.kind = kind
        method = call.method
        caller = call.peer
        code = call.status
        durationMicroseconds = Int64((call.duration * 1e6).rounded())
        agoSeconds = (call.beganAgo * 1_000).rounded() / 1_000
        trace = call.trace
    }

    /// The lines as people read them; nothing for none.
    static func table(_ lines: [CallLine]) -> [String] {
        guard !lines.isEmpty else { return [] }
        var table = Table([
            ("began", .right), ("method", .left), ("caller", .left), ("code", .left), ("duration", .right),
            ("trace", .left),
        ])
        for line in lines {
            table.add([
                "\(Quantity.duration(.seconds(line.agoSeconds))) ago",
                String(line.method.split(separator: ".").last ?? ""), line.caller, line.code ?? "-",
                Quantity.latency(.microseconds(line.durationMicroseconds)), line.trace,
            ])
        }
        return table.lines()
    }
}
