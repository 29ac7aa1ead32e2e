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
        let reception = HTTPListener.Reception(bodyBytesMax: AddCheckpointRequest.Limits.requestBytesMax) { body in
            do throws(OffloadError<WitnessRefusal>) {
                let line = try await offload.run { () throws(WitnessRefusal) in try witness.answer(body).line }
                logger.info("cosigned")
                return HTTPListener.Answer(contentType: "text/plain; charset=utf-8", body: Array(line.utf8))
            } catch {
                return Self.refusal(error, logger)
            }
        }
        listener = try await HTTPListener.start(
            at: address, pages: [:], receptions: [Self.path: reception], loops: loops, logger: logger)
    }

    /// Takes no more requests and returns when the listener is gone.
    package func stop() async { await listener.stop() }

    private static func refusal(_ error: OffloadError<WitnessRefusal>, _ logger: Logger) -> HTTPListener.Answer {
        switch error {
        case .work(let refusal):
            logger.warning("refused", metadata: ["refusal": "\(refusal)"])
            switch refusal {
            case .otherSize(let size):
                return HTTPListener.Answer(status: refusal.status, contentType: sizeType, body: Array("\(size)\n".utf8))
            case .malformed: return .text("not an add-checkpoint request", status: refusal.status)
            case .wrongSignature: return .text("the log did not sign this checkpoint", status: refusal.status)
            case .unknownLog: return .text("no such log is known here", status: refusal.status)
            case .wrongProof:
                return .text("the checkpoint does not continue the one that was seen", status: refusal.status)
            case .notKept: return .text("the checkpoint cannot be kept now", status: refusal.status)
            }
        case .full, .closed, .cancelled: return .text("too busy", status: 503)
        }
    }
}
