import ArgumentParser
import MeshAPI
import MeshRPC
import MeshTestKit

/// Reads of an account's own profile at a real identity process, over the mesh, as the gateway makes them.
struct Profiles: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads of a profile (WhoAmI) at an identity process: token, store and opened columns included.")

    @Option(help: "Reads in flight.")
    var callers = 128

    @Option(help: "Accounts in the store.")
    var accounts = 32

    @OptionGroup var time: CountedTime

    func validate() throws {
        guard (1...4_096).contains(callers) else { throw ValidationError("--callers is from 1 to 4096") }
        guard (1...1_000).contains(accounts) else { throw ValidationError("--accounts is from 1 to 1000") }
        // A token lives for five minutes and is made once.
        guard time.seconds <= 240 else { throw ValidationError("--seconds is at most 240") }
    }

    func run() async throws {
        let bench = try IdentityBench()
        let token = try await bench.fill(accounts: accounts)
        let service = try await bench.start()
        let loops = RPCLoops(threads: 1)
        let client = try bench.client(on: loops.all[0])
        let profiles = IdentityV1.AccountsClient(client)
        let options = IdentityBench.options(token: token)
        let before = try ProcessStatistics(of: service.process.pid)
        let latencies = try await ClosedLoop(callers: callers, seconds: time.seconds).run(on: loops.all[0]) { _, _ in
            let account = try await profiles.whoAmI(IdentityV1.WhoAmIRequest(), options: options)
            guard !account.id.isEmpty else { throw BenchmarkFailure("a profile of nobody") }
        }
        let after = try ProcessStatistics(of: service.process.pid)
        await client.close()
        await service.stop()
        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("callers", callers)
        line.add("rps", Int(latencies.perSecond))
        line.add("p50_us", latencies.microseconds(0.5))
        line.add("p99_us", latencies.microseconds(0.99))
        line.add("server_cpu_ms", after.processorMilliseconds - before.processorMilliseconds)
        line.add("server_rss_kb", after.residentKibibytes)
        print(line)
    }
}
