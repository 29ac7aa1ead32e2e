import ArgumentParser
import MeshCrypto
import MeshKernel
import MeshRuntime
import MeshTestKit

/// Checks access tokens as every service does before a call, on one thread.
struct Tokens: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks of an access token: one that was checked before, and one that comes for the first time.",
        discussion: "No call is made: a service believes a token by the key of identity, which it has.")

    @Option(help: "Different tokens, each checked once and then by turns.")
    var tokens = 1_000

    @Option(help: "Checks of tokens that were checked before.")
    var checks = 200_000

    func validate() throws {
        guard (1...8_192).contains(tokens) else { throw ValidationError("--tokens is from 1 to 8192") }
        guard (1...100_000_000).contains(checks) else { throw ValidationError("--checks is above 0") }
    }

    func run() async throws {
        let (time, random) = (SystemTime(), SystemRandom())
        guard let signer = SigningKey(seed: random.bytes(32)) else { throw BenchmarkFailure("no key") }
        let now = time.wall()
        let headers = try (0..<tokens).map { number in
            "Bearer "
                + (try AccessToken(
                    subject: "acc_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1e04", kind: "verified_account",
                    audience: ["identity", "billing", "evidence", "registry", "market", "notify"], issuedAt: now,
                    expiresAt: now.advanced(by: AccessToken.lifetimeMax), identifier: "ses_\(number).bench"
                ).signed(with: signer))
        }
        let verifier = TokenVerifier(keys: [signer.publicKey], audience: "evidence", time: time)
        func timed(_ count: Int) throws -> Latencies {
            var samples = CallerSamples(from: time.monotonic(), capacity: count)
            let start = time.monotonic()
            for number in 0..<count {
                let began = time.monotonic()
                _ = try verifier.verify(headers[number % headers.count])
                samples.record(from: began, to: time.monotonic())
            }
            return Latencies([samples], from: start)
        }
        let first = try timed(tokens)
        let known = try timed(checks)
        guard verifier.signatureCount == UInt64(tokens) else {
            throw BenchmarkFailure("\(verifier.signatureCount) signatures were checked for \(tokens) tokens")
        }
        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("tokens", tokens)
        line.add("checks", known.count)
        line.add("p50_us", known.microseconds(0.5))
        line.add("p99_us", known.microseconds(0.99))
        line.add("first_p50_us", first.microseconds(0.5))
        line.add("first_p99_us", first.microseconds(0.99))
        print(line)
    }
}
