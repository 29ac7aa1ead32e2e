import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

extension Connection {
    /// Has the kernel ask a peer that has been silent for so long, for the peer knows no pings; one that does not answer
    /// in time is gone, and its connection with it. The kernel counts in whole seconds. 0 is never. On the loop.
    final func probeSocket(afterMilliseconds silence: Int64, timeoutMilliseconds patience: Int64) {
        guard case .channel(let context) = link, context.channel.remoteAddress?.port != nil else { return }
        let channel = context.channel
        channel.setOption(.socketOption(.so_keepalive), value: silence > 0 ? 1 : 0).whenFailure { _ in }
        guard silence > 0 else { return }
        func seconds(_ milliseconds: Int64) -> Int { Int(clamping: max((milliseconds + 999) / 1_000, 1)) }
        let options = [
            (TCP_KEEPIDLE, seconds(silence)), (TCP_KEEPINTVL, seconds(patience / Int64(Limits.socketProbes))),
            (TCP_KEEPCNT, Int(Limits.socketProbes)),
        ]
        for (name, value) in options {
            channel.setOption(.tcpOption(NIOBSDSocket.Option(rawValue: name)), value: value).whenFailure { _ in }
        }
    }
}
