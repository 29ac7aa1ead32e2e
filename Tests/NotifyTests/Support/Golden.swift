import MeshTestKit
import Testing

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Committed answers under `Golden`. `COLOPHON_WRITE_GOLDEN=1 swift test --filter NotifyTests` writes those that may
/// change.
enum Golden {
    static var isWriting: Bool { getenv("COLOPHON_WRITE_GOLDEN") != nil }

    static func path(_ name: String, file: String = #filePath) -> String {
        let support = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
        return support + "/Golden/" + name
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        try WholeFile.contents(path(name))
    }

    static func compare(_ bytes: [UInt8], with name: String) throws {
        if isWriting { try WholeFile.replace(path(name), with: bytes) }
        let golden = try Self.bytes(name)
        #expect(golden == bytes, "\(name) differs; see Golden.swift for how it is written")
    }
}
