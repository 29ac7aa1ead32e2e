/// One stream's windows and the writers that wait for the peer's.
struct StreamOutlet {
    private(set) var sendWindow: SendWindow
    private var receiveWindow: ReceiveWindow
    private var waiters: [UnsafeContinuation<Void, Never>] = []

    /// Windows as the peer's settings and our own have them.
    init(sendBytes: Int, receiveBytes: Int) {
        sendWindow = SendWindow(bytes: sendBytes)
        receiveWindow = ReceiveWindow(bytes: receiveBytes, beforeSettings: Limits.streamWindowBytes)
    }

    var hasWaiters: Bool { !waiters.isEmpty }

    mutating func sent(_ bytes: Int) { sendWindow.consume(bytes) }
    mutating func grant(_ bytes: UInt32) -> Bool { sendWindow.grant(bytes) }
    mutating func resize(by bytes: Int) { sendWindow.resize(by: bytes) }
    mutating func received(_ bytes: Int) -> Bool { receiveWindow.receive(bytes) }

    /// A message of `bytes` came to a reader who had taken all before it: room for two such lets the peer send one
    /// while the other is read. Returns what to grant.
    mutating func keptUp(_ bytes: Int) -> UInt32 { receiveWindow.widen(toHold: 2 * bytes) }

    mutating func consume(_ bytes: Int) -> UInt32 { receiveWindow.consume(bytes) }

    mutating func wait(_ continuation: UnsafeContinuation<Void, Never>) {
        waiters.append(continuation)
    }

    mutating func wake() {
        guard !waiters.isEmpty else { return }
        let woken = waiters
        waiters = []
        for waiter in woken { waiter.resume() }
    }
}
