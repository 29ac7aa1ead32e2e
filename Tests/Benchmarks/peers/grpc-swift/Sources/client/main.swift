// The echo client on grpc-swift 2: client CERTIFICATES PORT INFLIGHT SECONDS BYTES, prints "rps p50_us p99_us".

import EchoProto
import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2

let arguments = CommandLine.arguments
guard arguments.count == 6, let port = Int(arguments[2]), let inflight = Int(arguments[3]),
    let seconds = Double(arguments[4]), let size = Int(arguments[5])
else { exit(64) }
let folder = arguments[1]
let clock = ContinuousClock()

/// What one caller saw; each keeps its own, so that recording takes no lock.
struct Samples: Sendable {
    var nanoseconds: [UInt32] = []
    var last: ContinuousClock.Instant
}

let transport = try HTTP2ClientTransport.Posix(
    target: .dns(host: "localhost", port: port),
    transportSecurity: .mTLS(
        certificateChain: [.file(path: folder + "/client.pem", format: .pem)],
        privateKey: .file(path: folder + "/client.key", format: .pem)
    ) { $0.trustRoots = .certificates([.file(path: folder + "/ca.pem", format: .pem)]) })

try await withGRPCClient(transport: transport) { client in
    let echo = Bench_V1_Echo.Client(wrapping: client)
    let warm = clock.now + .seconds(1)
    let end = warm + .seconds(seconds)
    let payload = Data(repeating: UInt8(ascii: "x"), count: size)
    let all = try await withThrowingTaskGroup(of: Samples.self) { group in
        for _ in 0..<inflight {
            group.addTask {
                var samples = Samples(last: warm)
                samples.nanoseconds.reserveCapacity(1 << 18)
                var request = Bench_V1_EchoRequest()
                request.id = "0123456789abcdef"
                request.payload = payload
                while true {
                    let started = clock.now
                    let reply = try await echo.get(request)
                    let now = clock.now
                    precondition(reply.seq == request.seq, "an answer to another request")
                    request.seq += 1
                    guard now >= warm else { continue }
                    samples.nanoseconds.append(UInt32(clamping: Int64((now - started) / .nanoseconds(1))))
                    samples.last = now
                    if now >= end { return samples }
                }
            }
        }
        var all: [Samples] = []
        for try await samples in group { all.append(samples) }
        return all
    }
    let sorted = all.flatMap(\.nanoseconds).sorted()
    let elapsed = ((all.map(\.last).max() ?? end) - warm) / .seconds(1)
    print(
        Int(Double(sorted.count) / elapsed),
        Double(sorted[sorted.count / 2]) / 1e3,
        Double(sorted[sorted.count * 99 / 100]) / 1e3)
    exit(0)
}
