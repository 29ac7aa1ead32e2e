import ArgumentParser
import MeshKernel

/// One line a service: what it does now.
struct Top: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Watch what every service does: calls, errors, latency, loop lag.",
        discussion: """
            Each table is what happened since the one before. On a terminal it is drawn in place until Ctrl-C. Loop lag is \
            the slowest answer of an event loop to its watchdog.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: "The mesh file.")
    var mesh = MeshFile.defaultPath

    @Option(help: "Seconds from one table to the next.")
    var interval = 1.0

    @Option(name: [.customShort("n"), .long], help: "Stop after so many tables.")
    var count: Int?

    @Flag(help: "One table, of one interval.")
    var once = false

    @Flag(help: "A line for each method that is called as well.")
    var methods = false

    func validate() throws {
        guard (0.1...3_600).contains(interval) else { throw ValidationError("--interval is from 0.1 to 3600 seconds.") }
        guard count ?? 1 >= 1 else { throw ValidationError("--count is 1 or more.") }
        guard !once || count == nil else { throw ValidationError("--once and --count exclude each other.") }
    }

    func run() async throws {
        let services = try MeshFile.read(mesh).services.map(\.name)
        let output = Console.standardOutput
        var live = LiveTable(console: output)
        let time = SystemTime()
        var before = try await Self.look(at: services, in: global.folder)
        // A person sees at once who runs; a table counts when there is something to compare.
        if output.isTerminal, !global.json {
            _ = live.show(TopLine.table(TopLine.lines(services, from: [:], to: before, methods: false)))
        }
        var next = time.monotonic()
        for round in 1... {
            next = max(next.advanced(by: .seconds(interval)), time.monotonic())
            try await Task.sleep(for: next.since(time.monotonic()))
            let now = try await Self.look(at: services, in: global.folder)
            let lines = TopLine.lines(services, from: before, to: now, methods: methods)
            let isRead =
                global.json ? lines.allSatisfy { output.json($0) } : live.show(TopLine.table(lines))
            before = now
            guard round == (once ? 1 : count) else {
                if isRead { continue } else { return }
            }
            if let missing = services.first(where: { now[$0] == nil }) {
                throw Failure.unreachable("\(missing) does not answer", advice: "Who runs: colophon status")
            }
            return
        }
    }

    /// The counters of every service that answers, asked at once.
    private static func look(at services: [String], in folder: StateFolder) async throws -> [String: ServiceLoad] {
        try await withThrowingTaskGroup(of: (String, ServiceLoad?).self) { group in
            for service in services {
                group.addTask {
                    let inspection = Inspection(service: service, folder: folder)
                    return (service, try await inspection.page("/load", as: ServiceLoad.self))
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }
}
