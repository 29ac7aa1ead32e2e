import MeshRPC

/// A server's stream whose client sends anything.
enum HostileServerStream {
    static func run(_ steps: ArraySlice<UInt8>, _ bits: UInt8) throws {
        var stream = ServerStream(
            requestStreaming: bits & 1 == 1, responseStreaming: bits & 2 == 2, flags: FrameFlags(rawValue: bits >> 3))
        var answers = 0
        for step in steps {
            let before = stream
            let verdict: StreamVerdict
            switch step & 7 {
            case 0...4:
                let data = stream.receiveData(flags: FrameFlags(rawValue: step >> 3 & 7), isEmpty: step & 0x80 == 0)
                try check(data, before, stream)
                continue
            case 5: verdict = step >> 4 == 0 ? stream.receiveCancel() : .ignore
            case 6: verdict = stream.sendMessage()
            default: verdict = step >> 4 == 0 ? stream.sendResponse() : stream.sendEnd()
            }
            if before.isFinished, verdict == .proceed { throw FuzzFinding("a step after the answer: \(step)") }
            if before.isFinished, stream != before { throw FuzzFinding("a stream that was over changed") }
            if step & 7 == 7, verdict == .proceed { answers += 1 }
            guard answers <= 1 else { throw FuzzFinding("two answers to one request") }
            if case .peerFault(let words) = verdict { throw FuzzFinding("our step blames the peer: \(words)") }
        }
    }

    private static func check(_ verdict: DataVerdict, _ before: ServerStream, _ after: ServerStream) throws {
        switch verdict {
        case .message, .lastMessage, .end:
            guard before.isRequestOpen, !before.isFinished else {
                throw FuzzFinding("data after the end is \(verdict)")
            }
            guard after.isRequestOpen == (verdict == .message) else { throw FuzzFinding("the end is not kept") }
        case .ignore, .peerFault:
            guard after == before else { throw FuzzFinding("data that is \(verdict) changes the stream") }
        }
        guard before.isFinished == after.isFinished else { throw FuzzFinding("data answers a call") }
    }
}

/// A client's stream whose server sends anything.
enum HostileClientStream {
    static func run(_ steps: ArraySlice<UInt8>, _ bits: UInt8) throws {
        var stream = ClientStream(requestStreaming: bits & 1 == 1, responseStreaming: bits & 2 == 2)
        var ends = 0
        for step in steps {
            let before = stream
            var isEnd = false
            switch step & 7 {
            case 0...3:
                let verdict = stream.receiveData(flags: FrameFlags(rawValue: step >> 3 & 7), isEmpty: step & 0x80 == 0)
                isEnd = verdict == .end || verdict == .lastMessage
                if before.isFinished, verdict != .ignore { throw FuzzFinding("data after the answer is \(verdict)") }
                if isEnd != (stream.isFinished && !before.isFinished) { throw FuzzFinding("the end is not kept") }
            case 4: isEnd = step >> 4 == 0 && stream.receiveResponse() == .proceed
            case 5: isEnd = step >> 4 == 0 && stream.receiveCancel() == .proceed
            case 6:
                if stream.sendMessage() == .proceed, !before.isRequestOpen { throw FuzzFinding("sends when closed") }
            default: if stream.sendEnd() == .proceed, !before.isRequestOpen { throw FuzzFinding("ends when closed") }
            }
            if isEnd { ends += 1 }
            guard ends <= 1 else { throw FuzzFinding("a call that ended twice") }
            if before.isFinished, stream != before { throw FuzzFinding("a stream that was over changed") }
            if stream.isFinished, stream.isRequestOpen { throw FuzzFinding("requests of a call that is over") }
        }
    }
}
