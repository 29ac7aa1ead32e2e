import MeshAPI
import MeshRPC
import MeshTestKit
import Testing

/// A service whose disk is full: a small file system of its own, in a mount namespace of its own.
@Suite("A full disk refuses and loses nothing", .timeLimit(.minutes(10)))
struct DiskFullTests {
    @Test("a work that does not fit is refused, and the next small one is sealed", .timeLimit(.minutes(2)))
    func largeWork() async throws {
        let disk = try await SmallDisk(megabytes: 24)
        let mesh = try LocalMesh(storeFolder: disk.folder)
        let service = try await mesh.start(launcher: disk.inside)
        try await mesh.withAuthor { author in
            let project = try await author.createProject()
            _ = try await author.submit([1, 2, 3], name: "first.bin", project: project)
            let error = await #expect(throws: RPCError.self) {
                try await author.submit(
                    [UInt8](repeating: 9, count: 64 << 20), name: "large.bin", project: project)
            }
            #expect(error?.code == .resourceExhausted, "\(String(describing: error))")
            #expect(error?.reason?.reason == "STORAGE_FULL", "\(String(describing: error))")
            let item = try await author.submit([4, 5, 6], name: "second.bin", project: project)
            #expect(item.sequence == 1)
            #expect(try await author.items(project: project).count == 2)
        }
        #expect(await service.stop() == .code(0))
        let audit = try await StoreAudit(folder: try await disk.copy(to: mesh.authority.folder.file("copy")))
        #expect(audit.items.count == 2)
        #expect(audit.faults == [])
        #expect(audit.orphans == [])
    }

    @Test("filled to the last byte, everything acknowledged is there when there is room again", .timeLimit(.minutes(3)))
    func filled() async throws {
        let disk = try await SmallDisk(megabytes: 16)
        let mesh = try LocalMesh(storeFolder: disk.folder)
        let account = LocalMesh.freshAccount()
        let service = try await mesh.start(launcher: disk.inside)
        let bytes = [UInt8](repeating: 3, count: 200_000)
        let (project, acknowledged) = try await mesh.withAuthor(account: account) { author in
            let project = try await author.createProject()
            var items: [String] = []
            while items.count < 200 {
                do {
                    items.append(try await author.submit(bytes, name: "w.bin", project: project).id)
                } catch let error as RPCError {
                    #expect([.resourceExhausted, .unavailable].contains(error.code), "\(error)")
                    break
                }
            }
            return (project, items)
        }
        #expect((1..<200).contains(acknowledged.count), "the disk must have filled up")
        _ = await service.stop()

        try await disk.resize(megabytes: 256)
        let restarted = try await mesh.start(launcher: disk.inside)
        try await mesh.withAuthor(account: account) { author in
            for id in acknowledged {
                #expect(try mesh.verify(try await author.bundle(of: id), of: bytes) == [])
            }
            _ = try await author.submit([1], name: "after.bin", project: project)
        }
        #expect(await restarted.stop() == .code(0))
        let audit = try await StoreAudit(folder: try await disk.copy(to: mesh.authority.folder.file("copy")))
        #expect(audit.items.count == acknowledged.count + 1)
        #expect(audit.faults == [])
    }
}
