import MeshRPC
import NIOCore
import ProtobufC

/// Frames that a client could send, rightly or nearly so. What costs time to make is made once.
struct CallNoise: Sendable {
    private let requests: [[UInt8]]
    private let messages: [[UInt8]]
    private let settings: [[UInt8]]

    init() {
        let ask = GRPCTesting.StreamingOutputCallRequest(
            responseParameters: [0, 7, 300, 2_000].map { GRPCTesting.ResponseParameters(size: $0) })
        let payloads: [[UInt8]] = [
            [], ask.serialized(), GRPCTesting.SimpleRequest(responseSize: 500).serialized(),
            GRPCTesting.SimpleRequest(responseSize: 150_000).serialized(), [0x0A, 0xFF], [0x12, 2, 8],
        ]
        let methods = [
            "EmptyCall", "UnaryCall", "UnaryCall", "StreamingOutputCall", "StreamingInputCall", "FullDuplexCall",
            "UnimplementedCall", "Nothing",
        ]
        var requests: [[UInt8]] = []
        for method in methods {
            for payload in payloads {
                for timeout in [0, -1, 1, 3_000_000, Int64.max] {
                    var request = TTRPC.Request(
                        service: "grpc.testing.TestService", method: method, payload: payload, timeoutNano: timeout)
                    if timeout < 0 {
                        request.metadata = [
                            TTRPC.KeyValue(key: "traceparent", value: "00-0-0-0"), TTRPC.KeyValue(key: "A"),
                        ]
                    }
                    requests.append(request.serialized())
                }
            }
        }
        self.requests = requests
        messages = payloads + [GRPCTesting.StreamingInputCallRequest(payload: FuzzService.payload(900)).serialized()]
        settings = [0, 1, 100, 65_536, 0x7FFF_FFFF].map { (window: UInt32) in
            var buffer = ByteBuffer()
            Settings(
                frameBytesMax: window == 100 ? 100 : 4 << 20, streamWindowBytes: window, connectionWindowBytes: window,
                streamsMax: window
            ).write(to: &buffer)
            return Array(buffer.readableBytesView)
        }
    }

    /// A content of about `count` frames.
    func frames(_ random: SeededRandom, count: Int, head: [UInt8]) -> [UInt8] {
        var noise = FrameNoise(head: head)
        var stream: UInt32 = 1
        for _ in 0..<count {
            let word = random.next()
            let flags = UInt8(truncatingIfNeeded: word >> 8) & 7
            // Usually one of the latest streams.
            let known = stream &- UInt32(truncatingIfNeeded: word >> 16 & 7) * 2
            let any = word >> 24 & 31 == 0 ? UInt32(truncatingIfNeeded: random.edge()) : known
            let number = word >> 32 & 0x3F == 0 ? random.edge() : word >> 40 & 0x3FF
            let four = (0..<4).map { UInt8(truncatingIfNeeded: number >> UInt64(24 - $0 * 8)) }
            switch word % 32 {
            case 0...7:
                if word >> 50 & 31 != 0 { stream &+= 2 }
                let payload = random.element(of: requests)
                noise.frame(1, stream: stream, flags: flags, word >> 56 == 0 ? random.mutated(payload) : payload)
            case 8...17: noise.frame(3, stream: any, flags: flags & 5, random.element(of: messages))
            case 18, 19: noise.frame(3, stream: any, flags: 5)
            case 20: noise.frame(2, stream: any, flags: flags, random.element(of: messages))
            case 21: noise.frame(4, stream: word >> 60 == 0 ? any : 0, word >> 56 == 0 ? four : four + four)
            case 22: noise.frame(5, stream: 0, four + four)
            case 23, 24: noise.frame(6, stream: any, four)
            case 25, 26: noise.frame(7, stream: word >> 60 < 4 ? 0 : any, four)
            case 27: if word >> 60 == 0 { noise.frame(8, stream: 0, four + four + [0x68, 0xFF]) }
            case 28: if word >> 60 < 4 { noise.frame(9, stream: 0, random.element(of: settings)) }
            case 29: noise.frame(UInt8(truncatingIfNeeded: word >> 48), stream: any, flags: flags, four)
            case 30:
                guard word >> 56 == 0 else { continue }
                noise.header(length: 4 << 20 + 5, 3 - UInt8(word >> 9 & 2), stream: any, flags: flags)
                noise.append([UInt8](repeating: 0xEE, count: 4 << 20 + 5))
            default: noise.frame(3, stream: any, flags: flags, four)
            }
        }
        return noise.bytes
    }
}
