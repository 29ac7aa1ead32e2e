import MeshTestKit
import Testing

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Committed answers under `Golden`. `COLOPHON_WRITE_GOLDEN=1 swift test --filter IdentityTests` writes them.
enum Golden {
    static func compare(_ text: String, with name: String, file: String = #filePath) throws {
        let support = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
        let path = support + "/Golden/" + name
        if getenv("COLOPHON_WRITE_GOLDEN") != nil { try WholeFile.replace(path, with: text.utf8) }
        #expect(try WholeFile.text(path) == text, "\(name) differs; see Golden.swift for how it is written")
    }
}
