public import ProtobufC

extension ServerContext: MessageOutlet {
    @usableFromInline
    func offer(_ message: PreparedMessage) -> WriteStep {
        connection.stream(message, from: self)
    }

    @usableFromInline
    func offer(_ bytes: UnsafeRawBufferPointer) -> WriteStep {
        connection.stream(bytes, from: self)
    }

    @usableFromInline
    func waitForRoom(_ continuation: UnsafeContinuation<Void, Never>) {
        // Room may have come between the refusal and this.
        guard !isEnded, !connection.hasRoom(for: self) else { return continuation.resume() }
        outlet.wait(continuation)
        connection.mayHaveWaiters()
    }

    @usableFromInline
    func stopWaiting() {
        outlet.wake()
    }
}

extension ServerContext: InboxOwner {
    func consumed(_ bytes: Int) {
        connection.takeUnread(bytes)
        guard !isEnded else { return }
        connection.grant(outlet.consume(bytes), stream: stream, isOpen: state.isRequestOpen)
    }
}
