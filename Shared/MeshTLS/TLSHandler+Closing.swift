import Logging
public import NIOCore

extension TLSHandler {
    /// Says goodbye to the peer (close_notify) before the channel closes.
    public func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch (mode, phase) {
        case (.all, .established):
            end(context, promise: promise)
        case (.all, .closing):
            // Already on its way.
            rememberClose(promise)
        case (.output, .established):
            endOutput(context, promise: promise)
        case (.all, .handshaking):
            phase = .closing
            context.close(mode: .all, promise: promise)
        case (.all, .idle), (.all, .closed), (.output, _), (.input, _):
            context.close(mode: mode, promise: promise)
        }
    }

    /// Says goodbye after everything written so far, then closes.
    func end(_ context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        rememberClose(promise)
        guard encryptPending(context) else { return }
        phase = .closing
        session?.end()
        finish(context, isLingering: false)
    }

    /// Says goodbye after everything written so far, and goes on reading (RFC 8446, section 6.1).
    private func endOutput(_ context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        guard encryptPending(context) else {
            promise?.fail(TLSError.closed)
            return
        }
        isOutputEnded = true
        session?.end()
        let written = takePromise(context)
        if let promise { written.futureResult.cascade(to: promise) }
        self.promise = written
        writeOutput(context)
    }

    /// The connection is over because of `error`: the peer gets OpenSSL's alert, those after us the error.
    func fail(_ error: TLSError, _ context: ChannelHandlerContext) {
        switch phase {
        case .closing, .closed: return
        case .idle, .handshaking, .established: break
        }
        if phase != .established { logRefusal(error) } else if case .refusedByPeer = error { logRefusal(error) }
        let wasRefused = phase == .handshaking
        phase = .closing
        timer?.cancel()
        timer = nil
        pending = ByteBuffer()
        let waiting = promise
        promise = nil
        let written = takePromise(context)
        if let alert = session?.takeOutput() {
            context.writeAndFlush(wrapOutboundOut(alert), promise: written)
        } else {
            context.flush()
            written.succeed()
        }
        waiting?.fail(error)
        context.fireErrorCaught(error)
        closeAfter(written.futureResult, context, isLingering: wasRefused && dialled == nil && error.deservesLinger)
    }

    private func finish(_ context: ChannelHandlerContext, isLingering: Bool) {
        let written = takePromise(context)
        if let output = session?.takeOutput() {
            context.writeAndFlush(wrapOutboundOut(output), promise: written)
        } else {
            context.flush()
            written.succeed()
        }
        closeAfter(written.futureResult, context, isLingering: isLingering)
    }

    /// The promise of what waits, or a new one: something must tell when the last bytes left.
    private func takePromise(_ context: ChannelHandlerContext) -> EventLoopPromise<Void> {
        defer { promise = nil }
        return promise ?? context.eventLoop.makePromise()
    }

    /// Closes when the last bytes left. Closing a socket with unread input resets it, and a reset can overtake the alert
    /// that says why; so a refused client first sees only our end close, and has a moment to close its own.
    private func closeAfter(
        _ written: EventLoopFuture<Void>, _ context: ChannelHandlerContext, isLingering: Bool
    ) {
        guard phase == .closing else { return }
        schedule(.milliseconds(Limits.closeMilliseconds), context)
        written.assumeIsolated().whenComplete { [weak self] _ in
            guard let self, phase == .closing else { return }
            guard isLingering else {
                closeNow(context)
                return
            }
            schedule(.milliseconds(Limits.lingerMilliseconds), context)
            let halfClosed = context.eventLoop.makePromise(of: Void.self)
            halfClosed.futureResult.assumeIsolated().whenFailure { [weak self] _ in self?.closeNow(context) }
            context.close(mode: .output, promise: halfClosed)
        }
    }

    private func schedule(_ delay: TimeAmount, _ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: delay) { [weak self] in self?.closeNow(context) }
    }

    func closeNow(_ context: ChannelHandlerContext) {
        guard phase == .closing else { return }
        phase = .closed
        timer?.cancel()
        timer = nil
        let waiting = closePromise
        closePromise = nil
        context.close(mode: .all, promise: waiting)
    }

    private func rememberClose(_ promise: EventLoopPromise<Void>?) {
        guard let promise else { return }
        if let first = closePromise { first.futureResult.cascade(to: promise) } else { closePromise = promise }
    }

    /// The one line that a refused handshake leaves.
    func logRefusal(_ error: TLSError) {
        // Whoever connects and leaves without a word is a port check.
        let level: Logger.Level = error == .closedInHandshake && !hasReceived ? .debug : .warning
        logger.log(
            level: level, "connection refused: \(error)",
            metadata: [
                "remote": "\(remoteAddress.map(String.init(describing:)) ?? "unknown")",
                "side": dialled == nil ? "server" : "client",
            ])
    }
}
