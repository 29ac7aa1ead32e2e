import Foundation
import MeshKernel
import Testing

@testable import colophon

@Suite("Only our own processes are touched", .timeLimit(.minutes(5)))
struct ProcessTests {
    @Test("a stat line is read past any name")
    func statLine() throws {
        let rest = (4...21).map(String.init).joined(separator: " ")
        let line = try #require(StatLine(Array("77 (a) b) (c) S \(rest) 4242 23\n".utf8)))
        #expect(line.startTicks == 4_242)
        #expect(!line.isDead)
        #expect(StatLine(Array("77 (a) Z \(rest) 4242 23\n".utf8))?.isDead == true)
        #expect(StatLine(Array("77 (a) S 4 5\n".utf8)) == nil)
        #expect(StatLine([]) == nil)
    }

    @Test("a process is known by more than its number")
    func identity() throws {
        let own = try #require(ProcessIdentity.current(pid: getpid()))
        #expect(own.isAlive)
        #expect((own.residentBytes ?? 0) > 1_000_000)
        let earlier = ProcessIdentity(pid: own.pid, startTicks: own.startTicks - 1, bootID: own.bootID)
        #expect(!earlier.isAlive)
        #expect(earlier.residentBytes == nil)
        #expect(!ProcessIdentity(pid: own.pid, startTicks: own.startTicks, bootID: "another boot").isAlive)
    }

    /// A service that says what it was started with, and stays until it is asked to go.
    private func service(in scratch: Scratch, onTerm: String) throws -> String {
        let path = try scratch.write(
            "service",
            """
            #!/bin/bash
            trap '\(onTerm)' TERM
            echo "session $(ps -o sid= -p $$ | tr -d ' ') process $$ folder $(pwd) arguments $*"
            echo "leaked $(ls -l /proc/$$/fd | grep -c never-inherited)"
            echo "variables $(env | grep -c ^COLOPHON_)"
            echo started
            while :; do sleep 0.01; done
            """)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return path
    }

    private func start(_ scratch: Scratch, onTerm: String) async throws -> (pid: Int32, log: String) {
        let folder = StateFolder(scratch.file("state"))
        try folder.create()
        let log = folder.log(of: "service")
        let pid = try ServiceProcess.start(
            executable: try service(in: scratch, onTerm: onTerm), configuration: "state/config/service.yaml", log: log,
            folder: folder)
        while ServiceProcess.lastLines(of: log, since: 0).last != "started" {
            try #require(ServiceProcess.ending(of: pid) == nil)
            await Task.yield()
        }
        return (pid, log)
    }

