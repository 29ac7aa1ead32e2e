import FoundationEssentials
import MeshCrypto
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A file on its way to be sealed. It must be the same file, unchanged, from the first byte read to the last.
final class SealedFile: Sendable {
    /// The longest name a sealed item may have.
    private static let nameBytesMax = 255

    /// The path as the caller gave it; messages use it.
    let path: String
    /// The name without folders.
    let name: String
    /// Bytes to read.
    let size: UInt64
    /// What the file was when it was opened.
    let stamp: FileStamp
    private let descriptor: Int32
    private let bytesRead = Mutex<UInt64>(0)

    /// Opens a file, refusing what cannot be sealed: nothing there, a folder, a device, no permission, no content.
    init(_ path: String) throws(Failure) {
        self.path = path
        guard let before = FileStamp(path: path) else {
            throw errno == ENOENT || errno == ENOTDIR
                ? .refused("\(path): no such file", advice: "Check the path; it is taken from the current folder.")
                : .refused("\(path): \(SystemError.current)")
        }
        guard !before.isFolder else {
            throw .refused("\(path) is a folder", advice: "Seal its files one by one, or an archive of it.")
        }
        guard before.isRegular else {
            throw .refused("\(path) is not a regular file", advice: "Copy what it holds into a file first.")
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw .refused("\(path) cannot be read: \(SystemError.current)", advice: "Check its permissions.")
        }
        self.descriptor = descriptor
        name = URL(filePath: path).lastPathComponent
        guard let stamp = FileStamp(descriptor: descriptor), stamp == before else {
            close(descriptor)
            throw Self.changed(path)
        }
        self.stamp = stamp
        size = UInt64(stamp.size)
        guard size > 0 else {
            close(descriptor)
            throw .refused("\(path) is empty", advice: "There is nothing to prove about no bytes.")
        }
        guard name.utf8.count <= Self.nameBytesMax else {
            close(descriptor)
            throw .refused("\(path): its name is longer than \(Self.nameBytesMax) bytes", advice: "Shorten it.")
        }
    }

    deinit {
        close(descriptor)
    }

    /// The next bytes, at most `count`; empty at the end. A file that grows or shrinks on the way is refused.
    func read(_ count: Int) throws(Failure) -> [UInt8] {
        guard let bytes = Descriptor.read(count, from: descriptor) else {
            throw .refused("\(path) cannot be read on: \(SystemError.current)")
        }
        let total = bytesRead.withLock { total in
            total += UInt64(bytes.count)
            return total
        }
        guard total <= size, !bytes.isEmpty || total == size else { throw Self.changed(path) }
        return bytes
    }

    /// Both digests of the file, which must still be what it was when they are known.
    func digests(pieceBytes: Int) throws(Failure) -> (sha256: [UInt8], sm3: [UInt8]) {
        var sha256 = StreamingDigest(.sha256)
        var sm3 = StreamingDigest(.sm3)
        while true {
            let bytes = try read(pieceBytes)
            if bytes.isEmpty { break }
            sha256.update(bytes)
            sm3.update(bytes)
        }
        try checkUnchanged()
        return (sha256.finish(), sm3.finish())
    }

    /// Begins again with the first byte.
    func rewind() throws(Failure) {
        guard lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw .refused("\(path) cannot be read again: \(SystemError.current)")
        }
        bytesRead.withLock { $0 = 0 }
    }

    /// Refuses unless the open file and the one at the path are still what was opened.
    func checkUnchanged() throws(Failure) {
        guard bytesRead.withLock({ $0 }) == size, FileStamp(descriptor: descriptor) == stamp,
            FileStamp(path: path) == stamp
        else {
            throw Self.changed(path)
        }
    }

    private static func changed(_ path: String) -> Failure {
        .refused(
            "\(path) changed while it was read; nothing was sealed", advice: "Seal it again when nobody writes to it.")
    }
}
