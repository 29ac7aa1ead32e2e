import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("A log changes its key", .timeLimit(.minutes(5)))
struct KeyRotationTests {
    private struct Closed {
        let folder: TemporaryFolder
        let store: String
        let work: (id: String, content: [UInt8], bundle: [UInt8])
        let timestamps: TimestampTrust
    }

    /// A closed log with one work, the work's bundle, and the log's keys in `folder`.
    private func closed(
        time: SeededTime = SeededTime(), independents: Independents = Independents()
    ) async throws -> Closed {
        let content = Array("before".utf8)
        let closed = try await EvidenceRoom.run(time: time, independents: independents) { room in
            let item = try await room.seal(content, in: try await room.project())
            let bundle = try await room.bundle(item.id, wait: independents.peers.isEmpty ? .none : .witnessed)
            return Closed(
                folder: room.folder, store: room.folder.file("store.sqlite"), work: (item.id, content, bundle.bytes),
                timestamps: try room.timestamps.trust())
        }
        let seed: [UInt8] = [
            0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
        ]
        let pem =
            "-----BEGIN PRIVATE KEY-----\n" + Base64.encode(seed + [UInt8](repeating: 7, count: 32))
            + "\n-----END PRIVATE KEY-----\n"
        try FileBytes.create(closed.folder.file("log.key"), Array(pem.utf8), mode: 0o600)
        try WholeFile.replace(
            closed.folder.file("log.pub"), with: try EvidenceRoom.identity().signer.publicKey.line + "\n")
        return closed
    }

    private func head(_ closed: Closed) async throws -> SignedNote {
        let store = try TemporaryStore(EvidenceMigrations.all, eventTypes: EvidenceEvents.all, folder: closed.folder)
        let bytes = try await store.store.read { try $0.row("SELECT checkpoint FROM log_head")?.blob("checkpoint") }
        await store.store.close()
        return try SignedNote(parsing: try #require(bytes))
    }

    @Test("the log names its new key, both sign once, and then only the new one")
    func rotated() async throws {
        let closed = try await closed()
        let done = try await KeyRotation(storePath: closed.store, folder: closed.folder.path).run()
        #expect(done.index == 1)
        let note = try await head(closed)
        #expect(note.signatures.count == 2)
        try done.old.verify(note)
        try done.new.verify(note)
        #expect(try Checkpoint(parsing: note.text).size == 2)
        #expect(try WholeFile.text(closed.folder.file("log.pub")) == done.new.line + "\n")
        #expect(try WholeFile.text(closed.folder.file("log-retired.pub")) == done.old.line + "\n")
        #expect(!FileBytes.exists(closed.folder.file("log-next.key")))

        // The old key opens it no more, although it signed the very checkpoint that stands there.
        let opened = try TemporaryStore(EvidenceMigrations.all, eventTypes: EvidenceEvents.all, folder: closed.folder)
        let old = try EvidenceRoom.identity()
        await #expect(throws: LogFault.keyRetired(index: 1)) {
            try await LogSequencer(store: opened.store, identity: old, bounds: BatchBounds(), fatal: FatalSignal())
        }
        await opened.store.close()

        let key = try SigningKey(path: closed.folder.file("log.key"))
        let identity = try #require(LogIdentity(origin: EvidenceRoom.origin, key: key))
        #expect(identity.signer.publicKey == done.new)
        let content = Array("after".utf8)
        try await EvidenceRoom.run(folder: closed.folder, identity: identity) { room in
            let item = try await room.seal(content, in: try await room.project("Next"))
            #expect(item.logIndex == 2)
            #expect(try await room.audit().items == 2)
            let bundle = try await room.bundle(item.id).bytes
            let trust = TrustAnchors(
                log: done.new, retiredLogKeys: [done.old], authorities: try room.timestamps.trust())
            #expect(try BundleVerifier(trust: trust).verify(bundle: bundle, file: FileDigests(of: content)).isProven)
        }
        let last = try await head(closed)
        #expect(last.signatures.count == 1)
        try done.new.verify(last)
        let report = try await LogFile(path: closed.store, keyPath: closed.folder.file("log.pub"))
            .check(quiet: true) { _, _ in }
        #expect(report.size == 3 && report.items == 2)
    }

