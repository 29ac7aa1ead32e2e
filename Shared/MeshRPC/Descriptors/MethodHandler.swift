public import ProtobufC

/// A method's handler without its message types; generated code makes one for each method of a service.
public struct MethodHandler: Sendable {
    /// The method it handles.
    public let descriptor: MethodDescriptor
    /// Starts a call: its payload lies in the arena's turn and is not there any more when the handler runs.
    let start: @Sendable (ServerContext, UnsafeRawBufferPointer, Arena) -> Void

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
        MethodHandler(method.descriptor) { context, payload, arena in
            let request: Request
            do throws(ProtobufError) {
                request = try Request(serialized: payload, arena: arena)
            } catch {
                return context.refuse(error)
            }
            context.hold(
                Task.immediate(executorPreference: context.loop) {
                    do {
                        context.complete(try await body(request, context))
                    } catch {
                        context.fail(error)
                    }
                })
        }
    }

    /// A stream of requests, one response.
    @inlinable
    public static func clientStreaming<Request: ProtobufMessage, Response: ProtobufMessage>(
        _ method: Method<Request, Response>,
        _ body: @escaping @Sendable (RequestStream<Request>, ServerContext) async throws -> Response
    ) -> MethodHandler {
        MethodHandler(method.descriptor) { context, payload, arena in
            let requests = RequestStream<Request>.parsing(for: context, first: payload)
            context.hold(
                Task.immediate(executorPreference: context.loop) {
                    do {
                        context.complete(try await body(requests, context))
                    } catch {
                        context.fail(error)
                    }
                })
        }
    }

    /// One request, a stream of responses.
    @inlinable
    public static func serverStreaming<Request: ProtobufMessage, Response: ProtobufMessage>(
        _ method: Method<Request, Response>,
        _ body: @escaping @Sendable (Request, ResponseWriter<Response>, ServerContext) async throws -> Void
    ) -> MethodHandler {
        MethodHandler(method.descriptor) { context, payload, arena in
            let request: Request
            do throws(ProtobufError) {
                request = try Request(serialized: payload, arena: arena)
            } catch {
                return context.refuse(error)
            }
            let responses = ResponseWriter<Response>(context)
            context.hold(
                Task.immediate(executorPreference: context.loop) {
                    do {
                        try await body(request, responses, context)
                        context.completeStream()
                    } catch {
                        context.fail(error)
                    }
                })
        }
    }

    /// A stream of requests, a stream of responses.
    @inlinable
    public static func bidirectional<Request: ProtobufMessage, Response: ProtobufMessage>(
        _ method: Method<Request, Response>,
        _ body:
            @escaping @Sendable (RequestStream<Request>, ResponseWriter<Response>, ServerContext) async throws
            -> Void
    ) -> MethodHandler {
        MethodHandler(method.descriptor) { context, payload, arena in
            let requests = RequestStream<Request>.parsing(for: context, first: payload)
            let responses = ResponseWriter<Response>(context)
            context.hold(
                Task.immediate(executorPreference: context.loop) {
                    do {
                        try await body(requests, responses, context)
                        context.completeStream()
                    } catch {
                        context.fail(error)
                    }
                })
        }
    }
}

extension RequestStream where Message: ProtobufMessage {
    /// The requests of `context`, parsed as they arrive; `payload` came with the Request itself.
    @usableFromInline
    static func parsing(for context: ServerContext, first payload: UnsafeRawBufferPointer) -> RequestStream {
        let inbox = Inbox<Message>(owner: context) { (bytes, arena) throws(ProtobufError) -> Message in
            try Message(serialized: bytes, arena: arena)
        }
        context.receive(into: inbox, first: payload)
        return RequestStream(inbox)
    }
}
