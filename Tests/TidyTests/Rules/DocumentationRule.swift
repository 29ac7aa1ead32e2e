/// Rule 5: what other rooms see is explained.
///
/// A declaration with `public` or `package` needs a doc comment right above it (attributes may stand between), except:
/// extensions and imports; an `init` that only copies its parameters into properties of the same name, or takes none;
/// an override; and what a protocol already explains: a requirement of a protocol of this project that the enclosing
/// declaration names, or of a well-known one.
struct DocumentationRule {
    /// Requirements of protocols from outside, explained there.
    private static let wellKnown: [String: Set<String>] = [
        "AsyncSequence": ["makeAsyncIterator", "Element", "AsyncIterator", "Failure"],
        "AsyncIteratorProtocol": ["next", "Element", "Failure"],
        "Sequence": ["makeIterator", "Element", "Iterator", "underestimatedCount"],
        "IteratorProtocol": ["next", "Element"],
        "Collection": ["startIndex", "endIndex", "index", "subscript", "Element", "Index", "count", "isEmpty"],
        "RandomAccessCollection": [
            "startIndex", "endIndex", "index", "subscript", "Element", "Index", "count", "isEmpty",
        ],
        "CustomStringConvertible": ["description"],
        "CustomDebugStringConvertible": ["debugDescription"],
        "LosslessStringConvertible": ["description", "init"],
        "Equatable": ["=="], "Hashable": ["==", "hash"], "Comparable": ["<", "=="],
        "Codable": ["init", "encode"], "Decodable": ["init"], "Encodable": ["encode"],
        "CodingKey": [
            "stringValue", "intValue", "init",
        ],
        "RawRepresentable": ["rawValue", "init", "RawValue"], "Identifiable": ["id"], "CaseIterable": ["allCases"],
        "OptionSet": ["rawValue", "init"], "ExpressibleByStringLiteral": ["init"],
        "ExpressibleByIntegerLiteral": ["init"], "ExpressibleByArrayLiteral": ["init"],
        "ExpressibleByDictionaryLiteral": ["init"], "ExpressibleByNilLiteral": ["init"],
        "ExpressibleByFloatLiteral": ["init"], "ExpressibleByBooleanLiteral": ["init"],
        "ExpressibleByStringInterpolation": ["init"],
        "ChannelInboundHandler": [
            "InboundIn", "InboundOut", "OutboundOut", "channelRegistered", "channelUnregistered", "channelActive",
            "channelInactive", "channelRead", "channelReadComplete", "channelWritabilityChanged",
            "userInboundEventTriggered", "errorCaught", "handlerAdded", "handlerRemoved",
        ],
        "ChannelOutboundHandler": [
            "OutboundIn", "OutboundOut", "register", "bind", "connect", "write", "flush", "read", "close",
            "triggerUserOutboundEvent", "handlerAdded", "handlerRemoved",
        ],
        "SerialExecutor": ["enqueue", "asUnownedSerialExecutor", "isSameExclusiveExecutionContext"],
        "TaskExecutor": ["enqueue", "asUnownedTaskExecutor"],
        "LogHandler": ["log", "subscript", "metadata", "logLevel"],
        "Service": ["run"], "Clock": ["now", "minimumResolution", "sleep"],
    ]

    /// Our own protocols: the names of their requirements.
    private let requirements: [String: Set<String>]
    /// The protocols that any declaration or extension of a type names, wherever it stands.
    private let conformances: [String: Set<String>]

    /// Learns the protocols of all files.
    init(_ files: [SourceFile]) {
        var found = Self.wellKnown
        found["ChannelDuplexHandler"] = (found["ChannelInboundHandler"] ?? []).union(
            found["ChannelOutboundHandler"] ?? [])
        for file in files {
            for (name, members) in Self.protocols(in: file) { found[name, default: []].formUnion(members) }
        }
        requirements = found
        var conformances: [String: Set<String>] = [:]
        for file in files {
            for index in file.code.indices {
                if let header = Self.typeHeader(file, at: index) {
                    conformances[header.name, default: []].formUnion(header.conformances)
                }
            }
        }
        self.conformances = conformances
    }

    private struct Scope {
        let depth: Int
        let name: String
    }

    /// The undocumented declarations of a file.
    func violations(in file: SourceFile) -> [Violation] {
        var found: [Violation] = []
        var scopes: [Scope] = []
        var depth = 0
        for (index, line) in file.code.enumerated() {
            if let declaration = Self.declaration(line), !Self.isDocumented(file, above: index),
                !isExplained(declaration, by: scopes), !Self.isPlainInit(declaration, file, at: index)
            {
                found.append(
                    Violation(path: file.path, line: index + 1, what: "\(declaration.name) has no doc comment"))
            }
            let header = Self.typeHeader(file, at: index)
            for character in line {
                if character == "{" {
                    depth += 1
                } else if character == "}" {
                    depth -= 1
                    while let last = scopes.last, last.depth >= depth { scopes.removeLast() }
                }
            }
            if let header {
                scopes.append(
                    Scope(depth: depth - (line.contains("{") ? 1 : 0), name: header.name))
            }
        }
        return found
    }

    private struct Declaration {
        let keyword: String
        let name: String
        let isOverride: Bool
    }

