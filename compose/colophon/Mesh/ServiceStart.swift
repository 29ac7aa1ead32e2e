import FoundationEssentials
import MeshKernel

/// One service on its way from mesh file to ready process.
struct ServiceStart {
    /// What `up` has to do for it.
    enum Need: String {
        case start = "not running"
        case executableChanged = "executable changed"
        case configurationChanged = "configuration changed"
        /// Nothing but what a running service reads again when it is told to.
        case policyChanged = "limits, quotas, callers or token keys changed"
        case nothing = "unchanged"
    }

    let service: MeshFile.Service
    let executable: ExecutableStamp
    let configuration: ConfigurationStamp
    let running: ProcessRecord?
    let need: Need
    /// Bytes that were in its log before this start.
    private let logBytes: Int

    /// Writes the service's configuration when it differs from what is there, and finds out what has to be done.
    init(_ service: MeshFile.Service, in mesh: MeshFile, build: String, folder: StateFolder, takesHostClock: Bool)
        throws(Failure)
    {
        self.service = service
        guard let executable = ExecutableStamp("\(build)/\(service.name)") else {
            throw .refused(
                "\(build)/\(service.name): no such executable",
                advice: "Build it: swift build -c release --product \(service.name)")
        }
        let file = ServiceFile(mesh: mesh, service: service, state: folder.name, takesHostClock: takesHostClock)
        if let missing = file.keyFiles.first(where: { !FileManager.default.fileExists(atPath: "\(folder.keys)/\($0)") })
        {
            throw .refused(
                "\(folder.keys) has no \(missing), which \(service.name) needs",
                advice: "Make what a folder made earlier lacks: colophon pki complete")
        }
        let (configuration, text) = try ConfigurationStamp.of(file, in: folder)
        let path = folder.configuration(of: service.name)
        if StateFolder.contents(path) != text { try StateFolder.replace(path, with: text) }
        self.executable = executable
        self.configuration = configuration
        let record = ProcessRecord.read(service.name, in: folder)
        running = record?.process.isAlive == true ? record : nil
        logBytes = FileStamp(path: folder.log(of: service.name)).map { Int($0.size) } ?? 0
        need = Self.need(running, executable: executable, configuration: configuration)
    }

    /// What a running service lacks of what it should be; `.start` when there is none.
    static func need(
        _ running: ProcessRecord?, executable: ExecutableStamp, configuration: ConfigurationStamp
    ) -> Need {
        guard let running else { return .start }
        if running.executable != executable { return .executableChanged }
        if running.configuration == configuration { return .nothing }
        return running.configuration.lasting == configuration.lasting ? .policyChanged : .configurationChanged
    }

    /// Has the running service read its file again, and remembers that it has. It keeps its connections and their calls.
    func renew(_ running: ProcessRecord, folder: StateFolder) async throws(Failure) -> ProcessRecord {
        let services = RunningServices(in: folder).named(service.name)
        let before = try await services.reloadCounts(of: .policy)
        _ = try await services.reload(.policy, since: before)
        let record = ProcessRecord(
            service: running.service, process: running.process, executable: running.executable,
            configuration: configuration, started: running.started, listen: running.listen, probes: running.probes,
            drainSeconds: running.drainSeconds)
        try record.save(in: folder)
        return record
    }

    /// Starts the process and remembers it.
    func launch(folder: StateFolder, time: any TimeSource) throws(Failure) -> ProcessRecord {
        try StateFolder.makeFolder("\(folder.path)/\(service.name)")
        let pid = try ServiceProcess.start(
            executable: executable.path, configuration: "\(folder.name)/config/\(service.name).yaml",
            log: folder.log(of: service.name), folder: folder)
        guard let process = ProcessIdentity.current(pid: pid) else {
            throw death("at once", folder: folder)
        }
        let record = ProcessRecord(
            service: service.name, process: process, executable: executable, configuration: configuration,
            started: time.wall(), listen: service.listen.description, probes: service.probes.description,
            drainSeconds: service.drainSeconds)
        try record.save(in: folder)
        return record
    }

    /// Waits until the process says that it is ready; fails as soon as it has died.
    func awaitReady(_ process: ProcessIdentity, limit: Duration, folder: StateFolder, time: any TimeSource)
        async throws(Failure)
    {
        let deadline = time.monotonic().advanced(by: limit)
        while true {
            if let ending = ServiceProcess.ending(of: process.pid) {
                throw death("with \(ending)", folder: folder)
            }
            let answer = await Probe.get("/readyz", at: service.probes, within: .milliseconds(500))
            if answer?.status == 200 { return }
            guard time.monotonic() < deadline else {
                let said = answer.map { "it answers \($0.status)" } ?? "it does not answer"
                throw .unreachable(
                    "\(service.name) is not ready after \(Quantity.duration(limit)): \(said) at \(service.probes)/readyz",
                    advice: "Its log: \(folder.log(of: service.name))")
            }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    private func death(_ manner: String, folder: StateFolder) -> Failure {
        ProcessRecord.read(service.name, in: folder)?.remove(in: folder)
        let log = folder.log(of: service.name)
        let lines = ServiceProcess.lastLines(of: log, since: logBytes)
        let quoted = lines.isEmpty ? "It wrote nothing." : lines.joined(separator: "\n       ")
        return .unreachable(
            "\(service.name) ended \(manner) instead of becoming ready; \(log) ends with:", advice: quoted)
    }
}
