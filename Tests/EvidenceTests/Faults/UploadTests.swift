import Evidence
import MeshAPI
import MeshCrypto
import MeshRPC
import MeshTestKit
import Synchronization
import Testing

@Suite("Files that are begun and not ended", .timeLimit(.minutes(5)))
struct UploadTests {
    private typealias Header = EvidenceV1.SubmitRequest.Header

    /// Small enough to be written as it comes.
    private static let piece = [UInt8](repeating: 7, count: 8_000)
    /// So many are more than a row takes, so that there is a file.
    private static let pieces = 3
    private static let count = pieces * piece.count

    /// What senders wait for. (A stream would end for all of them when one is cancelled.)
    private final class Release: Sendable {
        private let isOpen = Atomic(false)

        func open() { isOpen.store(true, ordering: .releasing) }

        func wait() async throws {
            while !isOpen.load(ordering: .acquiring) { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    /// Begins files of `account`, `count` at once, sends some bytes of each, and nothing more until `release` is open.
    private func begin(
        _ count: Int, of account: String, in room: EvidenceRoom, release: Release
    ) async throws -> Task<[RPCError?], any Error> {
        let project = try await room.project(account: account)
        return Task {
            await withTaskGroup(of: RPCError?.self) { group in
                for _ in 0..<count {
                    group.addTask {
                        do {
                            _ = try await room.client.submit(options: room.options(account)) { writer in
                                let header = Header(project: project, name: "a", size: UInt64(Self.count + 1))
                                try await writer.write(EvidenceV1.SubmitRequest(part: .header(header)))
                                for _ in 0..<Self.pieces {
                                    try await writer.write(EvidenceV1.SubmitRequest(part: .chunk(Self.piece)))
                                }
                                try await release.wait()
                                try await writer.write(EvidenceV1.SubmitRequest(part: .chunk([7])))
                                let whole = [UInt8](repeating: 7, count: Self.count + 1)
                                let digest = EvidenceV1.SubmitRequest.Digest(sha256: Digest.sha256(whole))
                                try await writer.write(EvidenceV1.SubmitRequest(part: .digest(digest)))
                            }
                            return nil
                        } catch {
                            return error as? RPCError
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
    }

    private func waits(for count: Int, in room: EvidenceRoom) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while true {
            let files = room.blobFiles.count { $0.contains("/incoming/") }
            if files == count { return }
            try #require(ContinuousClock.now < end, "\(files) files are on their way, not \(count)")
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    @Test("a sender who falls silent is told so, loses the place, and leaves no byte")
    func silent() async throws {
        try await EvidenceRoom.run { room in
            let release = Release()
            let sending = try await begin(5, of: "acc_a", in: room, release: release)
            try await waits(for: 5, in: room)
            #expect(room.server.endSilentUploads() == 0)
            room.time.advance(by: .seconds(Limits.uploadSilenceSeconds - 1))
            #expect(room.server.endSilentUploads() == 0)
            room.time.advance(by: .seconds(1))
            #expect(room.server.endSilentUploads() == 5)
            for refusal in try await sending.value {
                #expect(refusal?.code == .deadlineExceeded && refusal?.reason?.reason == "UPLOAD_SILENT")
            }
            try await waits(for: 0, in: room)
            #expect(room.blobFiles.isEmpty)
            #expect(try await room.audit().size == 0)
            #expect(room.server.endSilentUploads() == 0)
        }
    }

    @Test("a sender who is slow, but says something now and then, is waited for")
    func slow() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            // Each time more than a chunk of the file on disk, so that what was taken shows in the file.
            let perStep = 9
            let content = [UInt8](repeating: 7, count: 4 * perStep * Self.piece.count)
            let answer = try await room.client.submit(options: room.options()) { writer in
                let header = Header(project: project, name: "a", size: UInt64(content.count))
                try await writer.write(EvidenceV1.SubmitRequest(part: .header(header)))
                for number in 1...4 {
                    for _ in 0..<perStep {
                        try await writer.write(EvidenceV1.SubmitRequest(part: .chunk(Self.piece)))
                    }
                    while WholeFile.totalBytes(below: room.folder.file("blobs"), except: "-") < number * 65_536 {
                        try await Task.sleep(for: .milliseconds(1))
                    }
                    room.time.advance(by: .seconds(Limits.uploadSilenceSeconds - 1))
                    #expect(room.server.endSilentUploads() == 0)
                }
                let digest = EvidenceV1.SubmitRequest.Digest(sha256: Digest.sha256(content))
                try await writer.write(EvidenceV1.SubmitRequest(part: .digest(digest)))
            }
            #expect(answer.evidence?.size == UInt64(content.count))
        }
    }

    @Test("one account may have so many on their way, and others are not kept waiting")
    func perAccount() async throws {
        try await EvidenceRoom.run { room in
            let release = Release()
            let extra = 10
            let sending = try await begin(
                Limits.uploadsPerAccountMax + extra, of: "acc_a", in: room, release: release)
            try await waits(for: Limits.uploadsPerAccountMax, in: room)
            let theirs = try await room.project(account: "acc_b")
            _ = try await room.seal([7], in: theirs, account: "acc_b")
            release.open()
            let refusals = try await sending.value.compactMap { $0 }
            #expect(refusals.count == extra)
            for refusal in refusals {
                #expect(refusal.code == .resourceExhausted && refusal.reason?.reason == "TOO_MANY_UPLOADS")
                #expect(refusal.retryDelay != nil)
            }
            // Every place is free again.
            let again = try await room.project(account: "acc_a")
            for number in 0..<20 { _ = try await room.seal([UInt8(number)], in: again) }
            try await waits(for: 0, in: room)
        }
    }
}
