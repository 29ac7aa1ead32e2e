import MeshAPI
import MeshKernel
import MeshRPC

/// Calls of the notify service for whoever of the staff has signed in and answers tickets.
struct SupportDesk: Sendable {
    private let access: MeshAccess
    private let service: MeshFile.Service
    private let speaker: StaffSpeaker

    /// Speaks for whoever of the staff has signed in, with `colophon login NAME --staff`.
    init(_ global: GlobalOptions, _ peer: MeshOption) throws(Failure) {
        access = try MeshAccess(folder: global.folder, meshPath: peer.mesh)
        service = try access.service("notify")
        speaker = try StaffSpeaker(access, isSilent: global.json)
    }

    /// Runs `body` with a client and the options of a call; each command is a new request. What is refused is said in a
    /// person's words.
    func run<T: Sendable>(
        _ body: (NotifyV1.DeskClient, CallOptions) async throws -> T
    ) async throws -> T {
        try await calling { try await body(NotifyV1.DeskClient($0), $1) }
    }

    /// The same with a client of messages.
    func messages<T: Sendable>(
        _ body: (NotifyV1.MessagesClient, CallOptions) async throws -> T
    ) async throws -> T {
        try await calling { try await body(NotifyV1.MessagesClient($0), $1) }
    }

    private func calling<T: Sendable>(_ body: (RPCClient, CallOptions) async throws -> T) async throws -> T {
        let options = CallOptions(
            timeout: MeshAccess.callLimit, idempotencyKey: Hexadecimal.encode(SystemRandom().bytes(16)),
            authorization: "Bearer " + (try await speaker.token()))
        return try await access.withClient(of: service) { client in
            do {
                return try await body(client, options)
            } catch let error as RPCError {
                throw Failure(ofSupport: error, from: service, isStaff: true)
            }
        }
    }
}
