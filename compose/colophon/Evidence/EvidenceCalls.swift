import MeshAPI
import MeshDocument
import MeshKernel
import MeshRPC

/// Calls of the evidence service on behalf of whoever has signed in, or of the tool's own account.
struct EvidenceCalls: Sendable {
    /// How long a whole chain may take to come.
    private static let exportLimit = Duration.seconds(900)
    /// The largest that is taken.
    private static let exportBytesMax = ZipArchive.Limits.largeArchiveBytesMax

    let access: MeshAccess
    let service: MeshFile.Service
    private let speaker: Speaker

    /// Reaches the service through the mesh file and the tool's certificate.
    init(_ global: GlobalOptions, _ peer: PeerOptions) throws(Failure) {
        access = try MeshAccess(folder: global.folder, meshPath: peer.mesh)
        service = try access.service("evidence")
        speaker = try Speaker(access, account: peer.account)
        speaker.announce(isSilent: global.json)
    }

    /// Runs `body` with a client and the options of a call; each command is a new request.
    func run<T: Sendable>(
        limit: Duration = MeshAccess.callLimit, _ body: (RPCClient, CallOptions) async throws -> T
    ) async throws -> T {
        let key = Hexadecimal.encode(SystemRandom().bytes(16))
        return try await access.withClient(of: service) { client in
            try await speaker.speaking(to: service) { authorization in
                let options = CallOptions(timeout: limit, idempotencyKey: key, authorization: authorization)
                return try await body(client, options)
            }
        }
    }

    /// The project that a title or id names; a title that two projects have is refused.
    func project(named name: String) async throws -> EvidenceV1.Project {
        try await run { client, options in
            let evidence = EvidenceV1.EvidenceClient(client)
            if Identifier(name, kind: .project) != nil {
                return try await evidence.getProject(EvidenceV1.GetProjectRequest(project: name), options: options)
            }
            var found: [EvidenceV1.Project] = []
            var token = ""
            repeat {
                let page = try await evidence.listProjects(
                    EvidenceV1.ListProjectsRequest(pageSize: 200, pageToken: token), options: options)
                found += page.projects.filter { $0.title == name }
                token = page.nextPageToken
            } while !token.isEmpty
            guard let project = found.first else {
                throw Failure.refused(
                    "no project is called \(name)", advice: "Create it: colophon project create TITLE")
            }
            guard found.count == 1 else {
                throw Failure.refused(
                    "\(found.count) projects are called \(name)",
                    advice: "Name one by its id: \(found.map(\.id).joined(separator: ", "))")
            }
            return project
        }
    }

    /// Seals a project's chain and fetches the whole of it: file name and bytes.
    func chain(of project: String) async throws -> (name: String, bytes: [UInt8]) {
        let (name, bytes) = try await run(limit: Self.exportLimit) { client, options in
            try await EvidenceV1.EvidenceClient(client).sealChain(
                EvidenceV1.SealChainRequest(project: project), options: options
            ) { chunks in
                var name = ""
                var size: UInt64?
                var bytes: [UInt8] = []
                for try await chunk in chunks {
                    if size == nil { (name, size) = (chunk.fileName, chunk.size) }
                    bytes += chunk.data
                    guard bytes.count <= Self.exportBytesMax else {
                        throw RPCError.dataLoss("the chain is larger than \(Self.exportBytesMax) bytes")
                    }
                }
                // A long chain comes without its size: it is whole when the call ends well.
                guard let size, !bytes.isEmpty, size == 0 || size == UInt64(bytes.count) else {
                    throw RPCError.dataLoss("the chain came with \(bytes.count) bytes instead of \(size ?? 0)")
                }
                return (name, bytes)
            }
        }
        // The name becomes a file's name here, so it may hold nothing that leads elsewhere.
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isPlain, name.hasSuffix(".zip"), !name.hasPrefix(".") else {
            throw Failure.unreachable("\(service.name) answered a file name that cannot be one")
        }
        return (name, bytes)
    }
}
