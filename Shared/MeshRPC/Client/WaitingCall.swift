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

    var head: CallHead {
        switch self {
        case .unary(let call, _): call.head
        case .streaming(let call): call.head
        }
    }

    /// Where an earlier attempt of it was made, or a parallel one; -1 for nowhere.
    var lastReplica: Int32 {
        switch self {
        case .unary(let call, _): call.replica >= 0 ? call.replica : call.predecessor?.replica ?? -1
        case .streaming(let call): call.replica
        }
    }

    func fail(_ error: RPCError) {
        switch self {
        case .unary(let call, _): call.giveUp(error)
        case .streaming(let call): call.fail(error)
        }
    }
}
