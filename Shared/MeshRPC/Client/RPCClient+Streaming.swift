import MeshKernel
public import ProtobufC

extension RPCClient {
    /// Calls a method that takes a stream of requests and gives one response. The requests end when `send` returns;
    /// when it throws the call is cancelled, unless the server had answered before. When the call ends first, by an
    /// early answer or an error, the task of `send` is cancelled.
    public func clientStreaming<Request: ProtobufMessage, Response: ProtobufMessage>(
        _ method: Method<Request, Response>, options: CallOptions = CallOptions(),
        _ send: @escaping @Sendable (RequestWriter<Request>) async throws -> Void
    ) async throws -> Response {
        let (call, inbox) = try open(method.path, [], options, Self.parser(Response.self))
        return try await streamAnswer(call, inbox, send)
    }

    /// Calls a method that takes one request and gives a stream of responses. When `receive` returns before the last
    /// response the call is cancelled; that is no error.
    public func serverStreaming<Request: ProtobufMessage, Response: ProtobufMessage, T: Sendable>(
        _ method: Method<Request, Response>, _ request: Request, options: CallOptions = CallOptions(),
        _ receive: @Sendable (ResponseStream<Response>) async throws -> T
    ) async throws -> T {
        let (call, inbox) = try open(method.path, request.serialized(), options, Self.parser(Response.self))
        return try await stream(call) { try await receive(ResponseStream(inbox)) }
    }

    /// Calls a method with streams both ways. When `body` returns both are over.
    public func bidirectional<Request: ProtobufMessage, Response: ProtobufMessage, T: Sendable>(
        _ method: Method<Request, Response>, options: CallOptions = CallOptions(),
        _ body: @Sendable (RequestWriter<Request>, ResponseStream<Response>) async throws -> T
    ) async throws -> T {
        let (call, inbox) = try open(method.path, [], options, Self.parser(Response.self))
        return try await stream(call) { try await body(RequestWriter(call), ResponseStream(inbox)) }
    }

    /// `clientStreaming` by a method's description, with messages that are serialized already.
    public func clientStreaming(
        _ method: MethodDescriptor, options: CallOptions = CallOptions(),
        _ send: @escaping @Sendable (RequestWriter<[UInt8]>) async throws -> Void
    ) async throws -> [UInt8] {
        let (call, inbox) = try open(MethodPath(method), [], options, Self.bytes)
        return try await streamAnswer(call, inbox, send)
    }

    /// `serverStreaming` by a method's description, with messages that are serialized already.
    public func serverStreaming<T: Sendable>(
        _ method: MethodDescriptor, payload: [UInt8], options: CallOptions = CallOptions(),
        _ receive: @Sendable (ResponseStream<[UInt8]>) async throws -> T
    ) async throws -> T {
        let (call, inbox) = try open(MethodPath(method), payload, options, Self.bytes)
        return try await stream(call) { try await receive(ResponseStream(inbox)) }
    }

    /// `bidirectional` by a method's description, with messages that are serialized already.
    public func bidirectional<T: Sendable>(
        _ method: MethodDescriptor, options: CallOptions = CallOptions(),
        _ body: @Sendable (RequestWriter<[UInt8]>, ResponseStream<[UInt8]>) async throws -> T
    ) async throws -> T {
        let (call, inbox) = try open(MethodPath(method), [], options, Self.bytes)
        return try await stream(call) { try await body(RequestWriter(call), ResponseStream(inbox)) }
    }

    // MARK: - What they share

    private typealias Parser<Message> = @Sendable (UnsafeRawBufferPointer, Arena) throws(ProtobufError) -> Message

    private static func parser<Message: ProtobufMessage>(_ type: Message.Type) -> Parser<Message> {
        { (bytes, arena) throws(ProtobufError) in try Message(serialized: bytes, arena: arena) }
    }

    private static var bytes: Parser<[UInt8]> {
        { (bytes, _) throws(ProtobufError) in Array(bytes) }
    }

    private func open<Message: Sendable>(
        _ path: MethodPath, _ payload: [UInt8], _ options: CallOptions, _ parse: @escaping Parser<Message>
    ) throws(RPCError) -> (StreamCall, Inbox<Message>) {
        let core = core
        let call = StreamCall(try core.begin(path, options), core: core, payload: payload)
        let inbox = Inbox<Message>(owner: call, parse: parse)
        call.inbox = inbox
        core.loop.run { core.start(call) }
        return (call, inbox)
    }

    private func streamAnswer<Request: Sendable, Answer: Sendable>(
        _ call: StreamCall, _ inbox: Inbox<Answer>,
        _ send: @escaping @Sendable (RequestWriter<Request>) async throws -> Void
    ) async throws -> Answer {
        try await stream(call) {
            try await withThrowingTaskGroup(of: (any Error)?.self) { group in
                group.addTask {
                    do {
                        try await send(RequestWriter(call))
                        await call.finishRequests()
                        return nil
                    } catch {
                        // The server may answer early; then writing fails, and the answer is what counts.
                        return await call.isAnswered ? nil : await call.giveUpSending(error)
                    }
                }
                let answer: Result<Answer?, RPCError>
                do throws(RPCError) { answer = .success(try await inbox.next()) } catch { answer = .failure(error) }
                // Nobody hears what is still to be sent, nor waits for where it comes from.
                group.cancelAll()
                if let failure = try await group.next() ?? nil { throw failure }
                guard let answer = try answer.get() else { throw RPCError.internal("the server gave no answer") }
                return answer
            }
        }
    }

    private func stream<T: Sendable>(_ call: StreamCall, _ body: () async throws -> T) async throws -> T {
        try await withTaskCancellationHandler {
            do {
                let result = try await body()
                await leave(call, nil)
                return result
            } catch {
                await leave(call, (error as? RPCError) ?? .cancelled("the caller has failed"))
                throw error
            }
        } onCancel: {
            call.loop.run { call.giveUp(.cancelled("the task was cancelled")) }
        }
    }

    private func leave(_ call: StreamCall, _ thrown: RPCError?) async {
        let (error, end) = await call.loop.ask { call.leave(thrown) }
        if error == nil, core.isKeepingScore { core.noteSuccess(call.replica) }
        guard let context = call.head.context else { return }
        core.ended(
            context,
            RPCOutcome(
                error: error, duration: end.since(call.head.began), messagesIn: call.messagesIn,
                messagesOut: call.messagesOut, bytesIn: call.bytesIn, bytesOut: call.bytesOut))
    }
}

extension StreamCall {
    /// The caller's own failure ends the call; gives it back.
    func giveUpSending(_ error: any Error) async -> any Error {
        await loop.ask { self.giveUp(.cancelled("the caller has failed")) }
        return error
    }

    /// Whether the server has answered.
    var isAnswered: Bool {
        get async { await loop.ask { self.phase == .ended } }
    }
}
