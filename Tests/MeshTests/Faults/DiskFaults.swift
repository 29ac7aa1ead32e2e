import MeshTestKit

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A disk that fails when it is told to: a library in the service that makes one chosen call on its store fail with EIO.
final class DiskFaults: Sendable {
    /// Which calls are counted.
    enum Kind: UInt64, CaseIterable, Sendable {
        case writes = 1
        case syncs = 2
        /// Folders made and files renamed.
        case names = 4
    }

    /// Where a call failed.
    enum Place: UInt64, Sendable {
        case works = 1
        case store = 2
    }

    private let folder: TemporaryFolder
    private let descriptor: Int32
    /// With these the service loads the library.
    let environment: [String: String]

    /// Builds the library for a store in the folder `store`; a machine without a compiler fails here.
    init(store: String) async throws {
        folder = try TemporaryFolder("faults")
        let library = try await PreloadedLibrary.build("diskfaults", in: folder)
        let plan = folder.file("plan")
        try WholeFile.replace(plan, with: [UInt8](repeating: 0, count: 40))
        descriptor = open(plan, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFailure("open \(plan)") }
        environment = ["LD_PRELOAD": library, "DISK_FAULT_FOLDER": store, "DISK_FAULT_PLAN": plan]
    }

    deinit { close(descriptor) }

    /// The call of that kind that fails, counted from 1 and from now.
    func fail(_ kind: Kind, at number: Int) { write([kind.rawValue, UInt64(number), 0, 0, 0]) }

    /// Nothing fails.
    func heal() { write([0, 0]) }

    /// Calls that were counted since `fail`.
    var seen: Int { Int(read()[2]) }
    /// Where a call has failed since `fail`; nil when none has.
    var failed: Place? { read()[3] > 0 ? Place(rawValue: read()[4]) : nil }

    private func write(_ numbers: [UInt64]) {
        _ = numbers.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    private func read() -> [UInt64] {
        var numbers = [UInt64](repeating: 0, count: 5)
        _ = numbers.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        return numbers
    }
}
