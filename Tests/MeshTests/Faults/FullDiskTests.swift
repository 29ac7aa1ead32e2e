import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

/// A service whose disk has room for some pages more: for none, for two, for four and so on.
@Suite("A disk that is full at any point of a submission", .timeLimit(.minutes(5)))
struct FullDiskTests {
    private enum Limits {
        static let offsets = 50
        /// From nothing to more than a submission takes.
        static let stepKibibytes = 8
        static let roomyMegabytes = 256
        /// Two chunks.
        static let workBytes = 80_000...90_000
    }

    @Test("fifty times full: a clear refusal, reads go on, and what was refused is sealed once there is room")
    func fiftyOffsets() async throws {
        let disk = try await SmallDisk(megabytes: Limits.roomyMegabytes)
        // One credit for each work that is sealed in the end: one that a refusal kept would be missing.
        let drill = try FaultDrill(
            seed: 50, storeFolder: disk.folder, settings: ["credits_per_account: \(Limits.offsets + 1)"])
        let service = try await drill.mesh.start(launcher: disk.inside)
        let project = try await drill.asAuthor { try await $0.createProject() }
        var all = try await drill.give([drill.work(in: project, bytes: Limits.workBytes)])
        let first = try #require(all[0].item)
        var refusals = 0
        for offset in 0..<Limits.offsets {
            let place = "\(offset * Limits.stepKibibytes) KiB"
            try await disk.leave(kibibytes: offset * Limits.stepKibibytes)
            let given = try await drill.give([drill.work(in: project, bytes: Limits.workBytes)])
            if let refusal = given[0].refusal {
                refusals += 1
                #expect(refusal.code == .resourceExhausted, "\(place): \(refusal)")
                #expect(refusal.reason?.reason == "STORAGE_FULL", "\(place): \(refusal)")
            }
            // Whoever only reads does not notice. A bundle is a hand-over, which is written down, and waits for room.
            let items = try await drill.asAuthor { try await $0.items(project: project) }
            #expect(items.first == first && items.count == all.count + (given[0].item == nil ? 0 : 1), "\(place)")
            try await disk.resize(megabytes: Limits.roomyMegabytes)
            try await drill.prove([all[drill.random.integer(in: 0...(all.count - 1))]], place)
            #expect(service.process.isRunning, "\(place): a full disk is no reason to end")
            all += try await drill.settle(given, place)
        }
        #expect((5..<Limits.offsets).contains(refusals), "\(refusals) of \(Limits.offsets) did not fit")
        let beyond = try await drill.give([drill.work(in: project, bytes: Limits.workBytes)])
        #expect(beyond[0].refusal?.reason?.reason == "NO_CREDIT", "\(beyond[0])")
        #expect(await service.stop() == .code(0))
        let copy = try await disk.copy(to: drill.mesh.authority.folder.file("copy"))
        let audit = try await StoreAudit(folder: copy)
        #expect(audit.faults == [])
        #expect(audit.items.count == all.count)
        #expect(audit.orphans == [], "a refused work has left its bytes")
        let fsck = try await drill.mesh.colophon("log", "fsck", "\(copy)/evidence.sqlite")
        #expect(fsck.exit == .code(0), "\(fsck.errors)")
    }
}
