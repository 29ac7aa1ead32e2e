import MeshRPC

/// Two state machines that keep the rules, joined by a network that delivers in order: neither may ever blame the other.
struct StreamPair {
    private enum Sent {
        case message
        case end
        case response
        case cancel
    }

    private let requestStreaming: Bool
    private let responseStreaming: Bool
    private var client: ClientStream
    private var server: ServerStream
    private var towardsServer: [Sent] = []
    private var towardsClient: [Sent] = []
    private var requestsSent = 0
    private var requestsTaken = 0
    private var responsesSent = 0
    private var responsesTaken = 0
    private var serverEnds = 0
    private var isCancelled = false

    init(requestStreaming: Bool, responseStreaming: Bool) {
        self.requestStreaming = requestStreaming
        self.responseStreaming = responseStreaming
        client = ClientStream(requestStreaming: requestStreaming, responseStreaming: responseStreaming)
        server = ServerStream(
            requestStreaming: requestStreaming, responseStreaming: responseStreaming,
            flags: ClientStream.requestFlags(requestStreaming: requestStreaming, responseStreaming: responseStreaming))
    }

    /// One step of either side or of the network.
    mutating func take(_ step: UInt8) throws {
        switch step % 16 {
        case 0, 1, 2: try clientSends()
        case 3: try clientEnds()
        case 4: if step >> 4 == 0 { try clientCancels() }
        case 5, 6, 7: try serverSends()
        case 8: if step >> 4 < 4 { try serverEnds(client.isFinished ? .response : .end) }
        case 9: if step >> 4 < 2 { try serverEnds(.response) }
        case 10, 11, 12: try deliverToServer()
        default: try deliverToClient()
        }
    }

    /// Delivers what is under way and ends what is open: both sides must agree that it is over.
    mutating func settle() throws {
        while !towardsServer.isEmpty { try deliverToServer() }
        if !server.isFinished { try serverEnds(.response) }
        while !towardsClient.isEmpty { try deliverToClient() }
        guard client.isFinished, server.isFinished else { throw FuzzFinding("a stream that both sides ended is open") }
        guard serverEnds <= 1 else { throw FuzzFinding("\(serverEnds) ends of one stream were sent") }
        guard isCancelled || responsesTaken == responsesSent else {
            throw FuzzFinding("\(responsesSent) responses were sent and \(responsesTaken) taken")
        }
        guard requestsTaken <= requestsSent else { throw FuzzFinding("a request was taken twice") }
    }

    private mutating func clientSends() throws {
        let wasOpen = client.isRequestOpen
        switch client.sendMessage() {
        case .proceed:
            guard wasOpen else { throw FuzzFinding("a request goes out after the end") }
            towardsServer.append(.message)
            requestsSent += 1
        case .ignore: guard client.isFinished else { throw FuzzFinding("a request of an open stream is ignored") }
        case .ourBug: guard !wasOpen, !client.isFinished else { throw FuzzFinding("a legal request is refused") }
        case .peerFault(let words): throw FuzzFinding("sending blames the peer: \(words)")
        }
    }

    private mutating func clientEnds() throws {
        let wasOpen = client.isRequestOpen
        guard (client.sendEnd() == .proceed) == wasOpen else {
            throw FuzzFinding("the end of requests is judged wrong")
        }
        if wasOpen { towardsServer.append(.end) }
    }

    private mutating func clientCancels() throws {
        let wasFinished = client.isFinished
        guard (client.sendCancel() == .proceed) != wasFinished, client.isFinished else {
            throw FuzzFinding("a cancellation is judged wrong")
        }
        if !wasFinished {
            towardsServer.append(.cancel)
            isCancelled = true
        }
    }

    private mutating func serverSends() throws {
        switch server.sendMessage() {
        case .proceed:
            towardsClient.append(.message)
            responsesSent += 1
        case .ignore: guard server.isFinished else { throw FuzzFinding("a response of an open stream is ignored") }
        case .ourBug: guard !responseStreaming else { throw FuzzFinding("a legal response is refused") }
        case .peerFault(let words): throw FuzzFinding("sending blames the peer: \(words)")
        }
    }

    private mutating func serverEnds(_ how: Sent) throws {
        let wasFinished = server.isFinished
        let how: Sent = responseStreaming ? how : .response
        let verdict = how == .end ? server.sendEnd() : server.sendResponse()
        guard verdict == (wasFinished ? .ignore : .proceed) else { throw FuzzFinding("an end is judged \(verdict)") }
        if !wasFinished {
            towardsClient.append(how)
            serverEnds += 1
        }
    }

    private mutating func deliverToServer() throws {
        guard !towardsServer.isEmpty else { return }
        let wasFinished = server.isFinished
        switch towardsServer.removeFirst() {
        case .message:
            let verdict = server.receiveData(flags: [], isEmpty: requestsSent & 1 == 0)
            guard verdict == (wasFinished ? .ignore : .message) else { throw FuzzFinding("a request is \(verdict)") }
            if !wasFinished { requestsTaken += 1 }
        case .end:
            let verdict = server.receiveData(flags: [.remoteClosed, .noData], isEmpty: true)
            guard verdict == (wasFinished ? .ignore : .end) else { throw FuzzFinding("the end is \(verdict)") }
        case .cancel:
            let verdict = server.receiveCancel()
            guard verdict == (wasFinished ? .ignore : .proceed) else { throw FuzzFinding("a cancel is \(verdict)") }
        case .response: break
        }
    }

    private mutating func deliverToClient() throws {
        guard !towardsClient.isEmpty else { return }
        let wasFinished = client.isFinished
        switch towardsClient.removeFirst() {
        case .message:
            let verdict = client.receiveData(flags: [], isEmpty: responsesSent & 1 == 0)
            guard verdict == (wasFinished ? .ignore : .message) else { throw FuzzFinding("a response is \(verdict)") }
            if !wasFinished { responsesTaken += 1 }
        case .end:
            let verdict = client.receiveData(flags: [.remoteClosed, .noData], isEmpty: true)
            guard verdict == (wasFinished ? .ignore : .end) else { throw FuzzFinding("the end is \(verdict)") }
        case .response:
            let verdict = client.receiveResponse()
            guard verdict == (wasFinished ? .ignore : .proceed) else { throw FuzzFinding("an answer is \(verdict)") }
        case .cancel: break
        }
    }
}
