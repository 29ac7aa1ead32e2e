import MeshRPC
import MeshTestKit
import Testing

@Suite("Stream state machines say whose fault each impossible step is", .timeLimit(.minutes(2)))
struct StreamMachineTests {
    @Test("a unary call: request, response, nothing more")
    func unary() {
        var server = ServerStream(requestStreaming: false, responseStreaming: false, flags: [])
        #expect(!server.isRequestOpen)
        #expect(server.receiveData(flags: [], isEmpty: false) == .peerFault("Data after the end of the request"))
        #expect(server.sendMessage() == .ourBug("a message streamed by a method that answers once"))
        #expect(server.sendResponse() == .proceed)
        #expect(server.sendResponse() == .ignore)
        #expect(server.receiveData(flags: [], isEmpty: false) == .ignore, "it crossed our answer")
        #expect(server.receiveCancel() == .ignore)

        var client = ClientStream(requestStreaming: false, responseStreaming: false)
        #expect(client.sendMessage() == .ourBug("a message after the end of the request"))
        #expect(client.receiveData(flags: [], isEmpty: false) == .peerFault("Data for a method that answers once"))
        #expect(client.receiveResponse() == .proceed)
        #expect(client.receiveResponse() == .ignore)
        #expect(client.sendCancel() == .ignore)
    }

    @Test("requests stream until an empty Data with no-data and remote-closed")
    func clientStreaming() {
        for flags in [FrameFlags.remoteOpen, [.remoteOpen, .noData]] {
            var server = ServerStream(requestStreaming: true, responseStreaming: false, flags: flags)
            #expect(server.isRequestOpen, "0x02 as Go opens it, 0x06 as Rust does")
            #expect(server.receiveData(flags: [], isEmpty: true) == .message, "an empty payload is an empty message")
            #expect(server.receiveData(flags: .noData, isEmpty: true) == .ignore)
            #expect(
                server.receiveData(flags: .noData, isEmpty: false)
                    == .peerFault("Data with payload that says it has none"))
            #expect(server.receiveData(flags: [.remoteClosed, .noData], isEmpty: true) == .end)
            #expect(server.receiveData(flags: [], isEmpty: false) == .peerFault("Data after the end of the request"))
            #expect(server.sendResponse() == .proceed)
        }
        #expect(ClientStream.requestFlags(requestStreaming: true, responseStreaming: false).rawValue == 0x06)
        #expect(ClientStream.requestFlags(requestStreaming: true, responseStreaming: true).rawValue == 0x06)
        #expect(ClientStream.requestFlags(requestStreaming: false, responseStreaming: true).rawValue == 0x01)
        #expect(ClientStream.requestFlags(requestStreaming: false, responseStreaming: false).rawValue == 0)
    }

    @Test("Data that denies its own payload is a fault that ends nothing: the stream can still be given up")
    func deniedPayload() {
        var client = ClientStream(requestStreaming: true, responseStreaming: true)
        #expect(
            client.receiveData(flags: [.remoteClosed, .noData], isEmpty: false)
                == .peerFault("Data with payload that says it has none"))
        #expect(!client.isFinished && client.isRequestOpen)
        #expect(client.sendCancel() == .proceed)
    }

    @Test("a streaming method called as a unary one has its one request and no more")
    func notAnnounced() {
        let server = ServerStream(requestStreaming: true, responseStreaming: false, flags: [])
        #expect(!server.isRequestOpen)
    }

    @Test("responses stream until the end of Data or a Response")
    func serverStreaming() {
        var client = ClientStream(requestStreaming: false, responseStreaming: true)
        #expect(client.receiveData(flags: [], isEmpty: true) == .message)
        #expect(client.receiveData(flags: [.remoteClosed], isEmpty: false) == .lastMessage)
        #expect(client.isFinished)
        #expect(client.receiveData(flags: [], isEmpty: false) == .ignore)
        var other = ClientStream(requestStreaming: true, responseStreaming: true)
        #expect(other.sendMessage() == .proceed)
        #expect(other.receiveResponse() == .proceed, "the server may answer early")
        #expect(other.sendMessage() == .ignore, "that is nobody's fault")
        #expect(other.sendEnd() == .ignore)
        var twice = ClientStream(requestStreaming: true, responseStreaming: true)
        #expect(twice.sendEnd() == .proceed)
        #expect(twice.sendEnd() == .ourBug("the end of the request twice"))
        var server = ServerStream(requestStreaming: false, responseStreaming: true, flags: .remoteClosed)
        #expect(server.sendMessage() == .proceed)
        #expect(server.sendEnd() == .proceed)
        #expect(server.sendMessage() == .ignore)
        #expect(server.sendEnd() == .ignore)
    }

    @Test("random steps keep two machines that talk to each other in agreement")
    func agreement() {
        enum Up { case data, end, cancel }
        enum Down { case data, end, response }
        for seed in UInt64(1)...500 {
            let random = SeededRandom(seed: seed)
            let streaming = (request: random.integer(in: 0...1) == 1, response: random.integer(in: 0...1) == 1)
            var client = ClientStream(requestStreaming: streaming.request, responseStreaming: streaming.response)
            var server = ServerStream(
                requestStreaming: streaming.request, responseStreaming: streaming.response,
                flags: ClientStream.requestFlags(
                    requestStreaming: streaming.request, responseStreaming: streaming.response))
            var up: [Up] = []
            var down: [Down] = []
            func isPeerFault(_ verdict: DataVerdict) -> Bool {
                if case .peerFault = verdict { return true }
                return false
            }
            for _ in 0..<60 {
                switch random.integer(in: 0...7) {
                case 0: if client.isRequestOpen, client.sendMessage() == .proceed { up.append(.data) }
                case 1: if client.isRequestOpen, client.sendEnd() == .proceed { up.append(.end) }
                case 2: if random.integer(in: 0...9) == 0, client.sendCancel() == .proceed { up.append(.cancel) }
                case 3: if streaming.response, server.sendMessage() == .proceed { down.append(.data) }
                case 4: if streaming.response, server.sendEnd() == .proceed { down.append(.end) }
                case 5: if random.integer(in: 0...4) == 0, server.sendResponse() == .proceed { down.append(.response) }
                case 6 where !up.isEmpty:
                    switch up.removeFirst() {
                    case .data: #expect(!isPeerFault(server.receiveData(flags: [], isEmpty: false)), "seed \(seed)")
                    case .end:
                        #expect(
                            !isPeerFault(server.receiveData(flags: [.remoteClosed, .noData], isEmpty: true)),
                            "seed \(seed)")
                    case .cancel: _ = server.receiveCancel()
                    }
                case 7 where !down.isEmpty:
                    switch down.removeFirst() {
                    case .data: #expect(!isPeerFault(client.receiveData(flags: [], isEmpty: false)), "seed \(seed)")
                    case .end:
                        #expect(
                            !isPeerFault(client.receiveData(flags: [.remoteClosed, .noData], isEmpty: true)),
                            "seed \(seed)")
                    case .response: _ = client.receiveResponse()
                    }
                default: break
                }
            }
        }
    }
}
