/// Rules that look at one line of code at a time.
enum CodeRules {
    /// Rooms that wrap a C library, and so hold pointers.
    static let roomsWithPointers: Set<String> = [
        "Shared/ProtobufC", "Shared/ProtocGenMesh", "Shared/MeshCrypto", "Shared/MeshTLS", "Shared/MeshStore",
        "Shared/MeshDocument",
    ]

    /// Rule 6: pointers live in rooms that wrap one C library. MeshRPC may look at a frame's bytes where they lie
    /// (`UnsafeRawBufferPointer`, a borrowed view), and its envelopes at the C structs that protobuf-c unpacks.
    static func pointers(in file: SourceFile) -> [Violation] {
        guard !roomsWithPointers.contains(file.room), !file.path.hasPrefix("Shared/MeshRPC/Envelope/") else {
            return []
        }
        let found = file.matches(
            ["Unsafe", "OpaquePointer", "Unmanaged"],
            #/\bUnsafe(Mutable)?(Raw)?(Buffer)?Pointer\b|\bOpaquePointer\b|\bUnmanaged\b/#
        ) { "\($0) outside the rooms that wrap a C library" }
        guard file.room == "Shared/MeshRPC" else { return found }
        return found.filter { !$0.what.hasPrefix("UnsafeRawBufferPointer ") }
    }

    /// Rule 9: time, identifiers and randomness are parameters.
    static func hiddenInputs(in file: SourceFile) -> [Violation] {
        guard file.room != "Shared/MeshKernel" else { return [] }
        return file.matches(
            ["Date", "UUID", "random(", "Clock()"],
            #/\b(Date|UUID)\(\)|\.random\(|\bDate\.now\b|\b(Continuous|Suspending)Clock\(\)/#
        ) {
            "\($0) hides an input; take a TimeSource, IdentifierSource or RandomSource"
        }
    }

    /// Names that say nothing.
    static func emptyNames(in file: SourceFile) -> [Violation] {
        var found = file.matches(
            ["Manager", "Helper", "Util"],
            #/\b(struct|class|enum|actor|protocol|typealias)\s+\w*(Manager|Helpers?|Utils?|Utilities)\b/#
        ) { "\($0): a name that says nothing" }
        let name = file.path.split(separator: "/").last ?? ""
        if name.contains(#/(Manager|Helpers?|Utils?|Utilities)(\+\w+)?\.swift$/#) {
            found.append(Violation(path: file.path, line: 0, what: "\(name): a name that says nothing"))
        }
        return found
    }

    /// Rule 4: a switch in Wire names every case, so that a new error cannot become "unknown" unseen.
    static func defaults(inWire file: SourceFile) -> [Violation] {
        guard file.path.contains("/Wire/") else { return [] }
        return file.matches(["default"], #/^\s*(@unknown\s+)?default\s*:/#) { _ in
            "a default in Wire swallows new cases"
        }
    }

    /// Rule 3: messages stop at Wire.
    static func messages(beyondWire file: SourceFile) -> [Violation] {
        guard file.path.hasPrefix("Services/"), file.path.contains("/Sources/"), !file.path.contains("/Wire/") else {
            return []
        }
        return file.matches(
            ["import ", "Google", "V1", "V2", "V3"],
            #/^\s*((public|package|internal|private)\s+)?import\s+(MeshAPI|ProtobufC|CMeshProto)\b|\b(GoogleProtobuf|GoogleRPC|[A-Z]\w*V[0-9]+)\./#
        ) { "\($0) outside Wire" }
    }

    /// Crashing on input is not an error path.
    static func crashes(in file: SourceFile) -> [Violation] {
        file.matches(["try!", "as!", "fatalError("], #/\btry!|\bas!|\bfatalError\(/#) { "\($0) where an error belongs" }
    }

    /// Rule 1: an executable only wires.
    static func long(main file: SourceFile) -> [Violation] {
        guard file.path.hasPrefix("Services/"), file.path.contains("/Main/"), file.lines.count >= 30 else { return [] }
        return [Violation(path: file.path, line: 30, what: "a main of \(file.lines.count) lines; under 30 is a main")]
    }

    /// The modules a file imports.
    static func imports(of file: SourceFile) -> [String] {
        file.code.filter { $0.contains("import ") }.compactMap { line in
            line.firstMatch(
                of:
                    #/^\s*(?:@\w+\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|func|protocol|let|var|typealias)\s+)?(\w+)/#
            ).map { String($0.1) }
        }
    }
}

extension SourceFile {
    /// Every match of `pattern` in the code, told by `say`. Only lines with one of `words` can match: regular expressions
    /// are slow in debug builds.
    func matches<Output>(_ words: [String], _ pattern: Regex<Output>, _ say: (Substring) -> String) -> [Violation] {
        var found: [Violation] = []
        for (index, line) in code.enumerated() where words.contains(where: line.contains) {
            for match in line.matches(of: pattern) {
                found.append(Violation(path: path, line: index + 1, what: say(line[match.range].trimmingSpaces())))
            }
        }
        return found
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        var rest = self
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
