import NIOCore

/// Where a connection's bytes go; used on the connection's loop only. An enum rather than a protocol: the hot path
/// costs no existential.
enum Link: @unchecked Sendable {
    case none
    case channel(ChannelHandlerContext)
    case pipe(PipeEnd)
}
