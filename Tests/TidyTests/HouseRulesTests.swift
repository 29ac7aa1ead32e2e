import Foundation
import Testing

/// The house rules, applied to every file we write. Each of them is shown to fail in `PlantedViolationTests`.
@Suite("The house rules hold", .timeLimit(.minutes(10)))
struct HouseRulesTests {
    private let sources = Repository.sources

    private func expectNone(_ violations: [Violation], _ location: SourceLocation = #_sourceLocation) {
        let text = violations.map(\.description).joined(separator: "\n")
        #expect(violations.isEmpty, "\(violations.count):\n\(text)", sourceLocation: location)
    }

    @Test("there is something to look at")
    func filesAreFound() {
        #expect(sources.count > 10)
        #expect(Repository.has("Package.swift"))
    }

    @Test("an executable only wires")
    func mains() { expectNone(sources.flatMap(CodeRules.long(main:))) }

    @Test("pointers live in rooms that wrap a C library")
    func pointers() { expectNone(sources.flatMap(CodeRules.pointers(in:))) }

    @Test("time, identifiers and randomness are parameters")
    func hiddenInputs() { expectNone(sources.flatMap(CodeRules.hiddenInputs(in:))) }

    @Test("messages stop at Wire")
    func messages() { expectNone(sources.flatMap(CodeRules.messages(beyondWire:))) }

    @Test("a switch in Wire names every case")
    func defaults() { expectNone(sources.flatMap(CodeRules.defaults(inWire:))) }

    @Test("no error path crashes")
    func crashes() { expectNone(sources.flatMap(CodeRules.crashes(in:))) }

    @Test("names say what a thing is")
    func names() { expectNone(Repository.handwritten.map { SourceFile(path: $0) }.flatMap(CodeRules.emptyNames(in:))) }

    @Test("what other rooms see is explained")
    func documentation() {
        let rule = DocumentationRule(sources)
        expectNone(sources.flatMap(rule.violations(in:)))
    }

    @Test("who imports whom is as listed in Golden/imports.txt")
    func imports() throws {
        var rooms: [String: Set<String>] = [:]
        for file in sources { rooms[file.room, default: []].formUnion(CodeRules.imports(of: file)) }
        let listing = rooms.sorted { $0.key < $1.key }
            .map { "\($0.key): \($0.value.sorted().joined(separator: " "))\n" }.joined()
        let differences = try Repository.differences(from: "Tests/TidyTests/Golden/imports.txt", text: listing)
        #expect(
            differences.isEmpty,
            "a new edge is a decision; COLOPHON_RECORD=1 records it:\n\(differences.joined(separator: "\n"))")
    }

    @Test("who may call what is as listed in compose/acl.txt")
    func access() throws {
        var listing = ProtoListing()
        for path in Repository.files where path.hasPrefix("proto/colophon/") && path.hasSuffix(".proto") {
            listing.read(path: path, text: Repository.text(path))
        }
        expectNone(listing.violations)
        #expect(listing.lines.count > 5)
        let text = listing.lines.map { $0 + "\n" }.joined()
        let differences = try Repository.differences(from: "compose/acl.txt", text: text)
        #expect(
            differences.isEmpty,
            "access is a decision; COLOPHON_RECORD=1 records it:\n\(differences.joined(separator: "\n"))")
    }

    @Test("nothing else stands at the top")
    func topLevel() throws {
        let entries = try FileManager.default.contentsOfDirectory(atPath: Repository.root)
        #expect(TopLevel.strangers(among: entries) == [])
    }

    @Test("the project speaks of itself alone")
    func mentions() {
        var found: [Violation] = []
        for path in Repository.files {
            found += Mentions.violations(path: path, text: Repository.text(path))
        }
        expectNone(found)
    }

    @Test("every path and command in a document is real")
    func documents() throws {
        let rule = DocumentRule(
            topLevel: Set(try FileManager.default.contentsOfDirectory(atPath: Repository.root)).union(TopLevel.allowed),
            commands: ToolCommands.names, has: Repository.has)
        let documents = Repository.files.filter { $0.hasSuffix(".md") }
        #expect(documents.contains("README.md"))
        for path in documents { expectNone(rule.violations(path: path, text: Repository.text(path))) }
    }

    @Test("the drawing of growth is what its numbers draw, and the README has the last of them")
    func growth() throws {
        let plots = "Tests/Benchmarks/plots"
        let drawn = try #require(
            try Tool.run(["sh", "-c", "exec python3 \(plots)/growth.py <\(plots)/growth.jsonl"]), "python3 is missing")
        #expect(drawn.exitCode == 0 && drawn.output == Repository.text("\(plots)/growth.svg"), "draw it with growth.py")
        let last = try #require(Repository.text("\(plots)/growth.jsonl").split(separator: "\n").last)
        let numbers = try #require(
            try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any], "\(last)")
        let leaf = try #require(numbers["bytes_per_leaf"] as? Double)
        let start = try #require(numbers["start_ms"] as? Double)
        let size = try #require(numbers["size"] as? Int)
        let readme = Repository.text("README.md")
        let entries = stride(from: 0, to: "\(size)".count, by: 3).reversed()
            .map { String("\(size)".dropLast($0).suffix(3)) }.joined(separator: ",")
        for row in [
            "| the log in public, bytes a leaf | \(Int(leaf.rounded())):",
            "| process start to ready with \(entries) entries | \(Int(start.rounded())) ms",
        ] { #expect(readme.contains(row), "README.md lacks: \(row)") }
    }

    @Test("the Swift that the README shows is a file that is compiled")
    func shownSwift() {
        let blocks = Repository.text("README.md").components(separatedBy: "```swift\n").dropFirst()
            .map { $0.components(separatedBy: "```")[0] }
        #expect(Array(blocks) == [Repository.text("compose/examples/swift/ListProjects.swift")])
    }
}
