import MeshCrypto
import MeshKernel
import MeshTestKit
import Synchronization

/// A clock discipline that says what a test tells it.
final class StatedDiscipline: ClockDiscipline {
    private let isSynchronised = Mutex(true)

    func reading() -> ClockReading {
        ClockReading(isSynchronised: isSynchronised.withLock { $0 }, estimatedErrorMicroseconds: 1_000)
    }

    func state(isSynchronised: Bool) {
        self.isSynchronised.withLock { $0 = isSynchronised }
    }
}

/// A root and a timestamp authority below it.
struct TimestampRoom {
    let root: CertificateAuthority
    let signer: Certificate
    let key: PrivateKey

    init(time: any TimeSource) throws {
        let random = SystemRandom()
        root = try CertificateAuthority.make(
            name: "timestamp root", validity: .days(3_650, from: time.wall()), random: random)
        key = try PrivateKey(generating: .p256)
        signer = try root.issue(
            DistinguishedName(commonName: "timestamp signer"), for: key, profile: .timestampSigner,
            validity: .days(3_650, from: time.wall()), random: random)
    }

    func authority(_ clock: TimestampClock) throws -> TimestampAuthority {
        try TimestampAuthority(chain: [signer, root.certificate], key: key, clock: clock, random: SystemRandom())
    }

    func trust() throws -> TimestampTrust {
        try TimestampTrust(pem: root.certificate.pem(), path: "root")
    }
}
