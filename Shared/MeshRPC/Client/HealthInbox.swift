import ProtobufC

/// Where a replica's words about its health arrive: read at once, on the loop, with no task behind it.
final class HealthInbox: AnyInbox, @unchecked Sendable {
    /// What was heard.
    enum Word {
        case status(Replica.Health)
        /// No more is told, for this reason.
        case ended(RPCError?)
    }

    private weak var call: StreamCall?
    private let heard: (Word) -> Void

    init(_ call: StreamCall, heard: @escaping (Word) -> Void) {
        self.call = call
        self.heard = heard
    }

    override func receive(_ bytes: UnsafeRawBufferPointer, arena: Arena, chargedBytes: Int) -> ProtobufError? {
        let response: MeshV1.HealthCheckResponse
        do throws(ProtobufError) {
            response = try MeshV1.HealthCheckResponse(serialized: bytes, arena: arena)
        } catch {
            return error
        }
        call?.consumed(chargedBytes)
        switch response.status {
        case .serving: heard(.status(.serving))
        case .notServing, .serviceUnknown, .unknown, .unrecognized: heard(.status(.notServing))
        }
        return nil
    }

    override func finish(_ error: RPCError?) { heard(.ended(error)) }
}
