internal import Logging
internal import MeshCrypto
internal import MeshKernel
internal import MeshStore

/// Hands a log whose service has stopped from one key to a new one: in the log, and in the folder of its keys. Begun
/// again after an interruption, it goes on where it stood.
///
/// In the folder: `log.key` and `log.pub` become the new key; the old ones become `log-retired-<id>.key` and a line of
/// `log-retired.pub`, by which verifiers know bundles from before.
package struct KeyRotation: Sendable {
    /// Names of files in the folder.
    enum Files {
        static let key = "log.key"
        static let published = "log.pub"
        static let next = "log-next.key"
        static let mode: UInt32 = 0o600
    }

    /// Why the step was not taken; nothing is lost by repeating it.
    package enum Failure: Error, Sendable, Equatable {
        /// A file of the folder cannot be used or written.
        case keys(reason: String)
        /// `log.key` and `log.pub` are not of one key.
        case mismatched(folder: String)
        /// The store cannot be opened: most often its service runs.
        case store(path: String, reason: String)
        /// The log does not add up, or is not this key's.
        case log(LogFault)
    }

    /// What was done.
    package struct Outcome: Sendable {
        /// The entry that names the new key.
        package let index: UInt64
        /// The key that has signed its last.
        package let old: NoteKey
        /// The key that signs from now on.
        package let new: NoteKey
        /// Where the old private key is kept, until somebody destroys it.
        package let retiredKeyPath: String
    }

    private let storePath: String
    private let folder: String

    /// The log in the store at `storePath`, whose keys lie in `folder`.
    package init(storePath: String, folder: String) {
        self.storePath = storePath
        self.folder = folder
    }

    /// Takes the step. Throws `Failure`.
    package func run() async throws(Failure) -> Outcome {
        let (old, new) = try identities()
        guard let rollover = LogRollover(from: old, to: new) else { throw .mismatched(folder: folder) }
        let index = try await append(rollover)
        let (oldKey, newKey) = (old.signer.publicKey, new.signer.publicKey)
        let retired = path("log-retired-\(Self.identifier(oldKey)).key")
        do throws(CryptoError) {
            try retire(oldKey)
            try FileBytes.replace(retired, try PrivateKey(path: path(Files.key)).pem(), mode: Files.mode)
            try FileBytes.replace(path(Files.published), Array((newKey.line + "\n").utf8), mode: Files.mode)
            // Last: until it is done, the next run finds both keys and goes on.
            try FileBytes.moveFile(path(Files.next), to: path(Files.key))
        } catch {
            throw .keys(reason: "\(error)")
        }
        return Outcome(index: index, old: oldKey, new: newKey, retiredKeyPath: retired)
    }

    private func path(_ name: String) -> String { folder + "/" + name }

    /// The identity that signs now and the one that shall: made now, or by a run that was interrupted.
    private func identities() throws(Failure) -> (old: LogIdentity, new: LogIdentity) {
        do {
            let key = try SigningKey(path: path(Files.key))
            if !FileBytes.exists(path(Files.next)) {
                try FileBytes.create(path(Files.next), try PrivateKey(generating: .ed25519).pem(), mode: Files.mode)
            }
            let next = try SigningKey(path: path(Files.next))
            guard let published = LogKeys.published(at: path(Files.published)),
                let old = LogIdentity(origin: published.name, key: key),
                let new = LogIdentity(origin: published.name, key: next),
                // The public file is replaced before the private one.
                published == old.signer.publicKey || published == new.signer.publicKey
            else { throw Mismatch() }
            return (old, new)
        } catch let error as CryptoError {
            throw .keys(reason: "\(error)")
        } catch {
            throw .mismatched(folder: folder)
        }
    }

    private struct Mismatch: Error {}

    private func append(_ rollover: LogRollover) async throws(Failure) -> UInt64 {
        let store: Store
        do {
            store = try Store(
                StoreConfiguration(path: storePath), migrations: EvidenceMigrations.all,
                eventTypes: EvidenceEvents.all, time: SystemTime(), random: SystemRandom(),
                logger: Logger(label: "log", factory: { _ in SwiftLogNoOpLogHandler() }))
        } catch {
            throw .store(path: storePath, reason: "\(error)")
        }
        let result: Result<UInt64, any Error>
        do {
            result = .success(try await rollover.perform(in: store, at: SystemTime().wall()))
        } catch {
            result = .failure(error)
        }
        await store.close()
        do {
            return try result.get()
        } catch let fault as LogFault {
            throw .log(fault)
        } catch {
            throw .store(path: storePath, reason: "\(error)")
        }
    }

    private func retire(_ key: NoteKey) throws(CryptoError) {
        let file = path(TrustFolder.retiredLogKeys)
        let known = TrustFolder.keys(at: file)
        guard !known.contains(key) else { return }
        let lines = (known + [key]).map { $0.line + "\n" }.joined()
        try FileBytes.replace(file, Array(lines.utf8), mode: Files.mode)
    }

    private static func identifier(_ key: NoteKey) -> String {
        String(key.line.split(separator: "+", maxSplits: 2)[1])
    }
}
