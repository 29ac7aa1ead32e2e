internal import MeshCrypto
internal import MeshStore

/// Where a witness keeps what it has seen: one file for each log, named after the SHA-256 of its origin, which holds the
/// last checkpoint that was cosigned. A file is replaced as a whole and is on the disk before `keep` returns.
package struct WitnessFolder: Sendable {
    /// Why a folder cannot be used; names the file.
    package enum Failure: Error, Sendable, Equatable {
        case unusable(path: String, reason: String)
    }

    private let path: String
    /// Two processes that keep the same state would each forget what the other has seen.
    private let lock: LockFile

    /// Makes the folder when it is not there, and takes it for this process alone.
    package init(_ path: String) throws(Failure) {
        do throws(CryptoError) {
            try FileBytes.makePrivateFolder(path)
        } catch {
            throw .unusable(path: path, reason: "\(error)")
        }
        do throws(StoreError) {
            lock = try LockFile(path: path + "/lock")
        } catch {
            throw .unusable(path: path, reason: "\(error)")
        }
        self.path = path
    }

    /// What is known of the log with `key`. A file that this log did not sign, with this key or one of `retired`, is
    /// refused: to begin anew would be to forget.
    package func log(_ key: NoteKey, retired: [NoteKey] = []) throws(Failure) -> WitnessedLog {
        let file = self.file(key)
        guard FileBytes.exists(file) else { return WitnessedLog(key: key) }
        do {
            let bytes = try FileBytes.read(file, limitBytes: SignedNote.Limits.noteBytesMax)
            return try WitnessedLog(key: key, retired: retired, seen: SignedNote(parsing: bytes))
        } catch {
            throw .unusable(path: file, reason: "\(error)")
        }
    }

    /// Puts what is known of a log on the disk.
    package func keep(_ log: WitnessedLog) throws(Failure) {
        guard let note = log.note else { return }
        let file = self.file(log.key)
        do throws(CryptoError) {
            try FileBytes.replace(file, note.encoded, mode: 0o600)
        } catch {
            throw .unusable(path: file, reason: "\(error)")
        }
    }

    private func file(_ key: NoteKey) -> String {
        path + "/" + TreeHash(trusted: Digest.sha256(Array(key.name.utf8))).description + ".checkpoint"
    }
}