    private static func declaration(_ line: Substring) -> Declaration? {
        // Regular expressions are slow in debug builds, and few lines can match.
        guard line.utf8.contains(UInt8(ascii: "p")), ["public ", "package ", "open "].contains(where: line.contains)
        else { return nil }
        guard
            let match = line.firstMatch(
                of:
                    #/^\s*(?:@\w+(?:\([^)]*\))?\s+)*((?:\w+(?:\([^)]*\))?\s+)*?)(func|var|let|struct|class|enum|protocol|actor|typealias|init|subscript|macro)\b\s*([^\s(:<{=?]+|[^\s\w]+(?=\s*\())?/#
            )
        else { return nil }
        let modifiers = match.1.split(separator: " ").map(String.init)
        guard modifiers.contains("public") || modifiers.contains("package") || modifiers.contains("open") else {
            return nil
        }
        let keyword = String(match.2)
        // `class func` and `class var` declare a member: the last keyword names it, and "class" is then a modifier.
        let name = ["init", "subscript"].contains(keyword) ? keyword : String(match.3 ?? "")
        return Declaration(keyword: keyword, name: name, isOverride: modifiers.contains("override"))
    }

    private static func isDocumented(_ file: SourceFile, above index: Int) -> Bool {
        var line = index - 1
        while line >= 0 {
            let text = file.lines[line].drop { $0 == " " }
            if text.hasPrefix("///") || text.hasPrefix("*/") { return true }
            guard text.hasPrefix("@") || text.hasPrefix("#if") || text.hasPrefix("// swift-format-ignore") else {
                return false
            }
            line -= 1
        }
        return false
    }

    private func isExplained(_ declaration: Declaration, by scopes: [Scope]) -> Bool {
        if declaration.isOverride { return true }
        guard let scope = scopes.last else { return false }
        return (conformances[scope.name] ?? []).contains { requirements[$0]?.contains(declaration.name) == true }
    }

    /// Whether an `init` says nothing beyond its parameters: none at all, or each copied into the property it names.
    private static func isPlainInit(_ declaration: Declaration, _ file: SourceFile, at index: Int) -> Bool {
        guard declaration.keyword == "init" else { return false }
        let rest = file.code[index...].prefix(60).joined(separator: "\n")
        if rest.contains(#/^[^\n]*\binit\(\)/#) { return true }
        guard let open = rest.firstIndex(of: "{") else { return false }
        var depth = 0
        var body = ""
        for character in rest[open...] {
            if character == "{" { depth += 1 }
            if character == "}" { depth -= 1 }
            if depth == 0 { break }
            body.append(character)
        }
        let statements = body.dropFirst().split { $0 == "\n" || $0 == ";" }.filter { $0.contains { !$0.isWhitespace } }
        return !statements.isEmpty
            && statements.allSatisfy {
                $0.wholeMatch(of: #/\s*self\.`?(\w+)`?\s*=\s*`?(\w+)`?\s*/#).map { $0.1 == $0.2 } ?? false
            }
    }

    private static func typeHeader(_ file: SourceFile, at index: Int) -> (name: String, conformances: [String])? {
        let line = file.code[index]
        let words = ["struct ", "class ", "enum ", "actor ", "extension ", "protocol "]
        guard words.contains(where: line.contains) else { return nil }
        guard let match = line.firstMatch(of: #/\b(?:struct|class|enum|actor|extension|protocol)\s+(?:\w+\.)*(\w+)/#),
            !line.contains(#/\bclass\s+(func|var)\b/#)
        else { return nil }
        // The header may run over several lines; it ends at the brace.
        var header = ""
        for next in file.code[index...].prefix(12) {
            header += next + " "
            if next.contains("{") { break }
        }
        let tail = header.prefix { $0 != "{" }.split(separator: " where ", maxSplits: 1).first ?? ""
        guard let colon = tail.firstIndex(of: ":") else { return (String(match.1), []) }
        let clause = tail[tail.index(after: colon)...]
        let names = clause.split(separator: ",").compactMap { part in
            part.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "." }
                .filter { !["any", "unchecked", "retroactive", "preconcurrency", "Sendable"].contains($0) }.first
        }
        return (String(match.1), names.map { String($0.split(separator: ".").last ?? $0) })
    }

    private static func protocols(in file: SourceFile) -> [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        var current: (name: String, depth: Int)?
        var depth = 0
        for line in file.code {
            if current == nil, line.contains("protocol "), let match = line.firstMatch(of: #/\bprotocol\s+(\w+)/#) {
                current = (String(match.1), depth)
                found[String(match.1)] = []
            } else if let current, depth == current.depth + 1,
                let match = line.firstMatch(
                    of: #/\b(func|var|associatedtype|init|subscript|typealias)\b\s*([^\s(:<{=?]+|[^\s\w]+(?=\s*\())?/#)
            {
                let keyword = String(match.1)
                found[current.name]?.insert(["init", "subscript"].contains(keyword) ? keyword : String(match.2 ?? ""))
            }
            for character in line {
                if character == "{" { depth += 1 }
                if character == "}" {
                    depth -= 1
                    if let open = current, depth <= open.depth { current = nil }
                }
            }
        }
        return found
    }
}
