import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

extension Connection {
    /// The kernel's smoothed round trip to the peer; nil in this process, over a Unix socket and after the end. On the
    /// loop.
    final var roundTrip: Duration? { tcpInformation.map { .microseconds(Int64($0.tcpi_rtt)) } }

    /// Whether the peer's kernel has acknowledged something in so short a time: what we have sent is still on its way, to
    /// a peer that is slow and not dead. On the loop.
    final func isMoving(withinMilliseconds bound: Int64) -> Bool {
        tcpInformation.map { Int64($0.tcpi_last_ack_recv) <= bound } ?? false
    }

    private var tcpInformation: tcp_info? {
        guard case .channel(let context) = link, let socket = context.channel as? any SocketOptionProvider else {
            return nil
        }
        var information: tcp_info?
        // On its own loop a socket answers at once, so this has run when the next line asks.
        socket.getTCPInfo().assumeIsolated().whenSuccess { information = $0 }
        return information
    }
}
