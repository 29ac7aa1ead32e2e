import Evidence
import Logging
import MeshCrypto
import MeshKernel
import MeshRuntime
import MeshTestKit
import NIOPosix
import Synchronization

/// An RFC 3161 authority behind HTTP on this machine, which can be told to lie.
final class AuthorityServer: Sendable {
    /// What it does instead of its work.
    enum Fault: String, Sendable, CaseIterable {
        case otherNonce
        case otherDigest
        case expiredChain
        case strangerChain
        case early
        case refuses
        case status500
        case otherType
        case hugeBody
        case junk
        case silent
        case redirects
        case otherPolicy
        /// Names its certificate by SHA-1, as before RFC 5816.
        case boundBySHA1
        /// A signer below the right root whose extended key usage is not critical.
        case usageNotCritical
        /// One that signs code as well.
        case usageForCode
        /// One that is for something else as well which OpenSSL does not know.
        case usageUnknown
        /// One with no such extension.
        case noUsage

        /// What its answer is counted as.
        var word: String {
            switch self {
            case .otherNonce: "wrong_nonce"
            case .otherDigest: "wrong_imprint"
            case .expiredChain, .strangerChain: "untrusted"
            case .early: "wrong_time"
            case .refuses: "refused"
            case .status500, .otherType, .redirects: "not_a_response"
            case .hugeBody: "too_large"
            case .junk: "malformed"
            case .silent: "timeout"
            case .otherPolicy: "wrong_policy"
            case .boundBySHA1: "unbound_certificate"
            // Those that OpenSSL itself takes for no signer of timestamps, and one that it does not.
            case .usageNotCritical, .usageForCode, .noUsage: "untrusted"
            case .usageUnknown: "wrong_key_usage"
            }
        }
    }

    /// How long somebody who is not answered is to wait.
    static let silenceMilliseconds: Int64 = 2_000

    private let room: TimestampRoom
    private let honest: TimestampAuthority
    private let fault: Mutex<Fault?>
    private let asked = Mutex(0)
    private let time: SeededTime
    private let listener: Mutex<HTTPListener?> = Mutex(nil)
    /// Ends when the server does; silence waits for it.
    private let (end, ended) = AsyncStream.makeStream(of: Void.self)

    init(time: SeededTime, fault: Fault? = nil) throws {
        self.time = time
        self.fault = Mutex(fault)
        room = try TimestampRoom(time: time)
        honest = try room.authority(TimestampClock(mode: .strict, time: time, discipline: StatedDiscipline()))
    }

    /// How often it was asked.
    var count: Int { asked.withLock { $0 } }
    var rootPEM: [UInt8] { get throws { try room.root.certificate.pem() } }

    func set(_ fault: Fault?) { self.fault.withLock { $0 = fault } }

    func trust() throws -> TimestampTrust { try room.trust() }

