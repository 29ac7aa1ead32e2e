import MeshTestKit

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A machine whose clock is what a test says: a library in a program that gives it another one, and another word of the
/// kernel about it.
final class ClockFaults: Sendable {
    private let folder: TemporaryFolder
    private let descriptor: Int32
    /// With these a program loads the library.
    let environment: [String: String]

    /// Builds the library; its clock is right and kept by a time service.
    init() async throws {
        folder = try TemporaryFolder("clock")
        let library = try await PreloadedLibrary.build("clockfaults", in: folder)
        let plan = folder.file("plan")
        try WholeFile.replace(plan, with: [UInt8](repeating: 0, count: 24))
        descriptor = open(plan, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFailure("open \(plan)") }
        environment = ["LD_PRELOAD": library, "CLOCK_FAULT_PLAN": plan]
        set()
    }

    deinit { close(descriptor) }

    /// Words before a program with which it loads the library.
    var launcher: [String] { ["env"] + environment.map { "\($0.key)=\($0.value)" } }

    /// Whether a time service keeps the clock, the error that the kernel estimates, and how far the clock is from the
    /// machine's own; from now on.
    func set(isSynchronised: Bool = true, errorMicroseconds: Int64 = 1_000, offsetSeconds: Int64 = 0) {
        let numbers: [Int64] = [isSynchronised ? 1 : 0, errorMicroseconds, offsetSeconds]
        _ = numbers.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }
}
