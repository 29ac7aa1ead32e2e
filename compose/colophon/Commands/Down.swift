import ArgumentParser
import FoundationEssentials
import MeshKernel

/// Stops the services that `up` started in this state folder, and no other process.
struct Down: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop the mesh: each service finishes its calls first.")

    @OptionGroup var global: GlobalOptions

    @Option(help: "Only these services, separated by commas.")
    var services: String?

    private struct Line: Encodable {
        let service: String
        let pid: Int32
        let outcome: String
    }

    func run() async throws {
        let folder = global.folder
        let output = Console.standardOutput
        let wanted = services.map { Set($0.split(separator: ",").map(String.init)) }
        let records = ProcessRecord.all(in: folder).filter { wanted?.contains($0.service) ?? true }
        let running = records.filter(\.process.isAlive)
        for record in records where !record.process.isAlive { record.remove(in: folder) }
        guard !running.isEmpty else {
            if !global.json { output.line("nothing to stop: no service started from \(folder.path) is running") }
            return
        }
        try await MeshLock.holding(folder) { try await stop(running, folder: folder) }
    }

    private func stop(_ running: [ProcessRecord], folder: StateFolder) async throws {
        let output = Console.standardOutput
        let time = SystemTime()
        for record in running { ServiceProcess.terminate(record.process) }
        for record in running {
            let began = time.monotonic()
            let departure = await ServiceProcess.awaitEnd(
                of: record.process, drainSeconds: record.drainSeconds, time: time)
            let taken = Quantity.duration(time.monotonic().since(began))
            if global.json {
                output.json(Line(service: record.service, pid: record.process.pid, outcome: departure.rawValue))
            } else {
                switch departure {
                case .drained: output.line("\(record.service): stopped in \(taken)")
                case .killed: output.line("\(record.service): did not stop in \(taken), killed")
                case .stuck: break
                }
            }
            guard departure != .stuck else {
                throw Failure.unreachable(
                    "\(record.service): process \(record.process.pid) does not end, not even when killed",
                    advice: "It waits inside the kernel, usually for a disk; look at /proc/\(record.process.pid)/stack."
                )
            }
            record.remove(in: folder)
        }
    }
}
