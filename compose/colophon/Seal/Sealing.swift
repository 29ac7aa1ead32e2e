import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC

/// The calls that seal a file. One submission is tried again, under the same key, when the connection fails.
final class Sealing {
    /// The most that one message of `Submit` may carry, by the service's contract.
    private static let chunkBytesMax = 262_144
    private static let attemptsMax = 4
    private static let retryMilliseconds: Int64 = 250
    /// How long one submission may take: generous, because a file may be large and a line slow.
    private static let submitLimit = Duration.seconds(24 * 3_600)

    private let access: MeshAccess
    private let service: MeshFile.Service
    private let speaker: Speaker
    private let isSilent: Bool
    private let stage: StageWord?
    private let isHashOnly: Bool
    private let supplier: String
    private let time = SystemTime()
    private let random = SystemRandom()
    private var project = ""

    init(
        access: MeshAccess, service: MeshFile.Service, speaker: Speaker, isSilent: Bool,
        stage: StageWord? = nil,
        isHashOnly: Bool = false, supplier: String = ""
    ) {
        self.access = access
        self.service = service
        self.speaker = speaker
        self.isSilent = isSilent
        self.stage = stage
        self.isHashOnly = isHashOnly
        self.supplier = supplier
    }

    /// Runs `body` with a client and what its calls carry as `authorization`.
    private func speaking<T: Sendable>(_ body: (RPCClient, String) async throws -> T) async throws -> T {
        try await access.withClient(of: service) { client in
            try await speaker.speaking(to: service) { try await body(client, $0) }
        }
    }

    /// Finds the project that a title or id names; creates the one a title names when it is not there.
    func prepare(project name: String) async throws {
        if Identifier(name, kind: .project) != nil {
            project = name
            return
        }
        // The key follows from account and title, so two commands at once create one project between them.
        let key = Hexadecimal.encode(Digest.sha256(Array("project\n\(speaker.account)\n\(name)".utf8)).prefix(16))
        project = try await speaking { client, authorization in
            let options = CallOptions(timeout: MeshAccess.callLimit, authorization: authorization)
            let evidence = EvidenceV1.EvidenceClient(client)
            var token = ""
            repeat {
                let page = try await evidence.listProjects(
                    EvidenceV1.ListProjectsRequest(pageSize: 200, pageToken: token), options: options)
                if let found = page.projects.first(where: { $0.title == name }) { return found.id }
                token = page.nextPageToken
            } while !token.isEmpty
            let creation = CallOptions(
                timeout: MeshAccess.callLimit, idempotencyKey: key, authorization: authorization)
            return try await evidence.createProject(EvidenceV1.CreateProjectRequest(title: name), options: creation).id
        }
    }

    /// Seals a file. A refusal is final; an unreachable peer is tried again, and afterwards the key stays on disk for
    /// the next time the command is given.
    func seal(_ file: SealedFile) async throws -> SealedWork {
        let pending = try PendingSubmission(
            of: file, project: project,
            way: [stage?.rawValue ?? "", isHashOnly ? "digests" : "bytes"] + (supplier.isEmpty ? [] : [supplier]),
            account: speaker.account, folder: access.folder, random: random)
        var attempt = 1
        while true {
            do {
                let work = try await submit(file, key: pending.key)
                pending.settle()
                return work
            } catch let failure as Failure {
                guard failure.kind == .unreachable else {
                    pending.settle()
                    throw failure
                }
                guard attempt < Self.attemptsMax else { throw failure }
                try? await Task.sleep(for: .milliseconds(Self.retryMilliseconds << Int64(attempt)))
                attempt += 1
            }
        }
    }

    private func submit(_ file: SealedFile, key: String) async throws -> SealedWork {
        var header = EvidenceV1.SubmitRequest.Header(
            project: project, name: file.name, size: file.size, mediaType: MediaType.of(file.name),
            stage: stage?.wire ?? .unspecified, clientTimeMilliseconds: time.wall().milliseconds,
            environment: OwnEnvironment.words, supplier: supplier)
        let display = ProgressDisplay(
            name: file.name, total: file.size, console: .standardError, silent: isSilent, time: time)
        defer { display.finish() }
        if isHashOnly {
            try file.rewind()
            let digests = try file.digests(pieceBytes: Self.chunkBytesMax)
            (header.hashOnly, header.sha256, header.sm3) = (true, digests.sha256, digests.sm3)
        }
        let upload = Upload(file: file, header: header, display: display, chunkBytesMax: Self.chunkBytesMax)
        return try await speaking { client, authorization in
            try file.rewind()
            let options = CallOptions(timeout: Self.submitLimit, idempotencyKey: key, authorization: authorization)
            let evidence = EvidenceV1.EvidenceClient(client)
            let answer = try await evidence.submit(options: options) { writer in try await upload.send(to: writer) }
            guard let item = answer.evidence else {
                throw RPCError.internal("the answer names no evidence")
            }
            return SealedWork(item)
        }
    }

    /// Fetches the proof bundle of a sealed file into a folder, whole or not at all.
    func fetchBundle(of work: SealedWork, into folder: String) async throws -> String {
        let bytes = try await speaking { client, authorization in
            let options = CallOptions(timeout: MeshAccess.callLimit, authorization: authorization)
            let evidence = EvidenceV1.EvidenceClient(client)
            return try await evidence.getBundle(EvidenceV1.GetBundleRequest(which: .id(work.id)), options: options) {
                responses in
                var bytes: [UInt8] = []
                var size: UInt64?
                for try await chunk in responses {
                    size = size ?? chunk.size
                    bytes += chunk.data
                }
                guard let size, size == UInt64(bytes.count) else {
                    throw RPCError.dataLoss("the bundle came with \(bytes.count) bytes instead of \(size ?? 0)")
                }
                return bytes
            }
        }
        // The number becomes a file's name here, so it may hold nothing that leads elsewhere.
        guard !work.number.isEmpty, work.number.utf8.allSatisfy(Self.isPlain) else {
            throw Failure.unreachable("\(service.name) answered an evidence number that cannot be one")
        }
        let path = folder + "/" + work.number + ".zip"
        try StateFolder.replace(path, with: bytes)
        return path
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
