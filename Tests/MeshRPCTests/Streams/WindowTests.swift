import MeshRPC
import MeshTestKit
import Testing

@Suite("Windows", .timeLimit(.minutes(2)))
struct WindowTests {
    @Test("a message may overdraw a window; the next waits until the debt is paid")
    func overdraft() {
        var window = SendWindow(bytes: 100)
        #expect(window.isOpen)
        window.consume(250)
        #expect(window.availableBytes == -150)
        #expect(!window.isOpen)
        let first = window.grant(150)
        #expect(first)
        #expect(!window.isOpen)
        let second = window.grant(1)
        #expect(second)
        #expect(window.isOpen)
    }

    @Test("granting nothing, or beyond what a window holds, is the peer's fault")
    func badGrants() {
        var window = SendWindow(bytes: 10)
        let nothing = window.grant(0)
        let tooMuch = window.grant(UInt32(Limits.windowBytesMax))
        #expect(!nothing)
        #expect(!tooMuch)
        #expect(window.availableBytes == 10)
    }

    @Test("a receiver grants in halves and refuses a frame that finds the window empty")
    func receiver() {
        var window = ReceiveWindow(bytes: 1_000, beforeSettings: 500)
        let fits = window.receive(1_200)
        #expect(fits, "a message may overdraw")
        let refused = window.receive(1)
        #expect(!refused)
        let empty = window.receive(0)
        #expect(empty, "an empty message takes nothing")
        #expect(window.consume(499) == 0)
        #expect(window.consume(1) == 500)
        let stillRefused = window.receive(1)
        #expect(stillRefused, "500 granted on a debt of 200 leave 300")
    }

    @Test("a window is widened once for each larger message, and never beyond its bound")
    func widening() {
        var window = ReceiveWindow(bytes: 1_000, beforeSettings: 500)
        #expect(window.widen(toHold: 1_000) == 0)
        #expect(window.widen(toHold: 3_000) == 2_000)
        #expect(window.widen(toHold: 3_000) == 0)
        #expect(window.remainingBytes == 3_000)
        #expect(window.consume(1_499) == 0, "halves are those of the wider window")
        #expect(window.consume(1) == 1_500)
        #expect(window.widen(toHold: .max) == UInt32(Limits.streamWindowWidenedBytesMax - 3_000))
    }

    @Test("sender and receiver never disagree, whatever the sizes and delays")
    func agreement() {
        for seed in UInt64(1)...40 {
            let random = SeededRandom(seed: seed)
            var sender = SendWindow(bytes: Limits.streamWindowBytes)
            var receiver = ReceiveWindow(
                bytes: Limits.streamWindowBytes, beforeSettings: Limits.streamWindowBytes)
            var flying: [Int] = []
            var unread: [Int] = []
            var grants: [UInt32] = []
            var delivered = 0
            for _ in 0..<1_000 {
                switch random.integer(in: 0...3) {
                case 0 where sender.isOpen:
                    let bytes = random.integer(in: 0...100_000)
                    sender.consume(bytes)
                    flying.append(bytes)
                case 1 where !flying.isEmpty:
                    let bytes = flying.removeFirst()
                    let isLegal = receiver.receive(bytes)
                    #expect(isLegal, "seed \(seed)")
                    unread.append(bytes)
                case 2 where !unread.isEmpty:
                    let grant = receiver.consume(unread.removeFirst())
                    delivered += 1
                    if grant > 0 { grants.append(grant) }
                case 3 where !grants.isEmpty:
                    let isLegal = sender.grant(grants.removeFirst())
                    #expect(isLegal, "seed \(seed)")
                default: break
                }
            }
            // Nothing is ever lost: once all is read and granted, the sender may send.
            for bytes in flying {
                _ = receiver.receive(bytes)
                unread.append(bytes)
            }
            for bytes in unread {
                let grant = receiver.consume(bytes)
                if grant > 0 { grants.append(grant) }
            }
            for grant in grants { _ = sender.grant(grant) }
            #expect(sender.isOpen, "seed \(seed)")
            #expect(delivered > 0)
        }
    }
}
