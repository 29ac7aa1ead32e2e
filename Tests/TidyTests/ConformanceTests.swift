import Testing

/// The cases that other implementations of these protocols run on themselves: none may be lost, or run over one transport
/// alone.
@Suite("The conformance cases are all there")
struct ConformanceTests {
    /// The name of each case in a file, marked when it does not run over every transport or not at all.
    static func cases(in text: String) -> [String] {
        text.split(separator: "\n").filter { $0.contains("@Test") }.map { line in
            let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[2] == ", arguments: Transport.allCases)" else { return "incomplete: \(line)" }
            return String(parts[1])
        }
    }

    @Test("their names are as listed in Golden/conformance.txt, and each runs over every transport")
    func list() throws {
        var listing = ""
        for path in Repository.files where path.hasPrefix("Tests/MeshRPCTests/Conformance/") {
            listing += path.split(separator: "/").last.map { "# \($0)\n" } ?? ""
            for name in Self.cases(in: Repository.text(path)) { listing += name + "\n" }
        }
        let differences = try Repository.differences(from: "Tests/TidyTests/Golden/conformance.txt", text: listing)
        #expect(
            differences.isEmpty,
            "a case less is a promise less; COLOPHON_RECORD=1 records it:\n\(differences.joined(separator: "\n"))")
    }

    @Test("a case that is switched off, or runs over one transport, is noticed")
    func planted() {
        let planted = """
            @Test("ping", arguments: Transport.allCases)
            @Test("goaway")
            @Test("max_streams", .disabled(), arguments: Transport.allCases)
            @Test("Echo", arguments: [Transport.tls])
            """
        let found = Self.cases(in: planted)
        #expect(found.first == "ping")
        #expect(found.dropFirst().allSatisfy { $0.hasPrefix("incomplete: ") } && found.count == 4)
    }
}
