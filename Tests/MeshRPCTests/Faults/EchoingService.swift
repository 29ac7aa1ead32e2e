import MeshRPC
import MeshTestKit

/// A service whose every answer depends on every byte of its question.
enum EchoingService {
    static var made: TestService {
        TestService(
            unary: { request, _ in GRPCTesting.SimpleResponse(payload: request.payload) },
            output: { request, responses, _ in
                for parameters in request.responseParameters {
                    let body = (request.payload?.body ?? []).prefix(Int(parameters.size))
                    try await responses.write(.init(payload: GRPCTesting.Payload(body: Array(body))))
                }
            },
            input: { requests, _ in
                var digest = Digest()
                for try await request in requests { digest.add(request.payload?.body ?? []) }
                return GRPCTesting.StreamingInputCallResponse(aggregatedPayloadSize: digest.value)
            },
            duplex: { requests, responses, _ in
                for try await request in requests { try await responses.write(.init(payload: request.payload)) }
            })
    }

    /// A number that tells bytes apart (FNV-1a), and where messages end.
    struct Digest {
        private var state: UInt32 = 2_166_136_261

        var value: Int32 { Int32(bitPattern: state) }

        mutating func add(_ bytes: [UInt8]) {
            for byte in bytes { state = (state ^ UInt32(byte)) &* 16_777_619 }
            state = (state ^ 0x100) &* 16_777_619
        }
    }
}
