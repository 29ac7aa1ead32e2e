public import ProtobufC

/// A method's handler without its message types; generated code makes one for each method of a service.
public struct MethodHandler: Sendable {
    /// The method it handles.
    public let descriptor: MethodDescriptor
    /// Starts a call: its payload lies in the arena's turn and is not there any more when the handler runs.
    let start: @Sendable (ServerContext, UnsafeRawBufferPointer, Arena) -> Void

    /// What all four shapes share: `input` is made of the request, `body` is the handler, `finish` answers with what it
    /// returned. A request that is no `input` has been refused already.
    @inlinable
    init<Input: Sendable, Output>(
        _ descriptor: MethodDescriptor,
        input: @escaping @Sendable (ServerContext, UnsafeRawBufferPointer, Arena) -> Input?,
        body: @escaping @Sendable (Input, ServerContext) async throws -> Output,
        finish: @escaping @Sendable (ServerContext, Output) -> Void
    ) {
        self.init(descriptor) { context, payload, arena in
            guard let input = input(context, payload, arena) else { return }
            context.hold(
                Task.immediate(executorPreference: context.loop) {
                    do {
                        finish(context, try await body(input, context))
                    } catch {
                        context.fail(error)
                    }
                })
        }
    }

    @usableFromInline
    init(
        _ descriptor: MethodDescriptor,
        start: @escaping @Sendable (ServerContext, UnsafeRawBufferPointer, Arena) -> Void
    ) {
        self.descriptor = descriptor
        self.start = start
    }

    /// One request, one response.
    @inlinable
    public static func unary<Request: ProtobufMessage, Response: ProtobufMessage>(
        _ method: Method<Request, Response>,
        _ body: @escaping @Sendable (Request, ServerContext) async throws -> Response
    ) -> MethodHandler {
        MethodHandler(
            method.descriptor, input: { $0.request($1, $2) }, body: body, finish: { $0.complete($1) })
    }

    /// A stream of requests, one response.
    @inlinable
    public static func clientStreaming<Request: ProtobufMessage, Response: ProtobufMessage>(
        _ method: Method<Request, Response>,
        _ body: @escaping @Sendable (RequestStream<Request>, ServerContext) async throws -> Response
    ) -> MethodHandler {
        MethodHandler(
            method.descriptor, input: { context, payload, _ in context.requests(first: payload) }, body: body,
            finish: { $0.complete($1) })
    }

    /// One request, a stream of responses.
    @inlinable
    public static func serverStreaming<Request: ProtobufMessage, Response: ProtobufMessage>(
        _ method: Method<Request, Response>,
        _ body: @escaping @Sendable (Request, ResponseWriter<Response>, ServerContext) async throws -> Void
    ) -> MethodHandler {
        MethodHandler(
            method.descriptor, input: { $0.request($1, $2) },
            body: { (request: Request, context) in
                try await body(request, ResponseWriter<Response>(context), context)
            },
            finish: { context, _ in context.completeStream() })
    }

    /// A stream of requests, a stream of responses.
    @inlinable
    public static func bidirectional<Request: ProtobufMessage, Response: ProtobufMessage>(
        _ method: Method<Request, Response>,
        _ body:
            @escaping @Sendable (RequestStream<Request>, ResponseWriter<Response>, ServerContext) async throws
            -> Void
    ) -> MethodHandler {
        MethodHandler(
            method.descriptor, input: { context, payload, _ in context.requests(first: payload) },
            body: { (requests: RequestStream<Request>, context) in
                try await body(requests, ResponseWriter<Response>(context), context)
            },
            finish: { context, _ in context.completeStream() })
    }
}

extension ServerContext {
    /// The one request of a method that takes one; nil, and refused, when it does not parse.
    @inlinable
    func request<Request: ProtobufMessage>(_ payload: UnsafeRawBufferPointer, _ arena: Arena) -> Request? {
        do throws(ProtobufError) {
            return try Request(serialized: payload, arena: arena)
        } catch {
            refuse(error)
            return nil
        }
    }

    /// The requests of a method that takes a stream, parsed as they arrive; `payload` came with the Request itself, and
    /// when that does not parse the call is over.
    @usableFromInline
    func requests<Request: ProtobufMessage>(first payload: UnsafeRawBufferPointer) -> RequestStream<Request>? {
        let inbox = Inbox<Request>(owner: self) { (bytes, arena) throws(ProtobufError) -> Request in
            try Request(serialized: bytes, arena: arena)
        }
        receive(into: inbox, first: payload)
        return isEnded ? nil : RequestStream(inbox)
    }
}
