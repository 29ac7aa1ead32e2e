import MeshCrypto
public import MeshKernel
import Synchronization

/// A process's certificate, key and trust, checked when they are read. New connections take what is current; open ones
/// keep what they began with.
public final class TLSCredentials: Sendable {
    /// The realm both one's own and every peer's certificate must belong to.
    public let trustDomain: String
    /// Where the files are; `reload` reads the same paths again.
    public let files: TLSFiles
    let time: any TimeSource
    private let isChecked: Bool
    private let current: Mutex<TLSContext>

    /// Reads and checks the files: the key is the certificate's, the chain leads to a trusted authority, is not
    /// expired, is good for both ends, and has exactly one identity, within `trustDomain`.
    public init(
        files: TLSFiles, trustDomain: String = "colophon", time: any TimeSource = SystemTime()
    ) throws(TLSError) {
        self.files = files
        self.trustDomain = trustDomain
        self.time = time
        isChecked = true
        current = Mutex(try TLSContext(files: files, trustDomain: trustDomain, now: time.wall(), isChecked: true))
    }

    /// Uses the files without looking at what the certificate says: for tests, which need peers that are refused.
    package init(
        unchecked files: TLSFiles, trustDomain: String = "colophon", time: any TimeSource = SystemTime()
    ) throws(TLSError) {
        self.files = files
        self.trustDomain = trustDomain
        self.time = time
        isChecked = false
        current = Mutex(try TLSContext(files: files, trustDomain: trustDomain, now: time.wall(), isChecked: false))
    }

    /// Reads and checks the files again, then uses them for new connections. When it throws nothing has changed.
    public func reload() throws(TLSError) {
        let next = try TLSContext(files: files, trustDomain: trustDomain, now: time.wall(), isChecked: isChecked)
        current.withLock { $0 = next }
    }

    /// One's own identity, from the current certificate.
    public var identity: PeerIdentity { context.identity }

    /// The last moment the current certificate is good; nil when OpenSSL cannot read its field.
    public var expiry: WallTime? { context.leaf.notAfter }

    var context: TLSContext { current.withLock { $0 } }
}
