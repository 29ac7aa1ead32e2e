import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

extension Connection {
    /// The kernel's smoothed round trip to the peer; nil in this process, over a Unix socket and after the end. On the
    /// loop.
    final var roundTrip: Duration? {
        guard case .channel(let context) = link, let socket = context.channel as? any SocketOptionProvider else {
            return nil
        }
        var microseconds: UInt32?
        // On its own loop a socket answers at once, so this has run when the next line asks.
        socket.getTCPInfo().assumeIsolated().whenSuccess { microseconds = $0.tcpi_rtt }
        return microseconds.map { .microseconds(Int64($0)) }
    }
}
