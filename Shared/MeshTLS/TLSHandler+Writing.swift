public import NIOCore

extension TLSHandler {
    /// Keeps plaintext until the next flush.
    public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var buffer = unwrapOutboundIn(data)
        switch phase {
        case .idle, .handshaking:
            guard pending.readableBytes + buffer.readableBytes <= Limits.earlyWriteBytesMax else {
                promise?.fail(TLSError.earlyWriteTooLong(limitBytes: Limits.earlyWriteBytesMax))
                return
            }
            remember(promise)
            append(&buffer)
        case .established:
            guard !isOutputEnded else {
                promise?.fail(TLSError.closed)
                return
            }
            remember(promise)
            fillRecords(&buffer, context)
        case .closing, .closed:
            promise?.fail(TLSError.closed)
        }
    }

    /// Encrypts what was written since the last flush and sends it.
    public func flush(context: ChannelHandlerContext) {
        switch phase {
        case .idle, .handshaking:
            isFlushWanted = true
        case .established:
            guard encryptPending(context) else { return }
            writeOutput(context)
        case .closing, .closed:
            context.flush()
        }
    }

    /// Sends what OpenSSL has ready, and completes with it what was written since the last flush.
    func writeOutput(_ context: ChannelHandlerContext) {
        // Before the handshake is finished the output is the handshake's, and what was written waits on.
        let waiting = phase == .handshaking ? nil : promise
        if phase != .handshaking { promise = nil }
        let isRestLeaving = hasUnflushedOutput && waiting != nil
        hasUnflushedOutput = false
        if let output = session?.takeOutput() {
            context.writeAndFlush(wrapOutboundOut(output), promise: waiting)
        } else if isRestLeaving {
            // Nothing is left, and yet the promise is kept no earlier than what went before it.
            context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: waiting)
        } else {
            waiting?.succeed()
            context.flush()
        }
    }

    /// Encrypts what waits; false when OpenSSL could not and the connection failed.
    func encryptPending(_ context: ChannelHandlerContext) -> Bool {
        guard pending.readableBytes > 0 else { return true }
        let plaintext = pending
        pending = ByteBuffer()
        return encrypt(plaintext, context)
    }

    /// Full records are encrypted at once, so that a long run of writes is never gathered whole before its flush.
    private func fillRecords(_ buffer: inout ByteBuffer, _ context: ChannelHandlerContext) {
        let record = Limits.recordPlaintextBytesMax
        if pending.readableBytes > 0, pending.readableBytes + buffer.readableBytes >= record {
            if var head = buffer.readSlice(length: record - pending.readableBytes) { append(&head) }
            guard encryptPending(context) else { return }
        }
        let whole = buffer.readableBytes / record * record
        if whole > 0, let records = buffer.readSlice(length: whole) {
            guard encrypt(records, context) else { return }
        }
        append(&buffer)
        passOn(context)
    }

    /// Encrypted bytes of a long run of writes move on towards the socket, which still waits for the flush.
    private func passOn(_ context: ChannelHandlerContext) {
        guard let session, session.outputBytes >= Limits.outputPieceBytes, let output = session.takeOutput() else {
            return
        }
        hasUnflushedOutput = true
        context.write(wrapOutboundOut(output), promise: nil)
    }

    private func append(_ buffer: inout ByteBuffer) {
        if pending.readableBytes == 0 { pending = buffer } else { pending.writeBuffer(&buffer) }
    }

    private func encrypt(_ plaintext: ByteBuffer, _ context: ChannelHandlerContext) -> Bool {
        guard let session else { return false }
        let allocator = context.channel.allocator
        let error = plaintext.withUnsafeReadableBytes { session.encrypt($0, allocator: allocator) }
        guard let error else { return true }
        fail(error, context)
        return false
    }

    private func remember(_ promise: EventLoopPromise<Void>?) {
        guard let promise else { return }
        if let first = self.promise { first.futureResult.cascade(to: promise) } else { self.promise = promise }
    }
}
