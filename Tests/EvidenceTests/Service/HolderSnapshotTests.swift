import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

@Suite("Who a seal says its holder is", .timeLimit(.minutes(5)))
struct HolderSnapshotTests {
    /// What the bundle of a seal says of its holder.
    private func holder(of id: String, in room: EvidenceRoom, account: String = "acc_a") async throws
        -> WorkMetadata.Holder
    {
        let archive = try ZipArchive(reading: try await room.bundle(id, account: account).bytes)
        let opening = try #require(archive[BundleFile.opening].flatMap { Opening(decoding: $0) })
        return try #require(WorkMetadata(decoding: opening.meta)).holder
    }

    private func reason(_ body: () async throws -> Void) async throws -> String? {
        do {
            try await body()
            return nil
        } catch let error as RPCError {
            return error.reason?.reason
        }
    }

    @Test("is what identity says: who verified them, as which version; the chain's seal says it too")
    func snapshot() async throws {
        let holders = KnownHolders()
        holders.say(.init(authority: .cpcc, version: 3, name: "李*"), of: "acc_a")
        try await EvidenceRoom.run(holders: holders) { room in
            let project = try await room.project()
            let item = try await room.seal([1], in: project)
            let holder = try await holder(of: item.id, in: room)
            #expect(holder.account == "acc_a" && holder.verification == .verified)
            let attestation = try #require(holder.attestation)
            #expect(attestation.authority == .cpcc && attestation.version == 3 && attestation.maskedName == "李*")
            #expect(attestation.holder == "hld_1" && attestation.verifiedAt.milliseconds == 1_790_000_000_000)
            let request = EvidenceV1.SealChainRequest(project: project)
            let bytes = try await room.client.sealChain(request, options: room.options()) { chunks in
                var bytes: [UInt8] = []
                for try await chunk in chunks { bytes += chunk.data }
                return bytes
            }
            let archive = try ZipArchive(reading: bytes)
            let opening = try #require(archive[ChainFile.seal + BundleFile.opening].flatMap { Opening(decoding: $0) })
            #expect(try #require(WorkMetadata(decoding: opening.meta)).holder == holder)
        }
    }

    /// A file that comes and one that is declared, in one stream and always under the same key.
    private func many(
        _ header: EvidenceV1.SubmitRequest.Header, in room: EvidenceRoom
    ) async throws -> [EvidenceV1.SubmitManyResponse.Result] {
        let parts: [EvidenceV1.SubmitRequest.Part] = [
            .header(.init(project: header.project, name: "3", size: 1)), .chunk([3]),
            .digest(.init(sha256: Digest.sha256([3]))), .header(header),
        ]
        return try await room.client.submitMany(options: room.options(key: "many")) { writer in
            for part in parts { try await writer.write(EvidenceV1.SubmitRequest(part: part)) }
        }.results
    }

