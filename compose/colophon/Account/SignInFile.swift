import FoundationEssentials
import MeshCrypto
import MeshKernel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Where a state folder keeps its sign-in: a file that only its owner may read, and that is replaced as a whole.
struct SignInFile: Sendable {
    /// How long a command waits for another one that is renewing the sign-in: longer than a call may take.
    private static let lockLimit = Duration.seconds(40)
    private static let lockPause = Duration.milliseconds(20)

    private let folder: StateFolder
    private let isStaff: Bool

    /// The sign-in of `folder`: its author's or, apart from it, that of a member of the staff.
    init(_ folder: StateFolder, isStaff: Bool = false) {
        self.folder = folder
        self.isStaff = isStaff
    }

    /// The file itself.
    var path: String { folder.path + "/\(name).json" }
    private var lockPath: String { folder.path + "/\(name).lock" }
    private var name: String { isStaff ? "staff-sign-in" : "sign-in" }
    /// What a command needs to mean this sign-in.
    private var option: String { isStaff ? " --staff" : "" }

    /// The sign-in; nil when nobody has signed in. Refuses what others could have read, and what is no sign-in.
    func read() throws(Failure) -> SignIn? {
        let bytes: [UInt8]
        do throws(CryptoError) {
            bytes = try FileBytes.readPrivate(path)
        } catch .missing {
            return nil
        } catch .exposed(_, let mode) {
            throw .refused(
                "\(path) may be read by others (mode \(String(mode, radix: 8))), who can speak for you with it",
                advice: "End that sign-in, and begin another: chmod 600 \(path); colophon logout\(option); "
                    + "colophon login NAME\(option)")
        } catch {
            throw .refused("\(error)")
        }
        guard let signIn = try? JSONDecoder().decode(SignIn.self, from: Data(bytes)), signIn.isReadable else {
            throw .refused(
                "\(path) does not hold a sign-in",
                advice: "Remove it, and sign in again: colophon login NAME\(option)")
        }
        return signIn
    }

    /// Puts a sign-in in the place of the one before, as one step.
    func write(_ signIn: SignIn) throws(Failure) {
        try StateFolder.makeFolder(folder.path)
        try StateFolder.replace(path, with: Array((Console.jsonText(signIn) + "\n").utf8))
    }

    /// Keeps what an account is called from here on; the sign-in of another account, or none, stays as it is.
    func rename(_ account: String, to userName: String) async throws {
        try await holding {
            guard let signIn = try read(), signIn.account == account, signIn.userName != userName else { return }
            try write(signIn.called(userName))
        }
    }

    /// Forgets the sign-in.
    func remove() throws(Failure) {
        guard unlink(path) == 0 || errno == ENOENT else {
            throw .refused("cannot remove \(path): \(SystemError.current)")
        }
    }

    /// Runs `body` while no other command renews, replaces or forgets the sign-in; waits for one that does. The kernel lets
    /// go of the lock when its holder ends, however it ends.
    func holding<T>(_ body: () async throws -> T) async throws -> T {
        try StateFolder.makeFolder(folder.path)
        let descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure.refused("cannot open \(lockPath): \(SystemError.current)") }
        defer { close(descriptor) }
        let time = SystemTime()
        let began = time.monotonic()
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw Failure.refused("cannot lock \(lockPath): \(SystemError.current)")
            }
            guard time.monotonic().since(began) < Self.lockLimit else {
                throw Failure.unreachable(
                    "another colophon has been renewing the sign-in for \(Quantity.duration(Self.lockLimit))",
                    advice: "Wait until it has finished, then repeat.")
            }
            try await Task.sleep(for: Self.lockPause)
        }
        return try await body()
    }
}
