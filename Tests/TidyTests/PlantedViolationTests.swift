import Testing

/// Each rule is shown a violation that it must find, and its nearest innocent neighbour, which it must not.
@Suite("Planted violations are found", .timeLimit(.minutes(10)))
struct PlantedViolationTests {
    private func file(_ text: String, at path: String = "Shared/MeshRPC/Example.swift") -> SourceFile {
        SourceFile(path: path, text: text)
    }

    @Test("comments and strings are not code, interpolations are")
    func lexer() {
        let source = file(
            ##"""
            let a = "Date()" // Date()
            /* Date() /* Date() */ Date() */
            let b = "\(Date()) Date()"
            let c = #"\#(Date()) "quoted" \(Date())"#
            let d = """
                Date() "
                \(name("Date()"))
                """
            let e = 1 + Date()
            """##)
        #expect(CodeRules.hiddenInputs(in: source).map(\.line) == [3, 4, 9])
    }

    @Test(
        "a hidden clock, identifier or random number",
        arguments: ["Date()", "UUID()", "Int.random(in: 0...9)", "Date.now"])
    func hiddenInputs(_ expression: String) {
        #expect(CodeRules.hiddenInputs(in: file("let x = \(expression)")).count == 1)
        #expect(CodeRules.hiddenInputs(in: file("let x = \(expression)", at: "Shared/MeshKernel/Time.swift")) == [])
        #expect(
            CodeRules.hiddenInputs(in: file("let x = Date(timeIntervalSince1970: 0), y = UUID(uuidString: s)")) == [])
    }

    @Test("a pointer outside the rooms that wrap C")
    func pointers() {
        let text = "func f(_ p: UnsafeRawBufferPointer, _ q: UnsafeMutablePointer<Int>) {}"
        #expect(CodeRules.pointers(in: file(text, at: "Shared/MeshRuntime/Example.swift")).count == 2)
        #expect(CodeRules.pointers(in: file(text)).count == 1)
        #expect(CodeRules.pointers(in: file(text, at: "Shared/MeshRPC/Envelope/Example.swift")) == [])
        #expect(CodeRules.pointers(in: file(text, at: "Shared/MeshCrypto/Digest.swift")) == [])
    }

    @Test(
        "a name that says nothing",
        arguments: ["struct StoreManager {}", "enum StringUtils {}", "final class PathHelper {}"])
    func names(_ text: String) {
        #expect(CodeRules.emptyNames(in: file(text)).count == 1)
        #expect(CodeRules.emptyNames(in: file("struct Managed {}; enum UtilityRate {}")) == [])
        #expect(CodeRules.emptyNames(in: file("", at: "Shared/MeshRPC/FrameUtils.swift")).count == 1)
    }

    @Test("a default in Wire")
    func defaults() {
        let text = "switch error {\ncase .full: 1\ndefault: 2\n}\nlet x: Int = defaultValue"
        #expect(CodeRules.defaults(inWire: file(text, at: "Services/Evidence/Sources/Wire/A.swift")).map(\.line) == [3])
        #expect(CodeRules.defaults(inWire: file(text, at: "Services/Evidence/Sources/Store/A.swift")) == [])
    }

    @Test(
        "a message outside Wire",
        arguments: ["import MeshAPI", "let p = EvidenceV1.Project()", "internal import ProtobufC"])
    func messages(_ text: String) {
        #expect(CodeRules.messages(beyondWire: file(text, at: "Services/Evidence/Sources/Domain/A.swift")).count == 1)
        #expect(CodeRules.messages(beyondWire: file(text, at: "Services/Evidence/Sources/Wire/A.swift")) == [])
    }

    @Test("a crash where an error belongs", arguments: ["let x = try! f()", "let y = z as! Int", "fatalError(\"no\")"])
    func crashes(_ text: String) {
        #expect(CodeRules.crashes(in: file(text)).count == 1)
        #expect(CodeRules.crashes(in: file("let x = try? f(); let y = z as? Int; precondition(true)")) == [])
    }

    @Test("a main that does more than wire")
    func mains() {
        let long = String(repeating: "print(1)\n", count: 30)
        #expect(CodeRules.long(main: file(long, at: "Services/Evidence/Main/Main.swift")).count == 1)
        #expect(CodeRules.long(main: file("print(1)\n", at: "Services/Evidence/Main/Main.swift")) == [])
    }

    @Test("every form of import is seen, and its room")
    func imports() {
        let text =
            "import A\npublic import B\n@testable internal import C\nimport struct D.E\n// import F\n@preconcurrency import G"
        #expect(CodeRules.imports(of: file(text)) == ["A", "B", "C", "D", "G"])
        #expect(file("", at: "Services/Evidence/Sources/Wire/Deep/A.swift").room == "Services/Evidence/Sources/Wire")
        #expect(file("", at: "Services/Evidence/Sources/Evidence.swift").room == "Services/Evidence/Sources")
        #expect(file("", at: "Services/Evidence/Main/Main.swift").room == "Services/Evidence/Main")
        #expect(file("", at: "Shared/MeshRPC/Client/A.swift").room == "Shared/MeshRPC")
    }

    @Test("an undocumented declaration, whatever its form")
    func documentation() {
        let source = file(
            """
            package struct A {
                public let b: Int
                /// Documented.
                @inlinable
                public func c() {}
                public static func + (l: A, r: A) -> A { l }
                // Not a doc comment.
                package nonisolated(unsafe) var d = 1
                func e() {}
                public init(text: String) { self.b = text.count }
            }
            package extension A {}
            public import B
            """)
        let found = DocumentationRule([source]).violations(in: source)
        #expect(found.map(\.line) == [1, 2, 6, 8, 10])
    }

    @Test("what a protocol explains, and what only copies its parameters, needs no words of its own")
    func explained() {
        let source = file(
            """
            /// A clock.
            public protocol Ticking {
                /// The time.
                func now() -> Int
            }
            /// One.
            public struct One: Ticking, Sendable, CustomStringConvertible {
                /// A number.
                public var number: Int
                public init() { number = 1 }
                public init(number: Int) {
                    self.number = number
                }
                public func now() -> Int { 1 }
                public var description: String { "" }
                public func later() -> Int { 2 }
            }
            /// Two.
            public struct Two {
                public func now() -> Int { 1 }
            }
            """)
        let elsewhere = file("extension One {\npublic func now() -> Int { 1 }\npublic func never() {}\n}")
        let rule = DocumentationRule([source, elsewhere])
        #expect(rule.violations(in: source).map(\.line) == [16, 20])
        #expect(rule.violations(in: elsewhere).map(\.line) == [3])
    }

    @Test("a method that nobody or everybody may call unsaid")
    func access() {
        var listing = ProtoListing()
        listing.read(
            path: "a.proto",
            text: """
                package colophon.a.v1;
                service A {
                  // rpc Commented(X) returns (Y);
                  rpc Open(X) returns (Y);
                  rpc Half(X) returns (stream Y) { option (access) = { callers: "*" }; }
                  rpc Whole(stream X) returns (Y) {
                    option (colophon.mesh.v1.access) = { callers: "b" callers: "c" subject: SUBJECT_NONE repetition: REPETITION_SAFE };
                  }
                  rpc Staff(X) returns (Y) { option (access) = { callers: "b" subject: SUBJECT_STAFF repetition: REPETITION_SAFE }; }
                }
                """)
        #expect(
            listing.violations.map(\.description) == [
                "a.proto:4: colophon.a.v1.A/Open does not say who may call it",
                "a.proto:5: colophon.a.v1.A/Half leaves subject open",
                "a.proto:5: colophon.a.v1.A/Half leaves repetition open",
                "a.proto:9: colophon.a.v1.A/Staff leaves roles open",
            ])
        #expect(listing.lines.contains("colophon.a.v1.A/Whole  callers=b,c  subject=none  repetition=safe"))
    }

    @Test("a stranger at the top")
    func topLevel() {
        #expect(
            TopLevel.strangers(among: ["Shared", "notes.txt", ".build", ".colophon", "docs"]) == ["docs", "notes.txt"])
    }

    @Test("a word about the place where the project was written")
    func mentions() {
        for word in Mentions.words {
            let text = "fine\nsee \(word.uppercased()) there"
            #expect(Mentions.violations(path: "README.md", text: text).contains { $0.line == 2 }, "\(word)")
        }
        #expect(Mentions.violations(path: "README.md", text: "the work of issuers is shared") == [])
    }

    @Test("a path, link or command in a document that does not exist")
    func documents() {
        let rule = DocumentRule(
            topLevel: ["compose", "Tests", "README.md"], commands: ["up"], has: { $0 == "compose/up.sh" })
        let text = """
            Run `bash compose/up.sh` or `bash compose/down.sh`; see [tests](Tests/None.md) and [site](https://a.b/c).
            Composed of compose/words in a sentence.
            ```
            .build/release/colophon up
            .build/release/colophon fly
            bash Tests/walk.sh
            ```
            """
        #expect(
            rule.violations(path: "README.md", text: text).map(\.description) == [
                "README.md:1: compose/down.sh does not exist",
                "README.md:1: Tests/None.md does not exist",
                "README.md:5: colophon has no command fly",
                "README.md:6: Tests/walk.sh does not exist",
            ])
    }

    @Test("a script that goes on after a failure")
    func scripts() {
        #expect(ScriptRule.violations(path: "a.sh", text: "#!/usr/bin/env bash\nset -e\ntrue\n").count == 1)
        #expect(ScriptRule.violations(path: "a.sh", text: "#!/usr/bin/env bash\n# Why.\nset -euo pipefail\n") == [])
    }

    @Test("the commands of the tool are found in its sources")
    func commands() {
        #expect(ToolCommands.names.isSuperset(of: ["up", "down", "seal", "verify", "call"]))
    }
}