    @Test("a witness goes on with the new key from what it saw under the old one, and a bundle has times of both")
    func witnessed() async throws {
        let time = SeededTime()
        let seen = try TemporaryFolder("witness")
        let closed = try await WitnessRoom.run(
            logs: [try EvidenceRoom.identity().signer.publicKey], folder: seen, time: time
        ) { witness in
            try await self.closed(time: time, independents: Independents(peers: [witness.peer], threshold: 1))
        }
        let done = try await KeyRotation(storePath: closed.store, folder: closed.folder.path).run()
        let key = try SigningKey(path: closed.folder.file("log.key"))
        let identity = try #require(LogIdentity(origin: EvidenceRoom.origin, key: key))
        let content = Array("after".utf8)
        // What the witness has seen goes with it to another machine.
        let file = try #require(FileTree.files(below: seen.path).first { $0.hasSuffix(".checkpoint") })
        let moved = try TemporaryFolder("witness")
        try FileBytes.makePrivateFolder(moved.file("state"))
        let name = try #require(file.split(separator: "/").last)
        try WholeFile.replace(moved.file("state/\(name)"), with: try WholeFile.contents(file))
        try await WitnessRoom.run(logs: [done.new], retired: [done.old], folder: moved, time: time) { witness in
            let independents = Independents(peers: [witness.peer], threshold: 1)
            try await EvidenceRoom.run(
                folder: closed.folder, identity: identity, time: time, independents: independents
            ) { room in
                let item = try await room.seal(content, in: try await room.project("Next"))
                let bundle = try await room.bundle(item.id, wait: .witnessed).bytes
                let trust = TrustAnchors(
                    log: done.new, retiredLogKeys: [done.old], authorities: try room.timestamps.trust(),
                    witnesses: try #require(WitnessQuorum([witness.witness.key], threshold: 1)))
                let report = try BundleVerifier(trust: trust, requiredWitnesses: 1)
                    .verify(bundle: bundle, file: FileDigests(of: content))
                #expect(report.isProven, "\(report)")
                #expect(report.steps.first { $0.name == .interval }?.outcome == .passed, "\(report)")
            }
        }
    }

    @Test("who has today's key alone believes every bundle that is made today, witnessed since or not")
    func today() async throws {
        let time = SeededTime()
        let (closed, peer) = try await WitnessRoom.run(
            logs: [try EvidenceRoom.identity().signer.publicKey], time: time
        ) { witness in
            let independents = Independents(peers: [witness.peer], threshold: 1)
            return (try await self.closed(time: time, independents: independents), witness.peer)
        }
        let done = try await KeyRotation(storePath: closed.store, folder: closed.folder.path).run()
        let key = try SigningKey(path: closed.folder.file("log.key"))
        let identity = try #require(LogIdentity(origin: EvidenceRoom.origin, key: key))
        // The witness is gone: the only checkpoints that it has seen are the old key's.
        let independents = Independents(peers: [peer], threshold: 1)
        try await EvidenceRoom.run(folder: closed.folder, identity: identity, time: time, independents: independents) {
            room in
            func report(
                _ bundle: [UInt8], _ content: [UInt8], by authorities: TimestampTrust, retired: [NoteKey] = []
            ) throws -> VerificationReport {
                let trust = TrustAnchors(
                    log: done.new, retiredLogKeys: retired, authorities: authorities,
                    witnesses: try #require(WitnessQuorum([peer.key], threshold: 1)))
                return try BundleVerifier(trust: trust).verify(bundle: bundle, file: FileDigests(of: content))
            }
            let before = try await room.bundle(closed.work.id).bytes
            #expect(try report(before, closed.work.content, by: closed.timestamps).isProven)
            await #expect(throws: RPCError.self) {
                try await room.bundle(closed.work.id, wait: .witnessed, timeout: .milliseconds(500))
            }
            // Its time before the entry is from under the old key: it counts for those who know that key.
            let content = Array("after".utf8)
            let item = try await room.seal(content, in: try await room.project("Next"))
            let after = try await room.bundle(item.id).bytes
            #expect(try archive(of: after)["interval/t1.checkpoint"] != nil)
            let authorities = try room.timestamps.trust()
            let alone = try report(after, content, by: authorities)
            #expect(alone.isProven, "\(alone)")
            let interval = try #require(alone.steps.first { $0.name == .interval })
            #expect(interval.outcome == .notReached && interval.detail.contains("log-retired.pub"), "\(interval)")
            let known = try #require(
                report(after, content, by: authorities, retired: [done.old]).steps.first { $0.name == .interval })
            #expect(known.detail.contains("logged after"), "\(known)")
        }
        // The old bundle itself says which key it needs.
        let trust = TrustAnchors(log: done.new, authorities: closed.timestamps)
        let old = try BundleVerifier(trust: trust)
            .verify(bundle: closed.work.bundle, file: FileDigests(of: closed.work.content))
        #expect(old.steps.first { $0.name == .signature }?.detail.contains("log-retired.pub") == true, "\(old)")
    }

