import Evidence
import Logging
import MeshKernel
import MeshRuntime
import MeshTestKit
import NIOPosix
import Synchronization

/// A witness behind HTTP on this machine that cosigns whatever it is sent, and can be told to lie.
final class LyingWitness: Sendable {
    /// What it does instead of its work.
    enum Fault: String, Sendable, CaseIterable {
        /// Its name and the id of its key over a signature that does not hold.
        case wrongSignature
        /// Its signature over another checkpoint.
        case otherNote
        /// A time that is none, in a signature that holds.
        case absurdTime
        /// The signature without its time.
        case noTime
        /// Another witness's signature.
        case otherKey
        /// A line that holds, and one that does not.
        case twoMinds
        /// No line.
        case emptyBody
        /// Something else.
        case junk
        /// A conflict without the size that it has seen.
        case noSize
        /// A conflict with words for a size.
        case wordsForSize
        /// A size under another media type.
        case otherType
        /// Its signature under another status.
        case status500
        /// No answer.
        case silent
    }

    /// How long somebody who is not answered is to wait.
    static let silenceMilliseconds: Int64 = 500

    /// Signs.
    let signer: WitnessSigner
    private let time: any TimeSource
    private let fault: Mutex<Fault?>
    private let asked = Mutex<[UInt64]>([])
    private let listener: Mutex<HTTPListener?> = Mutex(nil)
    /// Ends when the witness does; silence waits for it.
    private let (end, ended) = AsyncStream.makeStream(of: Void.self)

    init(time: any TimeSource, fault: Fault? = nil) throws {
        signer = try WitnessRoom.signer("example.org/witness", seed: 31)
        self.time = time
        self.fault = Mutex(fault)
    }

    /// The sizes of the checkpoints that it was sent, in order.
    var sizes: [UInt64] { asked.withLock { $0 } }

    func set(_ fault: Fault?) { self.fault.withLock { $0 = fault } }

    /// Runs `body` while it serves.
    func serving<T>(_ body: (WitnessPeer) async throws -> T) async throws -> T {
        let route = PublicRoute.post(
            WitnessServer.path, mediaType: nil, bodyBytesMax: AddCheckpointRequest.Limits.requestBytesMax
        ) { [self] request in
            do {
                return try await answer(AddCheckpointRequest(parsing: request.body))
            } catch {
                return .refusal(400, "\(error)")
            }
        }
        let listener = try await HTTPListener.start(
            at: .tcp(host: "127.0.0.1", port: 0), routes: [route], metrics: MetricRegistry(),
            loops: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "witness", factory: { _ in SwiftLogNoOpLogHandler() }))
        let result: Result<T, any Error>
        do {
            result = .success(
                try await body(WitnessPeer(key: signer.publicKey, url: "http://\(listener.address)")))
        } catch {
            result = .failure(error)
        }
        ended.finish()
        await listener.stop()
        return try result.get()
    }

    private func answer(_ request: AddCheckpointRequest) async throws -> PublicAnswer {
        let checkpoint = try Checkpoint(parsing: request.note.text)
        asked.withLock { $0.append(checkpoint.size) }
        let now = UInt64(clamping: time.wall().milliseconds / 1_000)
        let honest = signer.cosign(request.note.text, at: now)
        switch fault.withLock({ $0 }) {
        case nil: return Self.lines(honest)
        case .wrongSignature: return Self.lines(flipped(honest))
        case .otherNote:
            let other = Checkpoint(origin: checkpoint.origin, size: checkpoint.size + 1, root: checkpoint.root)
            return Self.lines(signer.cosign(other.text, at: now))
        case .absurdTime: return Self.lines(signer.cosign(request.note.text, at: .max))
        case .noTime: return Self.lines(signature(Array(honest.signature.dropFirst(8))))
        case .otherKey:
            return Self.lines(
                try WitnessRoom.signer(honest.name, seed: 32).cosign(request.note.text, at: now))
        case .twoMinds: return Self.lines(honest, flipped(honest))
        case .emptyBody: return Self.text([])
        case .junk: return Self.text(Array("a signature\n".utf8))
        case .noSize: return PublicAnswer(status: 409, contentType: WitnessServer.sizeType, body: [])
        case .wordsForSize:
            return PublicAnswer(status: 409, contentType: WitnessServer.sizeType, body: Array("many\n".utf8))
        case .otherType: return PublicAnswer(status: 409, contentType: "text/plain", body: Array("7\n".utf8))
        case .status500:
            var answer = Self.lines(honest)
            answer.status = 500
            return answer
        case .silent:
            for await _ in end {}
            return .refusal(503, "too late")
        }
    }

    private func signature(_ bytes: [UInt8]) -> SignedNote.Signature {
        SignedNote.Signature(name: signer.publicKey.name, keyID: signer.publicKey.keyID, signature: bytes)
    }

    /// The line with another last bit.
    private func flipped(_ line: SignedNote.Signature) -> SignedNote.Signature {
        var bytes = line.signature
        bytes[bytes.endIndex - 1] ^= 1
        return signature(bytes)
    }

    private static func lines(_ lines: SignedNote.Signature...) -> PublicAnswer {
        text(Array(lines.map(\.line).joined().utf8))
    }

    private static func text(_ body: [UInt8]) -> PublicAnswer {
        PublicAnswer(contentType: "text/plain; charset=utf-8", body: body)
    }
}
