package import Logging
package import MeshRuntime
package import NIOCore

/// A witness behind HTTP (c2sp.org/tlog-witness): `POST /add-checkpoint`.
package struct WitnessServer: Sendable {
    /// Where checkpoints are posted, below the witness's address.
    package static let path = "/add-checkpoint"
    /// Media type of a size in an answer.
    package static let sizeType = "text/x.tlog.size"

    private let listener: HTTPListener

    /// Where it listens; a port of 0 has become the port that was given.
    package var address: ListenAddress { listener.address }

    /// Serves `witness` at `address`. Files are written on `offload`.
    package init(
        _ witness: CheckpointWitness, at address: ListenAddress, offload: OffloadPool, loops: any EventLoopGroup,
        logger: Logger
    ) async throws {
        // Logs do not agree about the type of what they send.
        let route = PublicRoute.post(
            Self.path, mediaType: nil, bodyBytesMax: AddCheckpointRequest.Limits.requestBytesMax
        ) { request in
            do throws(OffloadError<WitnessRefusal>) {
                let line = try await offload.run { () throws(WitnessRefusal) in try witness.answer(request.body).line }
                logger.info("cosigned")
                return PublicAnswer(contentType: "text/plain; charset=utf-8", body: Array(line.utf8))
            } catch {
                return Self.refusal(error, logger)
            }
        }
        listener = try await HTTPListener.start(
            at: address, routes: [route], metrics: MetricRegistry(), loops: loops, logger: logger)
    }

    /// Takes no more requests and returns when the listener is gone.
    package func stop() async { await listener.stop() }

    private static func refusal(_ error: OffloadError<WitnessRefusal>, _ logger: Logger) -> PublicAnswer {
        switch error {
        case .work(let refusal):
            logger.warning("refused", metadata: ["refusal": "\(refusal)"])
            switch refusal {
            case .otherSize(let size):
                return PublicAnswer(status: refusal.status, contentType: sizeType, body: Array("\(size)\n".utf8))
            case .malformed: return .refusal(refusal.status, "not an add-checkpoint request")
            case .wrongSignature: return .refusal(refusal.status, "the log did not sign this checkpoint")
            case .unknownLog: return .refusal(refusal.status, "no such log is known here")
            case .wrongProof:
                return .refusal(refusal.status, "the checkpoint does not continue the one that was seen")
            case .notKept: return .refusal(refusal.status, "the checkpoint cannot be kept now")
            }
        case .full, .closed, .cancelled: return .refusal(503, "too busy")
        }
    }
}
