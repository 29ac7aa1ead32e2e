import MeshKernel
import NIOPosix

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A service that has said that it is ready.
package final class RunningService: Sendable {
    private static let startSecondsMax: Int64 = 30
    private static let pauseMicroseconds: UInt32 = 2_000

    /// The process.
    package let process: ChildProcess
    /// From the start of the process to the first `200` of `/readyz`.
    package let startup: Duration
    private let probesPort: Int

    /// Waits until `process` answers `/readyz` with 200, on a thread that may block; an error with the log's end when the
    /// process ends before that.
    package init(_ process: ChildProcess, probesPort: Int) async throws {
        self.process = process
        self.probesPort = probesPort
        startup = try await NIOThreadPool.singleton.runIfActive {
            let time = SystemTime()
            let began = time.monotonic()
            let deadline = began.advanced(by: .seconds(Self.startSecondsMax))
            while Loopback.get("/readyz", port: probesPort)?.status != 200 {
                guard process.isRunning, time.monotonic() < deadline else {
                    throw StartFailure(log: process.errors + process.output)
                }
                usleep(Self.pauseMicroseconds)
            }
            return time.monotonic().since(began)
        }
    }

    /// What the service has logged so far.
    package var log: String { process.errors + process.output }

    /// Whether `/readyz` says 200 now.
    package var isReady: Bool { Loopback.get("/readyz", port: probesPort)?.status == 200 }

    /// The Prometheus text of `/metrics`; empty when the service does not answer.
    package func metrics() -> String { Loopback.get("/metrics", port: probesPort)?.body ?? "" }

    /// The sum of all series of a metric, and whether there is any; series with `label` in their braces only.
    package func metric(_ name: String, label: String = "") -> Double? {
        var sum: Double?
        for line in metrics().split(separator: "\n") where line.hasPrefix(name) && line.contains(label) {
            let rest = line.dropFirst(name.count)
            guard rest.first == "{" || rest.first == " ", let value = Double(line.split(separator: " ").last ?? "")
            else {
                continue
            }
            sum = (sum ?? 0) + value
        }
        return sum
    }

    /// Asks the service to drain and end, and waits for it.
    @discardableResult
    package func stop() async -> ChildProcess.Exit {
        process.send(signal: SIGTERM)
        return await process.wait()
    }

    /// Kills the service as a power cut would, and waits until it is gone.
    package func kill() async {
        process.send(signal: SIGKILL)
        _ = await process.wait()
    }
}

/// A program that did not become ready.
package struct StartFailure: Error, CustomStringConvertible {
    /// Everything it logged.
    package let log: String

    package var description: String { "the program did not become ready; it logged:\n\(log)" }
}