    @Test("a service gets a session, a folder and a log of its own, and nothing of ours")
    func daemon() async throws {
        let scratch = try Scratch()
        // One that every service tolerates: other tests start services meanwhile.
        setenv("COLOPHON_STRICT", "1", 1)
        let leaked = try #require(fopen(try scratch.write("never-inherited", ""), "r"))
        defer { fclose(leaked) }
        let (pid, log) = try await start(scratch, onTerm: "exit 0")
        let lines = ServiceProcess.lastLines(of: log, since: 0)
        let folder = try #require(realpath(scratch.path, nil).map { String(cString: $0) })
        #expect(
            lines.first
                == "session \(pid) process \(pid) folder \(folder) arguments --config state/config/service.yaml")
        #expect(lines.contains("leaked 0"))
        #expect(lines.contains("variables 0"))
        let process = try #require(ProcessIdentity.current(pid: pid))
        ServiceProcess.terminate(process)
        #expect(await ServiceProcess.awaitEnd(of: process, drainSeconds: 5, time: SystemTime()) == .drained)
        #expect(!process.isAlive)
    }

    @Test("a service that does not go is killed, and another process with its number is not")
    func killed() async throws {
        let scratch = try Scratch()
        let (pid, _) = try await start(scratch, onTerm: ":")
        let process = try #require(ProcessIdentity.current(pid: pid))
        let earlier = ProcessIdentity(pid: pid, startTicks: process.startTicks - 1, bootID: process.bootID)
        ServiceProcess.terminate(earlier)
        #expect(await ServiceProcess.awaitEnd(of: earlier, drainSeconds: 0, time: SystemTime()) == .drained)
        #expect(process.isAlive, "a signal meant for an earlier process reached this one")
        ServiceProcess.terminate(process)
        // A clock that runs a thousand times as fast spends the grace without anybody waiting for it.
        let departure = await ServiceProcess.awaitEnd(of: process, drainSeconds: 0, time: HurriedTime())
        #expect(departure == .killed)
        #expect(ServiceProcess.ending(of: pid) == "signal 9")
    }

    @Test("a service that ends is said to have, with its last words")
    func death() async throws {
        let scratch = try Scratch()
        let log = try scratch.write("log", "from before\nfirst\nlast\n")
        #expect(ServiceProcess.lastLines(of: log, since: 12) == ["first", "last"])
        #expect(ServiceProcess.lastLines(of: log, since: 12, count: 1) == ["last"])
        #expect(ServiceProcess.lastLines(of: scratch.file("none"), since: 0) == [])
    }

    @Test("a restart has a reason, and what a service reads again while it runs is none")
    func needs() throws {
        let scratch = try Scratch()
        let path = try service(in: scratch, onTerm: ":")
        let stamp = try #require(ExecutableStamp(path))
        let now = ConfigurationStamp(file: "c1", lasting: "l1", tokenKeys: "t1")
        let record = ProcessRecord(
            service: "a", process: ProcessIdentity(pid: 1, startTicks: 1, bootID: ""), executable: stamp,
            configuration: now, started: WallTime(milliseconds: 0), listen: "a:1", probes: "a:2", drainSeconds: 1)
        func need(_ file: String, _ lasting: String, _ tokenKeys: String) -> ServiceStart.Need {
            ServiceStart.need(
                record, executable: stamp,
                configuration: ConfigurationStamp(file: file, lasting: lasting, tokenKeys: tokenKeys))
        }
        #expect(ServiceStart.need(nil, executable: stamp, configuration: now) == .start)
        #expect(need("c1", "l1", "t1") == .nothing)
        #expect(need("c2", "l1", "t1") == .policyChanged)
        #expect(need("c1", "l1", "t2") == .policyChanged)
        #expect(need("c2", "l2", "t1") == .configurationChanged)
        #expect(need("c2", "l2", "t2") == .configurationChanged)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: path)
        let rebuilt = try #require(ExecutableStamp(path))
        #expect(ServiceStart.need(record, executable: rebuilt, configuration: now) == .executableChanged)
        #expect(ExecutableStamp(scratch.path) == nil)
        #expect(ExecutableStamp(scratch.file("none")) == nil)
    }

    @Test("a record of earlier versions, which knew the file's digest alone, is still a record")
    func earlierRecord() throws {
        let folder = StateFolder(try Scratch().file("state"))
        try folder.create()
        func record(_ configuration: String) throws -> ProcessRecord? {
            let text = """
                {"service": "a", "process": {"pid": 1, "startTicks": 1, "bootID": "b"}, "started": {"milliseconds": 0},
                 "executable": {"path": "/a", "size": 1, "modifiedNanoseconds": 1}, "configuration": \(configuration),
                 "listen": "a:1", "probes": "a:2", "drainSeconds": 1}
                """
            try StateFolder.replace(folder.record(of: "a"), with: Array(text.utf8))
            return ProcessRecord.read("a", in: folder)
        }
        let earlier = try #require(try record("\"c1\""))
        let stamp = ConfigurationStamp(file: "c1", lasting: "l1", tokenKeys: "t1")
        let need = ServiceStart.need(earlier, executable: earlier.executable, configuration: stamp)
        #expect(need == .configurationChanged)
        try earlier.save(in: folder)
        #expect(ProcessRecord.read("a", in: folder)?.configuration == earlier.configuration)
        #expect(try record("7") == nil)
    }

    @Test("two commands do not start and stop one mesh at once, and the lock goes with its holder")
    func lock() async throws {
        let scratch = try Scratch()
        let folder = StateFolder(scratch.file("state"))
        try folder.create()
        var isInner = false
        try await MeshLock.holding(folder) {
            await #expect(throws: Failure.self) { try await MeshLock.holding(folder) { isInner = true } }
        }
        #expect(!isInner)
        try await MeshLock.holding(folder) { isInner = true }
        #expect(isInner)
    }

    @Test("a copy of the lock's descriptor, as a process has that is being started, does not keep the lock")
    func copiedLock() async throws {
        let scratch = try Scratch()
        let folder = StateFolder(scratch.file("state"))
        try folder.create()
        var copies: [Int32] = []
        defer { for copy in copies { close(copy) } }
        try await MeshLock.holding(folder) {
            let held = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap(Int32.init)
                .filter {
                    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == folder.lock
                }
            copies = held.map { dup($0) }
        }
        #expect(copies.count == 1)
        try await MeshLock.holding(folder) {}
    }
}

/// A clock a thousand times as fast as the machine's.
private struct HurriedTime: TimeSource {
    func wall() -> WallTime { SystemTime().wall() }
    func monotonic() -> MonotonicTime {
        MonotonicTime(nanoseconds: SystemTime().monotonic().nanoseconds &* 1_000 & Int64.max)
    }
}
