import ArgumentParser
import FoundationEssentials
import MeshCrypto
import MeshKernel

/// Starts what is not running, restarts what changed, leaves the rest alone.
struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start the mesh, or restart only the services whose executable or configuration changed.",
        discussion: """
            A service of which only base_callers, refused_callers, quotas, limits or token keys changed is not restarted: \
            it reads them again, and keeps its connections and their calls.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: "The mesh file.")
    var mesh = MeshFile.defaultPath

    @Option(help: "Folder with the services' executables; default: the folder of this executable.")
    var buildDir: String?

    @Option(help: "Only these services, separated by commas.")
    var services: String?

    @Flag(help: "Write the services' files and start nothing: something else runs them, for example containers.")
    var filesOnly = false

    @Option(help: "Seconds to wait for each service to become ready.")
    var wait = 30

    func validate() throws {
        guard (1...600).contains(wait) else { throw ValidationError("--wait is from 1 to 600 seconds.") }
    }

    func run() async throws {
        let folder = global.folder
        let file = try MeshFile.read(mesh)
        let chosen = try Self.choose(services, from: file)
        guard FileManager.default.fileExists(atPath: folder.keys + "/mesh-ca.pem") else {
            throw Failure.refused(
                "\(folder.keys) holds no authority for this mesh", advice: "Make one first: colophon pki init")
        }
        try folder.create()
        try await MeshLock.holding(folder) { try await start(chosen, of: file, folder: folder) }
    }

    private func start(_ chosen: [MeshFile.Service], of file: MeshFile, folder: StateFolder) async throws {
        let report = UpReport(isJSON: global.json)

        let takesHostClock = !KernelClockDiscipline().reading().isSynchronised
        if takesHostClock {
            report.note(
                "clock: host. Nothing synchronises this machine's clock, so timestamps carry the host-clock policy.")
        }
        var starts: [ServiceStart] = []
        for service in chosen {
            starts.append(
                try ServiceStart(
                    service, in: file, build: buildDir ?? Self.ownFolder(), folder: folder,
                    takesHostClock: takesHostClock))
        }
        // Each start has written its file.
        if filesOnly { return }
        try await start(starts, folder: folder, report: report)
    }

    private func start(_ starts: [ServiceStart], folder: StateFolder, report: UpReport) async throws {
        let time = SystemTime()
        let pending = starts.filter { $0.need != .nothing && $0.need != .policyChanged }
        for start in starts where start.need == .nothing {
            if let running = start.running { report.unchanged(running) }
        }
        for start in starts where start.need == .policyChanged {
            if let running = start.running { report.renewed(try await start.renew(running, folder: folder)) }
        }
        for start in pending {
            if let running = start.running {
                report.note("\(start.service.name): \(start.need.rawValue), restarting")
                ServiceProcess.terminate(running.process)
            }
        }
        for start in pending {
            guard let running = start.running else { continue }
            let departure = await ServiceProcess.awaitEnd(
                of: running.process, drainSeconds: running.drainSeconds, time: time)
            guard departure != .stuck else {
                throw Failure.unreachable("\(start.service.name): process \(running.process.pid) does not end")
            }
        }
        for start in pending {
            for socket in [start.service.listen, start.service.probes] where await Probe.isTaken(socket) {
                throw Failure.refused(
                    "\(start.service.name): another process listens on \(socket)",
                    advice: "Stop it, or give the service another address in \(mesh).")
            }
        }
        let began = time.monotonic()
        var launched: [(ServiceStart, ProcessRecord)] = []
        for start in pending { launched.append((start, try start.launch(folder: folder, time: time))) }
        for (start, record) in launched {
            report.waiting(start.service.name)
            try await start.awaitReady(record.process, limit: .seconds(wait), folder: folder, time: time)
            report.ready(record, after: time.monotonic().since(began), because: start.need)
        }
    }

    private static func choose(_ names: String?, from file: MeshFile) throws(Failure) -> [MeshFile.Service] {
        guard let names else { return file.services }
        var chosen: [MeshFile.Service] = []
        for name in names.split(separator: ",").map(String.init) {
            guard let service = file.services.first(where: { $0.name == name }) else {
                throw .refused(
                    "--services: the mesh has no service \(name)",
                    advice: "It has \(file.services.map(\.name).joined(separator: ", ")).")
            }
            chosen.append(service)
        }
        return chosen
    }

    /// The folder this executable was built into, where the services' executables stand beside it.
    private static func ownFolder() throws(Failure) -> String {
        guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
            let slash = path.lastIndex(of: "/")
        else { throw .refused("cannot find the folder of this executable", advice: "Name it with --build-dir.") }
        return String(path[..<slash])
    }
}
