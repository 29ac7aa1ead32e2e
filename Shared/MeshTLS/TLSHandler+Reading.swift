public import NIOCore

extension TLSHandler {
    func begin(_ context: ChannelHandlerContext) {
        guard phase == .idle else { return }
        phase = .handshaking
        remoteAddress = context.remoteAddress
        let session: TLSSession
        do throws(TLSError) {
            session = try TLSSession(credentials, dialled: dialled, protocols: protocols)
        } catch {
            fail(error, context)
            return
        }
        self.session = session
        let limit = handshakeTimeout
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { [weak self] in
            guard let self, phase == .handshaking else { return }
            fail(.handshakeTimedOut(milliseconds: limit.nanoseconds / 1_000_000), context)
        }
        if dialled != nil {
            if case .failed(let error) = session.begin() {
                fail(error, context)
                return
            }
            writeOutput(context)
        }
        // A channel that reads only when asked has not been asked yet, and nobody after us can know to.
        context.read()
    }

    /// Takes ciphertext in; plaintext goes on at the end of the turn.
    public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch phase {
        case .handshaking, .established: take(unwrapInboundIn(data), context)
        // Nothing more is heard from a peer that was refused or left.
        case .idle, .closing, .closed: break
        }
    }

    /// Hands on what this turn's ciphertext held.
    public func channelReadComplete(context: ChannelHandlerContext) {
        deliver(context)
        if hasDelivered {
            hasDelivered = false
        } else if phase != .closed {
            // The read that was asked for has given those after us nothing.
            context.read()
        }
        context.fireChannelReadComplete()
    }

    private func take(_ ciphertext: ByteBuffer, _ context: ChannelHandlerContext) {
        guard let session else { return }
        if !hasReceived, let first = ciphertext.readableBytesView.first {
            hasReceived = true
            if let kind = FirstBytes.plaintext(ciphertext.readableBytesView, isServer: dialled == nil, first: first) {
                fail(.plaintext(kind), context)
                return
            }
        }
        if plaintext.capacity == 0 {
            plaintext = context.channel.allocator.buffer(capacity: ciphertext.readableBytes)
        }
        let outcome = ciphertext.withUnsafeReadableBytes {
            progress.advance(over: $0)
            return session.consume($0, into: &plaintext)
        }
        if phase == .handshaking, session.isEstablished, let peer = session.peer {
            establish(peer, session, context)
        }
        switch outcome {
        case .more:
            if session.hasOutput { writeOutput(context) }
        case .ended:
            deliver(context)
            end(context, promise: nil)
        case .failed(let error):
            deliver(context)
            fail(error, context)
        }
    }

    private func establish(_ peer: PeerIdentity, _ session: TLSSession, _ context: ChannelHandlerContext) {
        phase = .established
        timer?.cancel()
        timer = nil
        if isFlushWanted {
            isFlushWanted = false
            flush(context: context)
        }
        context.fireUserInboundEventTriggered(
            TLSEvent.established(peer: peer, applicationProtocol: session.applicationProtocol))
    }

    /// Passes on what was decrypted, if anything was.
    func deliver(_ context: ChannelHandlerContext) {
        guard plaintext.readableBytes > 0 else {
            // An idle connection holds no buffer.
            if plaintext.capacity > 0 { plaintext = ByteBuffer() }
            return
        }
        let delivered = plaintext
        plaintext = ByteBuffer()
        hasDelivered = true
        context.fireChannelRead(wrapInboundOut(delivered))
    }
}
