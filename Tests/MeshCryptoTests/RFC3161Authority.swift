import MeshCrypto
import MeshKernel
import MeshTestKit
import Synchronization

/// A clock discipline that says what a test tells it.
final class StatedDiscipline: ClockDiscipline {
    private let stated = Mutex(ClockReading(isSynchronised: true, estimatedErrorMicroseconds: 1_000))

    func reading() -> ClockReading { stated.withLock { $0 } }

    func state(isSynchronised: Bool = true, estimatedErrorMicroseconds: Int64 = 1_000) {
        stated.withLock {
            $0 = ClockReading(
                isSynchronised: isSynchronised, estimatedErrorMicroseconds: estimatedErrorMicroseconds)
        }
    }
}

/// The same byte again and again.
struct ConstantRandom: RandomSource {
    let byte: UInt8

    func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: byte, count: count) }
}

/// A timestamp authority of its own, with the clock in the test's hand.
struct RFC3161Authority {
    let time = SeededTime()
    let discipline = StatedDiscipline()
    let root: CertificateAuthority
    let signer: Certificate
    let key: PrivateKey
    let clock: TimestampClock
    let authority: TimestampAuthority

    init(
        mode: ClockMode = .strict, profile: CertificateProfile = .timestampSigner, days: Int = 365,
        random numbers: any RandomSource = SystemRandom()
    ) throws {
        let random = SystemRandom()
        root = try CertificateAuthority.make(
            name: "timestamp root", validity: .days(3_650, from: time.wall()), random: random)
        key = try PrivateKey(generating: .p256)
        signer = try root.issue(
            DistinguishedName(commonName: "timestamp signer"), for: key, profile: profile,
            validity: .days(days, from: time.wall()), random: random)
        clock = TimestampClock(mode: mode, time: time, discipline: discipline)
        authority = try TimestampAuthority(
            chain: [signer, root.certificate], key: key, clock: clock, random: numbers)
    }

    func trust() throws -> TimestampTrust {
        try TimestampTrust(pem: root.certificate.pem(), path: "root")
    }
}
