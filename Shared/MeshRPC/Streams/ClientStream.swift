/// One stream as the client sees it, from the Request it sent to the Response or the end of Data.
package struct ClientStream: Sendable, Equatable {
    private enum Side: Sendable, Equatable {
        case open
        case closed
    }

    private var request: Side
    private var response = Side.open
    private let responseStreaming: Bool

    /// A stream whose Request has just been sent.
    package init(requestStreaming: Bool, responseStreaming: Bool) {
        request = requestStreaming ? .open : .closed
        self.responseStreaming = responseStreaming
    }

    /// The flags of the Request that opens such a stream.
    package static func requestFlags(requestStreaming: Bool, responseStreaming: Bool) -> FrameFlags {
        // 0x06 as the Rust implementation sends it, which the Go one accepts; nothing at all on a unary call.
        if requestStreaming { return [.remoteOpen, .noData] }
        return responseStreaming ? .remoteClosed : []
    }

    /// Whether the answer is complete.
    package var isFinished: Bool { response == .closed }

    /// Whether we may still send.
    package var isRequestOpen: Bool { request == .open && response == .open }

    /// We send a message as Data.
    package mutating func sendMessage() -> StreamVerdict {
        guard response == .open else { return .ignore }
        return request == .open ? .proceed : .ourBug("a message after the end of the request")
    }

    /// We end our side with an empty Data.
    package mutating func sendEnd() -> StreamVerdict {
        guard response == .open else { return .ignore }
        guard request == .open else { return .ourBug("the end of the request twice") }
        request = .closed
        return .proceed
    }

    /// We give the stream up.
    package mutating func sendCancel() -> StreamVerdict {
        guard response == .open else { return .ignore }
        request = .closed
        response = .closed
        return .proceed
    }

    /// A Data frame arrived.
    package mutating func receiveData(flags: FrameFlags, isEmpty: Bool) -> DataVerdict {
        guard response == .open else { return .ignore }
        guard responseStreaming else { return .peerFault("Data for a method that answers once") }
        // A fault changes nothing here, so that whoever gives the stream up for it still tells the server.
        guard isEmpty || !flags.contains(.noData) else {
            return .peerFault("Data with payload that says it has none")
        }
        let ends = flags.contains(.remoteClosed)
        if ends {
            response = .closed
            request = .closed
        }
        if flags.contains(.noData) { return ends ? .end : .ignore }
        // Go ends a stream with an empty Data; a payload beside the end is a last message.
        return ends ? .lastMessage : .message
    }

    /// A Response arrived: the answer, the end of a stream, or an error.
    package mutating func receiveResponse() -> StreamVerdict {
        guard response == .open else { return .ignore }
        response = .closed
        request = .closed
        return .proceed
    }

    /// A Cancel frame arrived: the server gives the stream up.
    package mutating func receiveCancel() -> StreamVerdict {
        receiveResponse()
    }
}
