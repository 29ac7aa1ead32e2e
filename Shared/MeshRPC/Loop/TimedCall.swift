/// A call that has a deadline.
enum TimedCall {
    case server(ServerContext)
    case unary(UnaryCall)
    case streaming(StreamCall)

    func expired() {
        switch self {
        case .server(let context): context.deadlineExpired()
        case .unary(let call): call.deadlineExpired()
        case .streaming(let call): call.deadlineExpired()
        }
    }
}
