/// Who may call what, read from the .proto files: one line a method, in the order of files and methods.
struct ProtoListing {
    /// `package.Service/Method  callers=…  subject=…  repetition=…`.
    private(set) var lines: [String] = []
    private(set) var violations: [Violation] = []

    /// Adds the methods of a file.
    mutating func read(path: String, text: String) {
        let code = text.replacing(#/\/\/[^\n]*/#, with: "")
        let package = code.firstMatch(of: #/\bpackage\s+([\w.]+)\s*;/#).map { String($0.1) } ?? ""
        var service = ""
        let words = #/\bservice\s+(\w+)\s*\{|\brpc\s+(\w+)\s*\([^)]*\)\s*returns\s*\([^)]*\)\s*(;|\{)/#
        for match in code.matches(of: words) {
            if let name = match.1 {
                service = String(name)
                continue
            }
            let method = "\(package).\(service)/\(match.2 ?? "")"
            let line = code[..<match.range.lowerBound].count { $0 == "\n" } + 1
            let body = match.3 == "{" ? Self.block(code[match.range.upperBound...]) : ""
            guard
                let access = body.firstMatch(
                    of: #/option\s*\(\s*(?:colophon\.mesh\.v1\.)?access\s*\)\s*=\s*\{([^}]*)\}/#)
            else {
                violations.append(Violation(path: path, line: line, what: "\(method) does not say who may call it"))
                continue
            }
            add(method, access: String(access.1), path: path, line: line)
        }
    }

    private mutating func add(_ method: String, access: String, path: String, line: Int) {
        let callers = access.matches(of: #/callers\s*:\s*"([^"]*)"/#).map { String($0.1) }
        let subject = access.firstMatch(of: #/subject\s*:\s*SUBJECT_(\w+)/#).map { String($0.1).lowercased() } ?? ""
        let roles = access.matches(of: #/roles\s*:\s*"([^"]*)"/#).map { String($0.1) }
        let repetition =
            access.firstMatch(of: #/repetition\s*:\s*REPETITION_(\w+)/#).map { String($0.1).lowercased() } ?? ""
        for (field, isMissing) in [
            ("callers", callers.isEmpty), ("subject", subject.isEmpty || subject == "unspecified"),
            ("repetition", repetition.isEmpty || repetition == "unspecified"),
            ("roles", subject == "staff" && roles.isEmpty),
        ] where isMissing {
            violations.append(Violation(path: path, line: line, what: "\(method) leaves \(field) open"))
        }
        var parts = [method, "callers=" + callers.joined(separator: ","), "subject=" + subject]
        if !roles.isEmpty { parts.append("roles=" + roles.joined(separator: ",")) }
        lines.append((parts + ["repetition=" + repetition]).joined(separator: "  "))
    }

    private static func block(_ text: Substring) -> Substring {
        var depth = 1
        for index in text.indices {
            if text[index] == "{" { depth += 1 }
            if text[index] == "}" { depth -= 1 }
            if depth == 0 { return text[..<index] }
        }
        return text
    }
}
