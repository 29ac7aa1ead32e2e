import Foundation
import Testing

@testable import MeshRuntime

/// The start's pages are given back, and everything goes on.
@Suite struct ProgramPagesTests {
    /// Resident bytes of mapped files, from the kernel.
    private func residentFileBytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssFile:") })
        return try #require(Int(line.split(separator: " ")[1].trimmingCharacters(in: .whitespaces))) << 10
    }

    @Test func mostOfTheProgramLeavesTheMemory() throws {
        // Foundation, regular expressions and the runtime's tables are in the memory after this.
        #expect("2026-11-22".firstMatch(of: #/(\d+)-(\d+)/#) != nil)
        let before = try residentFileBytes()
        let bytes = ProgramPages.letGo()
        let after = try residentFileBytes()
        #expect(bytes > before / 2, "the program's segments were found")
        #expect(after < before * 3 / 4, "before \(before), after \(after)")
        #expect("2026-11-22".firstMatch(of: #/(\d+)-(\d+)/#) != nil)
    }
}
