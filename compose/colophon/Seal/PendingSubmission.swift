import FoundationEssentials
import MeshCrypto
import MeshKernel

/// A submission whose answer has not been seen yet. Its key is on disk before the first byte leaves, so that whatever
/// happens in between, the repeated command asks about the same submission instead of sealing a second time.
struct PendingSubmission {
    /// Sent as `idempotency-key`.
    let key: String
    private let path: String

    /// Takes up the pending submission of this very file into this project in this way, or begins one.
    init(
        of file: SealedFile, project: String, way: [String] = [], account: String, folder: StateFolder,
        random: any RandomSource
    ) throws(Failure) {
        let subject = [
            account, project, way.joined(separator: " "), file.name, "\(file.stamp.device)", "\(file.stamp.number)",
            "\(file.stamp.size)",
            "\(file.stamp.modifiedNanoseconds)",
        ].joined(separator: "\n")
        path = folder.pending + "/" + Hexadecimal.encode(Digest.sha256(Array(subject.utf8)).prefix(16))
        if let earlier = StateFolder.contents(path), earlier.count == 32 {
            key = String(decoding: earlier, as: UTF8.self)
            return
        }
        key = Hexadecimal.encode(random.bytes(16))
        try StateFolder.makeFolder(folder.pending)
        try StateFolder.replace(path, with: Array(key.utf8))
    }

    /// Forgets the submission: its answer, or its final refusal, has been seen.
    func settle() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
