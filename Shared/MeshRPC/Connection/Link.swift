import NIOCore

/// Where a connection's bytes go. An enum rather than a protocol: the hot path costs no existential.
enum Link {
    case none
    case channel(ChannelHandlerContext)
    case pipe(PipeEnd)
}
