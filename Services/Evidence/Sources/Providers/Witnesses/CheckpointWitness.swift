package import MeshKernel
internal import Synchronization

/// A witness: cosigns the checkpoints of the logs that it knows as long as each of them only grows.
package final class CheckpointWitness: Sendable {
    private let signer: WitnessSigner
    private let folder: WitnessFolder
    private let time: any TimeSource
    private let logs: Mutex<[String: WitnessedLog]>

    /// Knows the logs with these keys, and what `folder` says about them. Throws for two logs of one name. `retired`
    /// are keys that the logs had before: they vouch for what was seen, and for no new checkpoint.
    package init(
        signer: WitnessSigner, logs keys: [NoteKey], retired: [NoteKey] = [], folder: WitnessFolder,
        time: any TimeSource
    ) throws(WitnessFolder.Failure) {
        var logs: [String: WitnessedLog] = [:]
        for key in keys {
            let earlier = retired.filter { $0.name == key.name }
            guard logs.updateValue(try folder.log(key, retired: earlier), forKey: key.name) == nil else {
                throw .unusable(path: key.name, reason: "two logs have this name")
            }
        }
        self.signer = signer
        self.folder = folder
        self.time = time
        self.logs = Mutex(logs)
    }

    /// What verifies its cosignatures.
    package var key: WitnessKey { signer.publicKey }

    /// Takes a request and gives the line that cosigns its checkpoint, once that is kept. One at a time: the file must be
    /// on the disk before the next request is compared with it.
    package func answer(_ body: [UInt8]) throws(WitnessRefusal) -> SignedNote.Signature {
        let request: AddCheckpointRequest
        let origin: String
        do throws(NoteError) {
            request = try AddCheckpointRequest(parsing: body)
            origin = try Checkpoint(parsing: request.note.text).origin
        } catch {
            throw .malformed
        }
        return try logs.withLock { (logs) throws(WitnessRefusal) in
            guard let log = logs[origin] else { throw .unknownLog }
            let next = try log.admitting(request)
            do throws(WitnessFolder.Failure) {
                if next != log { try folder.keep(next) }
            } catch {
                throw .notKept
            }
            logs[origin] = next
            return signer.cosign(request.note.text, at: UInt64(clamping: time.wall().milliseconds / 1_000))
        }
    }
}
