import ArgumentParser
import MeshAPI
import MeshKernel
import MeshPassword
import MeshRPC
import MeshTestKit
import NIOCore

/// Sign-ins by password at a real identity process, beside the hashes that they consist of, by turns in one run.
struct Logins: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sign-ins by password at an identity process, beside bare Argon2id on as many threads.",
        discussion: """
            Rounds of both by turns, each counted for --seconds; the ratio is that of the medians. The service hashes on \
            as many threads as there are cores, and so does the bare run, in this process.
            """)

    @Option(help: "Sign-ins in flight.")
    var callers = 8

    @Option(help: "Accounts they are spread over.")
    var accounts = 32

    @Option(help: "Rounds of both.")
    var rounds = 3

    @Option(help: "Seconds to count in each.")
    var seconds = 2.0

    func validate() throws {
        guard (1...64).contains(callers) else { throw ValidationError("--callers is from 1 to 64") }
        guard (1...1_000).contains(accounts) else { throw ValidationError("--accounts is from 1 to 1000") }
        guard (1...100).contains(rounds) else { throw ValidationError("--rounds is from 1 to 100") }
        guard seconds > 0, seconds <= 240 else { throw ValidationError("--seconds is above 0, at most 240") }
    }

    func run() async throws {
        let bench = try IdentityBench()
        _ = try await bench.fill(accounts: accounts)
        let service = try await bench.start()
        let loops = RPCLoops(threads: 1)
        let client = try bench.client(on: loops.all[0])
        let sessions = IdentityV1.SessionsClient(client)
        let threads = System.coreCount
        let accounts = accounts
        let before = try ProcessStatistics(of: service.process.pid)
        var (bare, logins): ([Double], [Double]) = ([], [])
        var latencies: Latencies?
        for _ in 0..<rounds {
            bare.append(try await hashes(threads: threads))
            let counted = try await ClosedLoop(callers: callers, seconds: seconds).run(on: loops.all[0]) {
                caller, sequence in
                let session = try await IdentityBench.logIn(
                    sessions, account: (caller + Int(sequence) * 7) % accounts)
                guard !session.accessToken.isEmpty else { throw BenchmarkFailure("a sign-in without a token") }
            }
            logins.append(counted.perSecond)
            latencies = counted
        }
        let after = try ProcessStatistics(of: service.process.pid)
        await client.close()
        await service.stop()
        func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("callers", callers)
        line.add("threads", threads)
        line.add("hashes_per_second", median(bare))
        line.add("logins_per_second", median(logins))
        line.add("ratio", hundredths: median(logins) / median(bare))
        line.add("p50_us", latencies?.microseconds(0.5) ?? 0)
        line.add("p99_us", latencies?.microseconds(0.99) ?? 0)
        line.add("server_rss_kb", after.residentKibibytes)
        line.add("server_idle_rss_kb", before.residentKibibytes)
        print(line)
    }

    /// Bare verifications a second, one after the other on each of so many threads.
    private func hashes(threads: Int) async throws -> Double {
        let password = Array(IdentityBench.password.utf8)
        let encoded = try Argon2.hash(password, salt: SystemRandom().bytes(Argon2.Limits.saltBytes))
        return try await ClosedLoop(callers: threads, seconds: seconds).run { _, _ in
            guard try Argon2.verify(password, against: encoded) else { throw BenchmarkFailure("a hash is wrong") }
        }.perSecond
    }
}
