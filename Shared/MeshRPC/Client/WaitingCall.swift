/// A call that waits for a connection, a free stream or an open window, with what it will send.
enum WaitingCall {
    case unary(UnaryCall, [UInt8])
    case streaming(StreamCall)

    /// Whether somebody still waits for it.
    var isAlive: Bool {
        switch self {
        case .unary(let call, _): call.continuation != nil
        case .streaming(let call): call.phase == .waiting
        }
    }

    func fail(_ error: RPCError) {
        switch self {
        case .unary(let call, _): call.giveUp(error)
        case .streaming(let call): call.end(error)
        }
    }
}