    /// Serves until `stop`; as the service knows it.
    func start(_ name: String, policy: String? = nil) async throws -> ExternalAuthority {
        let route = PublicRoute.post("/tsa", mediaType: "application/timestamp-query", bodyBytesMax: 65_536) {
            [self] request in await answer(request.body)
        }
        let listener = try await HTTPListener.start(
            at: .tcp(host: "127.0.0.1", port: 0), routes: [route], metrics: MetricRegistry(),
            loops: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "tsa", factory: { _ in SwiftLogNoOpLogHandler() }))
        self.listener.withLock { $0 = listener }
        return ExternalAuthority(
            name: name, url: "http://\(listener.address)/tsa", trust: try trust(), policy: policy)
    }

    func stop() async {
        ended.finish()
        let listener = self.listener.withLock { listener in
            defer { listener = nil }
            return listener
        }
        await listener?.stop()
    }

    private func answer(_ query: [UInt8]) async -> PublicAnswer {
        asked.withLock { $0 += 1 }
        do {
            return try await lie(query, fault.withLock { $0 })
        } catch {
            return .refusal(500, "\(error)")
        }
    }

    private func lie(_ query: [UInt8], _ fault: Fault?) async throws -> PublicAnswer {
        // The one OCTET STRING of 32 bytes in a query is its digest.
        let start = query.indices.first { query[$0...].starts(with: [0x04, 0x20]) } ?? 0
        let digest = Array(query[(start + 2)..<(start + 34)])
        switch fault {
        case nil, .otherPolicy: return Self.reply(try honest.respond(to: query))
        case .otherNonce:
            return Self.reply(
                try honest.respond(to: TimestampRequest(digest: digest, nonce: 0x0102_0304_0506_0708).encoded))
        case .otherDigest:
            var changed = query
            changed[start + 2] ^= 1
            return Self.reply(try honest.respond(to: changed))
        case .expiredChain:
            let past = SeededTime(start: time.wall().advanced(by: .seconds(-10 * 86_400)))
            let random = SystemRandom()
            let key = try PrivateKey(generating: .p256)
            let signer = try room.root.issue(
                DistinguishedName(commonName: "expired signer"), for: key, profile: .timestampSigner,
                validity: .days(1, from: past.wall()), random: random)
            let authority = try TimestampAuthority(
                chain: [signer, room.root.certificate], key: key,
                clock: TimestampClock(mode: .strict, time: time, discipline: StatedDiscipline()), random: random)
            return Self.reply(try authority.respond(to: query))
        case .strangerChain:
            let stranger = try TimestampRoom(time: time)
                .authority(TimestampClock(mode: .strict, time: time, discipline: StatedDiscipline()))
            return Self.reply(try stranger.respond(to: query))
        case .early:
            let slow = SeededTime(start: time.wall().advanced(by: .seconds(-60)))
            return Self.reply(
                try room.authority(TimestampClock(mode: .strict, time: slow, discipline: StatedDiscipline()))
                    .respond(to: query))
        case .refuses:
            let unsure = StatedDiscipline()
            unsure.state(isSynchronised: false)
            return Self.reply(
                try room.authority(TimestampClock(mode: .strict, time: time, discipline: unsure)).respond(to: query))
        case .status500:
            var answer = Self.reply(try honest.respond(to: query))
            answer.status = 500
            return answer
        case .otherType:
            var answer = Self.reply(try honest.respond(to: query))
            answer.contentType = "text/html"
            return answer
        case .hugeBody: return Self.reply([UInt8](repeating: 0x30, count: 3_000_000))
        case .junk: return Self.reply([0x30, 0x03, 0x02, 0x01, 0x00])
        case .redirects:
            var answer = Self.reply(try honest.respond(to: query))
            answer.status = 307
            return answer
        case .boundBySHA1: return try await resigned(query, .timestampSigner, binding: .sha1)
        case .usageNotCritical: return try await resigned(query, .signer(usage: "timeStamping"))
        case .usageForCode: return try await resigned(query, .signer(usage: "critical,timeStamping,codeSigning"))
        case .usageUnknown: return try await resigned(query, .signer(usage: "critical,timeStamping,1.2.3.4"))
        case .noUsage: return try await resigned(query, .signer(usage: nil))
        case .silent:
            for await _ in end {}
            return .refusal(503, "too late")
        }
    }

    /// The honest statement, signed by another key whose certificate the right root has issued.
    private func resigned(
        _ query: [UInt8], _ profile: CertificateProfile, binding: ResignedToken.Binding = .sha256
    ) async throws -> PublicAnswer {
        let token = try TimestampResponse(der: honest.respond(to: query)).granted()
        let other = try await ResignedToken.der(
            stating: token, below: room.root, profile: profile, validity: .days(365, from: time.wall()),
            binding: binding)
        return Self.reply(TimestampResponse.plainGrant(of: other))
    }

    private static func reply(_ bytes: [UInt8]) -> PublicAnswer {
        PublicAnswer(contentType: "application/timestamp-reply", body: bytes)
    }
}

extension EvidenceRoom {
    /// How often an authority elsewhere gave an answer of this kind.
    func answers(of authority: String, _ outcome: String) -> UInt64 {
        metrics.counter(
            "colophon_evidence_timestamp_answers_total", help: "Answers of external timestamp authorities, by outcome.",
            labels: [("authority", authority), ("outcome", outcome)]
        ).value
    }
}

extension CertificateProfile {
    /// A signer with this extended key usage, or with none.
    static func signer(usage: String?) -> CertificateProfile {
        .raw(
            [Extension("keyUsage", "critical,digitalSignature")]
                + (usage.map { [Extension("extendedKeyUsage", $0)] } ?? []))
    }
}
