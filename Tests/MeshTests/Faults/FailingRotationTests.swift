import Evidence
import MeshTestKit
import Testing

/// A change of the log's key one of whose system calls fails, each in its turn, in the store or among the keys.
@Suite("A disk that fails once, at any call of a change of the log's key", .timeLimit(.minutes(5)))
struct FailingRotationTests {
    private enum Limits {
        static let workBytes = 100...200
        /// More calls than it makes.
        static let callsMax = 200
    }

    /// `colophon log rotate-key` on a mesh that has stopped. What it prints lies where no call fails.
    private func rotate(
        _ mesh: LocalMesh, _ faults: DiskFaults, logs: TemporaryFolder
    ) async throws -> FinishedProgram {
        try await FinishedProgram(
            [try BuiltProgram.path("colophon"), "log", "rotate-key", "--state", mesh.state],
            environment: faults.environment, logs: logs.path)
    }

    private func entries(_ mesh: LocalMesh) async throws -> UInt64 {
        try await LogFile(path: mesh.storePath, keyPath: "\(mesh.state)/pki/log.pub")
            .check(quiet: true) { _, _ in }.size
    }

    @Test(
        "it is done, or says why not and is done when it is asked for again; keys and log are of one another then",
        arguments: DiskFaults.Kind.allCases)
    func rotation(kind: DiskFaults.Kind) async throws {
        let drill = try FaultDrill(seed: 700)
        let mesh = drill.mesh
        // The keys lie beside the store.
        let faults = try await DiskFaults(store: mesh.state)
        let logs = try TemporaryFolder("rotation")
        var service = try await mesh.start()
        let project = try await drill.asAuthor { try await $0.createProject() }
        var works = try await drill.give([drill.work(in: project, bytes: Limits.workBytes)])
        #expect(await service.stop() == .code(0))
        var size = try await entries(mesh)
        var refused = 0
        for number in 1...Limits.callsMax {
            let place = "\(kind) \(number)"
            faults.fail(kind, at: number)
            let first = try await rotate(mesh, faults, logs: logs)
            let failed = faults.failed
            faults.heal()
            if first.exit != .code(0) {
                refused += 1
                #expect(failed != nil && first.exit == .code(2) && !first.errors.isEmpty, "\(place): \(first)")
                let second = try await rotate(mesh, faults, logs: logs)
                #expect(second.exit == .code(0), "\(place): \(second)")
            }
            let grown = try await entries(mesh) - size
            // Whoever was told that it failed when nothing was left to do but to sync it has changed the key twice.
            #expect(grown == 1 || first.exit != .code(0) && grown == 2, "\(place): \(grown) entries more")
            size += grown
            #expect(!FileTree.exists("\(mesh.state)/pki/log-next.key"), "\(place)")
            if failed == nil { break }
        }
        #expect(faults.failed == nil, "more calls than \(Limits.callsMax)")
        #expect(refused > 0)
        service = try await mesh.start()
        works += try await drill.give([drill.work(in: project, bytes: Limits.workBytes)])
        #expect(works.allSatisfy { $0.item != nil })
        // Also what was sealed before all of it.
        try await drill.prove(works, "the end")
        #expect(await service.stop() == .code(0))
        try await drill.fsck()
    }
}
