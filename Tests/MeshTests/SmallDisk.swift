import MeshTestKit

/// A small file system in memory, mounted in a mount namespace that a waiting process keeps alive; nothing outside sees
/// it, and it goes with this object.
final class SmallDisk: Sendable {
    /// Where it is mounted, inside.
    let folder: String
    private let place: TemporaryFolder
    private let holder: ChildProcess

    /// Mounts a disk of that size. As another user than root, in a user namespace as well.
    init(megabytes: Int) async throws {
        place = try TemporaryFolder("colophon-disk")
        folder = place.file("disk")
        try FileTree.makeFolder(folder)
        let script = "mount -t tmpfs -o size=\(megabytes)m,mode=700 tmpfs '\(folder)' && echo mounted && exec cat"
        holder = try ChildProcess(
            "unshare", (Privileges.isRoot ? [] : ["--map-root-user"]) + ["--mount", "sh", "-c", script],
            logs: place.path, name: "holder", holdsInput: true)
        while !holder.output.contains("mounted") {
            guard holder.isRunning else { throw DiskFailure(words: holder.errors) }
            await Task.yield()
        }
    }

    deinit { holder.send(signal: 9) }

    /// Words before a program that is to run where the disk is mounted.
    var inside: [String] {
        ["nsenter", "--target", "\(holder.pid)", "--mount"]
            + (Privileges.isRoot ? [] : ["--user", "--preserve-credentials"])
    }

    /// Makes the disk larger, or smaller as far as it is empty.
    func resize(megabytes: Int) async throws {
        try await run(["mount", "-o", "remount,size=\(megabytes)m", folder])
    }

    /// How often a size is tried that a service beside it makes too small by writing meanwhile.
    private static let triesMax = 20

    /// Leaves so much room on the disk, whatever lies on it now; in steps of a page, 4 KiB.
    func leave(kibibytes: Int) async throws {
        for attempt in 1... {
            let used = try await usedKibibytes()
            do {
                return try await run(["mount", "-o", "remount,size=\(used + kibibytes)k", folder])
            } catch {
                // A disk is not made smaller than what lies on it.
                guard attempt < Self.triesMax, try await usedKibibytes() > used + kibibytes else { throw error }
            }
        }
    }

    private func usedKibibytes() async throws -> Int {
        let program = try await FinishedProgram(inside + ["stat", "-f", "-c", "%S %b %f", folder], logs: place.path)
        let numbers = program.output.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        guard program.exit == .code(0), numbers.count == 3 else { throw DiskFailure(words: program.errors) }
        return numbers[0] / 1_024 * (numbers[1] - numbers[2])
    }

    /// Copies everything on the disk to `path`, which is outside; returns that.
    func copy(to path: String) async throws -> String {
        try await run(["cp", "-r", folder, path])
        return path
    }

    private func run(_ words: [String]) async throws {
        let program = try await FinishedProgram(inside + words, logs: place.path)
        guard program.exit == .code(0) else { throw DiskFailure(words: program.errors) }
    }
}

/// The disk could not be made or used.
struct DiskFailure: Error {
    /// What the system said.
    let words: String
}
