import ArgumentParser
import MeshRPC
import MeshTestKit

/// What a command that echoes sends and for how long, as its options.
struct EchoLoad: ParsableArguments {
    @OptionGroup var time: CountedTime

    @Option(help: "Bytes of payload in each message.")
    var payload = 256

    func validate() throws {
        guard (0...1 << 20).contains(payload) else { throw ValidationError("--payload is from 0 to 1048576") }
    }

    /// The payload itself.
    var bytes: [UInt8] { [UInt8](repeating: UInt8(ascii: "x"), count: payload) }

    /// Keeps `callers` calls in flight.
    func run(callers: Int, on client: RPCClient) async throws -> Latencies {
        let echo = BenchV1.EchoClient(client)
        let bytes = bytes
        return try await ClosedLoop(callers: callers, seconds: time.seconds).run(on: client.loop) { _, sequence in
            let reply = try await echo.get(
                BenchV1.EchoRequest(id: SlowMark.none, seq: sequence, payload: bytes),
                options: CallOptions(timeout: .seconds(10)))
            guard reply.seq == sequence else { throw BenchmarkFailure("an answer to another request") }
        }
    }
}
