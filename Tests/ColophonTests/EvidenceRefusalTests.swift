import ArgumentParser
import Evidence
import MeshRPC
import Testing

@testable import colophon

@Suite("What evidence refuses, at the command line", .timeLimit(.minutes(1)))
struct EvidenceRefusalTests {
    private func failure(
        _ reason: String, _ error: RPCError = .failedPrecondition("no"), domain: String = RefusalReason.domain
    ) throws -> Failure? {
        let service = try #require(
            try MeshFile.parse("services: { evidence: { listen: 'a:1', probes: 'a:2' } }", path: "m").services.first)
        return Failure.evidence(error.withReason(reason, domain: domain), from: service)
    }

    /// The commands that advice names: up to what their user puts in.
    private func commands(in advice: String) -> [[String]] {
        advice.ranges(of: "colophon ").map { range in
            // A sentence may end behind a command.
            advice[range.upperBound...].prefix { !")\n".contains($0) }.split(separator: " ")
                .map { $0.last == "." || $0.last == "," ? String($0.dropLast()) : String($0) }
                .prefix { word in word.allSatisfy { ("a"..."z").contains($0) || $0 == "-" } && !word.hasPrefix("--") }
                .map { $0 }
        }
    }

    @Test(
        "every reason has a sentence that says what to do, and names commands that there are",
        arguments: RefusalReason.allCases)
    func every(reason: RefusalReason) throws {
        let error = reason == .notVerified ? RPCError.permissionDenied("no") : .failedPrecondition("no")
        let failure = try #require(try failure(reason.rawValue, error))
        let advice = try #require(failure.advice)
        #expect(!advice.isEmpty && (reason == .notVerified || failure.summary.contains(reason.rawValue)))
        for words in commands(in: advice) {
            var command: any ParsableCommand.Type = Colophon.self
            for word in words {
                guard let next = command.configuration.subcommands.first(where: { $0._commandName == word }) else {
                    break
                }
                command = next
            }
            #expect(command.configuration.commandName != "colophon", "\(words)")
        }
    }

    @Test(
        "what to do is said for what was refused",
        arguments: [
            ("NO_CREDIT", "colophon credits grant"), ("CREDIT_EXPIRED", "colophon credits"),
            ("KEPT_BYTES_FULL", "--hash-only"), ("INVALID_SUPPLIER", "colophon credits suppliers"),
            ("ORDER_NOT_FOUND", "colophon credits list"), ("TOO_MANY_ORDERS", "colophon credits list"),
            ("RENEWAL_TOO_EARLY", "colophon filing show"), ("COPYRIGHT_CHANGED", "--expected-version"),
            ("CHAIN_EMPTY", "colophon seal"), ("ERASED", "colophon verify"), ("STORAGE_FULL", "disk"),
        ])
    func advice(reason: String, words: String) throws {
        #expect(try failure(reason)?.advice?.contains(words) == true)
    }

    @Test("what stands until somebody mends it is refused and not tried again, what passes is")
    func kinds() throws {
        let full = RPCError.resourceExhausted("7 bytes are left")
        for reason in ["NO_CREDIT", "CREDIT_EXPIRED", "KEPT_BYTES_FULL", "TOO_MANY_ORDERS", "CHAIN_TOO_LONG"] {
            let failure = try #require(try failure(reason, full))
            #expect(
                failure.kind == .inputRefused && failure.summary == "evidence refused: 7 bytes are left (\(reason))")
        }
        let busy = try failure("TOO_BUSY", full.retryAfter(.seconds(43)))
        #expect(busy?.kind == .unreachable && busy?.advice?.contains("43 s") == true)
        #expect(try failure("STORAGE_FULL", full)?.kind == .unreachable)
        #expect(try failure("PROJECT_NOT_FOUND", .notFound("no"))?.kind == .inputRefused)
    }

    @Test("what is no refusal of evidence's own is left to others")
    func others() throws {
        #expect(try failure("NO_CREDIT", domain: "identity") == nil)
        #expect(try failure("ROLE_MISSING") == nil)
        #expect(
            try failure("NOT_VERIFIED", .permissionDenied("no"))?.advice?.contains("colophon verify-identity --status")
                == true)
    }
}
