import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

/// A service one of whose system calls fails, each in its turn.
@Suite("A disk that fails once, at any call of a submission", .timeLimit(.minutes(5)))
struct FailingDiskTests {
    private enum Limits {
        /// Three chunks, so that all ways of writing one are taken.
        static let workBytes = 140_000...150_000
        /// More calls than a submission makes.
        static let callsMax = 400
        /// How often a call is made to fail again that was not the submission's own but the service's beside it.
        static let againMax = 16
    }

    @Test(
        "a failed call is refused or acknowledged, the next process knows which, and the log adds up",
        arguments: DiskFaults.Kind.allCases)
    func submission(kind: DiskFaults.Kind) async throws {
        let drill = try FaultDrill(seed: 60 + kind.rawValue)
        let faults = try await DiskFaults(store: drill.mesh.storeFolder)
        var service = try await drill.mesh.start(environment: faults.environment)
        let project = try await drill.asAuthor { try await $0.createProject() }
        var all: [GivenWork] = []
        var refused: [DiskFaults.Place: Int] = [:]
        var (number, again) = (1, 0)
        while number <= Limits.callsMax {
            let place = "\(kind) \(number)"
            faults.fail(kind, at: number)
            let given = try await drill.give([drill.work(in: project, bytes: Limits.workBytes)])
            let failed = faults.failed
            faults.heal()
            guard let failed else {
                all += given
                // What the service commits beside it moves the submission's own commit to and fro.
                guard kind != .names, refused[.store] == nil, again < Limits.againMax else { break }
                again += 1
                number = max(1, number - 1)
                continue
            }
            if let refusal = given[0].refusal {
                refused[failed, default: 0] += 1
                #expect(refusal.code == .unavailable, "\(place): \(refusal)")
            }
            switch failed {
            case .store where given[0].item == nil:
                // What the store holds is not known to this process, which goes; the next one reads it.
                #expect(await service.process.wait() == .code(1), "\(place)")
            case .store:
                // Of a checkpoint, or of the folder with the log in it; what was acknowledged must be there nevertheless.
                await service.kill()
            case .works:
                // A file of its own that nobody else has: it is gone, and everybody else goes on.
                #expect(given[0].refusal?.reason?.reason == "STORAGE_FAILED", "\(place)")
                let other = try await drill.give([drill.work(in: project, bytes: 10...10)])
                #expect(other[0].item != nil, "\(place): \(String(describing: other[0].refusal))")
                all += other
                await service.kill()
            }
            try await drill.audit(all + given, place)
            service = try await drill.mesh.start(environment: faults.environment)
            all += try await drill.settle(given, place)
            try await drill.checkLog(place)
            // The submission's own commit is still to be met: what the service commits meanwhile can be in its place.
            if failed == .store, refused[.store] == nil, again < Limits.againMax {
                again += 1
            } else {
                number += 1
            }
        }
        #expect(faults.failed == nil, "more calls than \(Limits.callsMax)")
        #expect(all.last?.item != nil)
        // Both were there to fail, or this has shown nothing.
        #expect(refused[.works, default: 0] > 1, "\(refused)")
        if kind != .names { #expect(refused[.store, default: 0] > 0, "\(refused)") }
        #expect(await service.stop() == .code(0))
        try await drill.audit(all, "the end")
        try await drill.fsck()
        let audit = try await StoreAudit(drill.mesh)
        #expect(audit.items.count == all.count)
        // Whose row may be there after all keeps its bytes until they are swept; of every other one nothing is left.
        #expect(audit.orphans.count <= refused[.store, default: 0], "\(audit.orphans)")
    }

    @Test(
        "when the last checkpoint of a process fails, the log of the store keeps what it holds",
        arguments: [DiskFaults.Kind.writes, .syncs])
    func lastCheckpoint(kind: DiskFaults.Kind) async throws {
        let drill = try FaultDrill(seed: 70 + kind.rawValue)
        let faults = try await DiskFaults(store: drill.mesh.storeFolder)
        let log = "\(drill.mesh.storePath)-wal"
        var service = try await drill.mesh.start(environment: faults.environment)
        let project = try await drill.asAuthor { try await $0.createProject() }
        var all: [GivenWork] = []
        for number in 1...Limits.callsMax {
            let place = "\(kind) \(number)"
            all += try await drill.give([drill.work(in: project, bytes: 10...10)])
            #expect(all.last?.item != nil, "\(place)")
            faults.fail(kind, at: number)
            #expect(await service.stop() == .code(0), "\(place)")
            let failed = faults.failed
            let seen = faults.seen
            faults.heal()
            if failed == nil { break }
            // After a failed sync a second one may succeed over pages that are lost: there must be none, and the log,
            // which is whole, must stay.
            #expect(seen == number, "\(place): \(seen) calls")
            #expect(try !WholeFile.contents(log).isEmpty, "\(place)")
            service = try await drill.mesh.start(environment: faults.environment)
            try await drill.prove([all[all.count - 1]], place)
        }
        #expect(all.count > 2, "no call of a checkpoint has failed")
        try await drill.audit(all, "the end")
        try await drill.fsck()
    }
}
