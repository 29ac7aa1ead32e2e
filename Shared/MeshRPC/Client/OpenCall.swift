/// A call on a client's connection.
enum OpenCall {
    case unary(UnaryCall)
    case streaming(StreamCall)
}
