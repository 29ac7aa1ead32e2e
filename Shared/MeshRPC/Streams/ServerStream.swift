/// One stream as the server sees it: a Request has opened it, a Response or the end of Data closes it.
package struct ServerStream: Sendable, Equatable {
    private enum Side: Sendable, Equatable {
        case open
        case closed
    }

    private var request: Side
    private var response = Side.open
    private let responseStreaming: Bool

    /// A stream opened by a Request with `flags` for a method of this shape.
    package init(requestStreaming: Bool, responseStreaming: Bool, flags: FrameFlags) {
        // A method that takes one request has it in the Request frame, whatever the flags say. A streaming one ends at
        // once when the caller did not announce more.
        request = requestStreaming && flags.contains(.remoteOpen) ? .open : .closed
        self.responseStreaming = responseStreaming
    }

    /// Whether the client may send more.
    package var isRequestOpen: Bool { request == .open }

    /// Whether we have answered, or the client has left: nothing of this stream goes out any more.
    package var isFinished: Bool { response == .closed }

    /// A Data frame arrived.
    package mutating func receiveData(flags: FrameFlags, isEmpty: Bool) -> DataVerdict {
        guard response == .open else { return .ignore }
        guard request == .open else { return .peerFault("Data after the end of the request") }
        let ends = flags.contains(.remoteClosed)
        if flags.contains(.noData) {
            guard isEmpty else { return .peerFault("Data with payload that says it has none") }
            guard ends else { return .ignore }
            request = .closed
            return .end
        }
        if ends { request = .closed }
        return ends ? .lastMessage : .message
    }

    /// A Cancel frame arrived: nobody waits for the answer.
    package mutating func receiveCancel() -> StreamVerdict {
        guard response == .open else { return .ignore }
        request = .closed
        response = .closed
        return .proceed
    }

    /// We send a message as Data.
    package mutating func sendMessage() -> StreamVerdict {
        guard responseStreaming else { return .ourBug("a message streamed by a method that answers once") }
        return response == .open ? .proceed : .ignore
    }

    /// We send a Response, with the answer or an error.
    package mutating func sendResponse() -> StreamVerdict {
        guard response == .open else { return .ignore }
        request = .closed
        response = .closed
        return .proceed
    }

    /// We end a stream of messages with an empty Data.
    package mutating func sendEnd() -> StreamVerdict {
        guard responseStreaming else { return .ourBug("the end of a stream from a method that answers once") }
        return sendResponse()
    }
}