    @Test("is not asked for by a repetition: what was answered is answered while identity is away, and for ever")
    func repeated() async throws {
        let holders = KnownHolders()
        try await EvidenceRoom.run(holders: holders) { room in
            let project = try await room.project()
            let header = EvidenceV1.SubmitRequest.Header(
                project: project, name: "at home", size: 1, hashOnly: true, sha256: Digest.sha256([2]),
                sm3: Digest.sm3([2]))
            let first = try await room.seal([1], in: project, key: "one")
            let declared = try await room.submit([.header(header)], key: "two")
            let several = try await many(header, in: room)
            room.time.advance(by: .seconds(Limits.holderRememberedSeconds))
            let asked = holders.asked
            holders.say(nil, of: "acc_a")
            for isAway in [true, false] {
                holders.isAway(isAway)
                #expect(try await room.seal([1], in: project, key: "one") == first)
                #expect(try await room.submit([.header(header)], key: "two") == declared)
                #expect(try await many(header, in: room) == several)
            }
            #expect(holders.asked == asked)
            // Another file under that key is another request, and another key another seal.
            #expect(
                try await reason { _ = try await room.seal([9], in: project, key: "one") } == "IDEMPOTENCY_KEY_REUSED")
            #expect(try await reason { _ = try await room.seal([1], in: project, key: "new") } == "NOT_VERIFIED")
            #expect(try await room.audit().size == 4)
        }
    }

    @Test("is asked for again by those who waited when whoever asked has hung up, at once")
    func hungUp() async throws {
        let slow = SlowHolders()
        try await EvidenceRoom.run(holders: slow) { room in
            let project = try await room.project()
            let first = Task { _ = try await room.seal([1], in: project) }
            try await until { slow.asked == 1 }
            let second = Task { try await room.seal([2], in: project) }
            // Long enough for it to wait behind the first.
            try await Task.sleep(for: .milliseconds(100))
            first.cancel()
            await #expect(throws: RPCError.self) { try await first.value }
            slow.answer()
            #expect(try await second.value.sequence == 0)
        }
    }

    @Test("is asked for once, not for each seal, anew when the answer is old, and again after nobody was found")
    func remembered() async throws {
        let holders = KnownHolders()
        try await EvidenceRoom.run(holders: holders) { room in
            let project = try await room.project()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 { group.addTask { _ = try await room.seal([UInt8(number)], in: project) } }
                try await group.waitForAll()
            }
            #expect(holders.asked == 1)
            // Whoever is remembered seals on while identity is away.
            holders.isAway(true)
            _ = try await room.seal([41], in: project)
            room.time.advance(by: .seconds(Limits.holderRememberedSeconds))
            #expect(try await reason { _ = try await room.seal([42], in: project) } == "HOLDER_UNKNOWN")
            holders.isAway(false)
            let asked = holders.asked
            #expect(try await reason { _ = try await room.seal([42], in: project) } == "HOLDER_UNKNOWN")
            #expect(holders.asked == asked, "not at once after it could not be")
            room.time.advance(by: .milliseconds(Limits.holderPauseMilliseconds))
            holders.say(.init(version: 2), of: "acc_a")
            let item = try await room.seal([43], in: project)
            #expect(try await holder(of: item.id, in: room).attestation?.version == 2)
            room.time.advance(by: .seconds(Limits.holderRememberedSeconds))
            holders.say(nil, of: "acc_a")
            #expect(try await reason { _ = try await room.seal([44], in: project) } == "NOT_VERIFIED")
            holders.say(.init(version: 3), of: "acc_a")
            _ = try await room.seal([44], in: project)
        }
    }

    @Test("is never verified on a token's word: who has signed in and is verified nowhere seals nothing, no bytes come")
    func nowhere() async throws {
        let holders = KnownHolders()
        holders.say(nil, of: "acc_a")
        try await EvidenceRoom.run(holders: holders) { room in
            let project = try await room.project()
            #expect(try await reason { _ = try await room.seal([1], in: project) } == "NOT_VERIFIED")
            #expect(try await room.keptBlobs().isEmpty)
            #expect(holders.asked == HolderAttestation.Authority.allCases.count)
        }
    }

    @Test("is unverified for the development key, of whom identity knows nothing and is not asked")
    func development() async throws {
        let holders = KnownHolders()
        try await EvidenceRoom.run(holders: holders) { room in
            let project = try await room.project(account: "dev_a")
            let item = try await room.seal([1], in: project, account: "dev_a")
            let holder = try await holder(of: item.id, in: room, account: "dev_a")
            #expect(holder == WorkMetadata.Holder(account: "dev_a", verification: .unverified))
            #expect(holders.asked == 0)
        }
    }

    @Test("is read from metadata as it was written, and metadata of before reads as it did")
    func encoding() throws {
        let attestation = try #require(
            HolderAttestation(
                authority: .henan, holder: "hld_1", version: 1, kind: "person", maskedName: "张*二",
                verifiedAt: WallTime(milliseconds: 5)))
        for holder in [
            WorkMetadata.Holder(account: "acc_1", attestation: attestation),
            WorkMetadata.Holder(account: "acc_1", verification: .verified),
            WorkMetadata.Holder(account: "acc_1", verification: .unverified),
        ] {
            let metadata = WorkMetadata(
                number: EvidenceNumber(at: WallTime(milliseconds: 1_790_000_000_000), random: SeededRandom(seed: 1)),
                name: try FileName("a"), size: 1, mediaType: try MediaType("text/plain"), mode: .bytes,
                sm3: [UInt8](repeating: 1, count: 32), projectTitle: try ProjectTitle("P"), authority: .platform,
                holder: holder)
            #expect(WorkMetadata(decoding: metadata.encoded) == metadata)
        }
        #expect(
            HolderAttestation(
                authority: .henan, holder: "hld_1", version: 0, kind: "person", maskedName: "",
                verifiedAt: WallTime(milliseconds: 5)) == nil)
    }
}
