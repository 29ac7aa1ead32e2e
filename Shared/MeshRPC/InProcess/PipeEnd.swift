import NIOCore

/// One end of an in-memory byte channel between two connections, which may live on different loops.
final class PipeEnd: @unchecked Sendable {
    private let connection: Connection
    private weak var other: PipeEnd?

    private init(_ connection: Connection) { self.connection = connection }

    /// Joins two connections; each is called on its own loop.
    static func join(_ left: Connection, _ right: Connection) -> (PipeEnd, PipeEnd) {
        let ends = (PipeEnd(left), PipeEnd(right))
        ends.0.other = ends.1
        ends.1.other = ends.0
        return ends
    }

    func send(_ bytes: ByteBuffer) {
        guard let other else { return }
        other.connection.loop.later { other.connection.bytesArrived(bytes) }
    }

    func close() {
        guard let other else { return }
        other.connection.loop.later { other.connection.disconnected() }
    }
}
