internal import MeshCrypto
package import MeshKernel
package import MeshStore

/// Appends made-up works and chain seals to a log, to learn what a machine and its disk can do before real ones depend
/// on them. Rows, sizes and transactions are those of real ones; only files, timestamps and callers are missing.
package struct LogRehearsal: Sendable {
    private enum Limits {
        /// What a sealed opening takes, about.
        static let openingBytes = 900
        /// What a sealed timestamp response with its certificates takes, about.
        static let responseBytes = 2_000
        /// What a saved answer takes, about.
        static let answerBytes = 400
        /// What the payload of an event takes, about.
        static let eventBytes = 230
        /// What a sealed statement of a chain takes, about.
        static let statementBytes = 600
    }

    private let sequencer: LogSequencer
    private let credits: LocalCredits
    private let projects: [Project]
    private let time: any TimeSource
    private let random: any RandomSource
    private let identifiers: IdentifierSource
    private let chainDigest: [UInt8]
    private let serviceKey: ServiceKey

    /// Creates `chains` projects of a made-up account in `store`, which should be one that is thrown away.
    package init(
        store: Store, sequencer: LogSequencer, chains: Int, time: any TimeSource, random: any RandomSource
    ) async throws {
        self.sequencer = sequencer
        credits = LocalCredits(store: store, perAccount: .max, time: time, random: random)
        self.time = time
        self.random = random
        identifiers = IdentifierSource(time: time, random: random)
        let account = identifiers.next(.account).text
        let chain = "made up"
        let digest = Digest.sha256(Array(chain.utf8))
        chainDigest = digest
        var projects: [Project] = []
        for number in 0..<chains {
            projects.append(
                Project(
                    id: identifiers.next(.project), account: account,
                    title: ProjectTitle(stored: "Rehearsal \(number)"),
                    authority: .platform, createdAt: time.wall(), chainID: ChainID(random: random), chain: .start))
        }
        self.projects = projects
        serviceKey = try await ServiceKeySource(store: store).key()
        try await store.write { [projects] transaction in
            try transaction.keepTimestampChain(chain, digest: digest)
            for project in projects { try transaction.insert(project) }
        }
    }

    /// Appends one work to the chain of that number; its index in the log, once that is on the disk.
    package func append(chain: Int) async throws -> UInt64 {
        let project = projects[chain % projects.count]
        let now = time.wall()
        let id = identifiers.next(.evidence)
        let noise = random.bytes(32)
        let request = IdempotentRequest(
            caller: "operator", subject: project.account, method: "rehearsal", key: id.text, requestHash: noise)
        let credit = try await CreditHold(from: credits, for: project.account)
        let record = EvidenceRecord(
            id: id, number: EvidenceNumber(at: now, random: random), project: project.id, account: project.account,
            authority: project.authority, acceptedAt: now, timestampAt: now, timestampChain: chainDigest,
            opening: [UInt8](repeating: noise[0], count: Limits.openingBytes),
            response: [UInt8](repeating: noise[1], count: Limits.responseBytes),
            request: request, stage: nil, blob: FinishedBlob(id: Hexadecimal.encode(noise.prefix(16)), bytes: 4_096),
            digestCodes: serviceKey.codes(of: FileDigests(sha256: noise, sm3: noise)),
            custody: [CustodyKind.received, .hashed, .stored, .timestamped].map {
                CustodyEvent(at: now, kind: $0, actor: .ourselves, facts: [.init("bytes", "4096")])
            }, serviceKey: serviceKey, creditPack: credit.terms.pack)
        let hash = TreeHash(trusted: noise)
        let candidate = SealCandidate(
            record: .work(record), chainID: project.chainID, workCommit: hash, metaCommit: hash, tokenHash: hash,
            request: request,
            answer: { SavedAnswer(status: 0, body: Self.filler($0, bytes: Limits.answerBytes)) },
            credit: credit, event: { Self.filler($0, bytes: Limits.eventBytes) }, trace: "")
        let place = try await sequencer.append(candidate).place
        credit.settle()
        return place.logIndex
    }

    /// Appends a seal of the chain of that number, which has a work already: the log's entry with the fewest rows beside
    /// it. `version` is another one each time. Its index in the log, once that is on the disk.
    package func appendChainSeal(chain: Int, version: UInt32) async throws -> UInt64 {
        let project = projects[chain % projects.count]
        let now = time.wall()
        let id = identifiers.next(.chainSeal)
        let noise = random.bytes(32)
        let request = IdempotentRequest(
            caller: "operator", subject: project.account, method: "rehearsal", key: id.text, requestHash: noise)
        let record = ChainSealRecord(
            id: id, number: EvidenceNumber(at: now, random: random), project: project.id, account: project.account,
            version: version, acceptedAt: now, timestampAt: now, timestampChain: chainDigest,
            content: [UInt8](repeating: noise[2], count: Limits.statementBytes),
            opening: [UInt8](repeating: noise[0], count: Limits.openingBytes),
            response: [UInt8](repeating: noise[1], count: Limits.responseBytes))
        let hash = TreeHash(trusted: noise)
        let candidate = SealCandidate(
            record: .chainSeal(record), chainID: project.chainID, workCommit: hash, metaCommit: hash, tokenHash: hash,
            request: request, answer: { SavedAnswer(status: 0, body: Array(String($0.sequence).utf8)) }, credit: nil,
            event: { Self.filler($0, bytes: Limits.eventBytes) }, trace: "")
        return try await sequencer.append(candidate).place.logIndex
    }

    private static func filler(_ place: SealCandidate.SealedPlace, bytes: Int) -> [UInt8] {
        [UInt8](repeating: UInt8(truncatingIfNeeded: place.logIndex), count: bytes)
    }
}