    @Test("a bundle from before verifies with the retired key, and only with it")
    func before() async throws {
        let closed = try await closed()
        let done = try await KeyRotation(storePath: closed.store, folder: closed.folder.path).run()
        for (retired, proven) in [([done.old], true), ([], false), ([done.new], false)] {
            let trust = TrustAnchors(log: done.new, retiredLogKeys: retired, authorities: closed.timestamps)
            let report = try BundleVerifier(trust: trust)
                .verify(bundle: closed.work.bundle, file: FileDigests(of: closed.work.content))
            #expect(report.isProven == proven)
        }
    }

    @Test("interrupted anywhere, it goes on when it is begun again")
    func interrupted() async throws {
        let closed = try await closed()
        let rotation = KeyRotation(storePath: closed.store, folder: closed.folder.path)
        let old = try WholeFile.contents(closed.folder.file("log.key"))
        let done = try await rotation.run()
        let new = try WholeFile.contents(closed.folder.file("log.key"))
        // As it was before the last file moved, and before the one before it.
        for line in [done.new.line, done.old.line] {
            try FileBytes.replace(closed.folder.file("log-next.key"), new, mode: 0o600)
            try FileBytes.replace(closed.folder.file("log.key"), old, mode: 0o600)
            try WholeFile.replace(closed.folder.file("log.pub"), with: line + "\n")
            let again = try await rotation.run()
            #expect(again.index == 1 && again.new == done.new && again.old == done.old)
            #expect(try WholeFile.text(closed.folder.file("log-retired.pub")) == done.old.line + "\n")
            #expect(try WholeFile.contents(closed.folder.file("log.key")) == new)
        }
        // A second change is a second entry, linked to the first.
        let second = try await rotation.run()
        #expect(second.index == 2 && second.old == done.new)
        let report = try await LogFile(path: closed.store, keyPath: closed.folder.file("log.pub"))
            .check(quiet: true) { _, _ in }
        #expect(report.size == 3 && report.chains == 2)
    }

    @Test("what is not the log's own is refused, and the log stays as it is")
    func refused() async throws {
        let closed = try await closed()
        let rotation = KeyRotation(storePath: closed.store, folder: closed.folder.path)
        let before = try await head(closed)
        let other = try #require(SigningKey(seed: [UInt8](repeating: 9, count: 32)))
        let line = try #require(NoteKey(name: EvidenceRoom.origin, key: other.publicKey)).line
        let own = try WholeFile.text(closed.folder.file("log.pub"))
        try WholeFile.replace(closed.folder.file("log.pub"), with: line)
        await #expect(throws: KeyRotation.Failure.mismatched(folder: closed.folder.path)) { try await rotation.run() }
        try WholeFile.replace(closed.folder.file("log.pub"), with: own)
        try await EvidenceRoom.run(folder: closed.folder) { _ in
            let failure = await #expect(throws: KeyRotation.Failure.self) { try await rotation.run() }
            guard case .store? = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }
        #expect(try await head(closed) == before)
    }
}
