/// One stream's windows and the writers that wait for the peer's.
struct StreamOutlet {
    private(set) var sendWindow: SendWindow
    private var receiveWindow: ReceiveWindow
    private var waiters: [UnsafeContinuation<Void, Never>] = []

    init(windowBytes: Int) {
        sendWindow = SendWindow(bytes: windowBytes)
        receiveWindow = ReceiveWindow(bytes: Limits.streamWindowBytes, beforeSettings: Limits.streamWindowBytes)
    }

    /// The receiving side's size comes from our own settings.
    mutating func receives(windowBytes: Int) {
        receiveWindow = ReceiveWindow(bytes: windowBytes, beforeSettings: Limits.streamWindowBytes)
    }

    var hasWaiters: Bool { !waiters.isEmpty }

    mutating func sent(_ bytes: Int) { sendWindow.consume(bytes) }
    mutating func grant(_ bytes: UInt32) -> Bool { sendWindow.grant(bytes) }
    mutating func resize(by bytes: Int) { sendWindow.resize(by: bytes) }
    mutating func received(_ bytes: Int) -> Bool { receiveWindow.receive(bytes) }
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
