import MeshAPI
import MeshKernel
import MeshRPC

/// Calls of the notify service about tickets and call-backs, for whoever has signed in, or for the tool's own account.
struct SupportCalls: Sendable {
    private let access: MeshAccess
    private let service: MeshFile.Service
    private let speaker: Speaker

    /// Reaches the service through the mesh file and the tool's certificate.
    init(_ global: GlobalOptions, _ peer: PeerOptions) throws(Failure) {
        access = try MeshAccess(folder: global.folder, meshPath: peer.mesh)
        service = try access.service("notify")
        speaker = try Speaker(access, account: peer.account)
        speaker.announce(isSilent: global.json)
    }

    /// Runs `body` with a client and the options of a call; each command is a new request. What is refused is said in a
    /// person's words.
    func run<T: Sendable>(
        _ body: (NotifyV1.SupportClient, CallOptions) async throws -> T
    ) async throws -> T {
        let key = Hexadecimal.encode(SystemRandom().bytes(16))
        return try await access.withClient(of: service) { client in
            do {
                return try await speaker.speaking(to: service) { authorization in
                    let options = CallOptions(
                        timeout: MeshAccess.callLimit, idempotencyKey: key, authorization: authorization)
                    return try await body(NotifyV1.SupportClient(client), options)
                }
            } catch let error as RPCError {
                throw Failure(ofSupport: error, from: service, isStaff: false)
            }
        }
    }
}
