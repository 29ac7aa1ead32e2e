import Foundation

/// The project's own files, as they lie in its folder.
struct Repository {
    /// The folder that holds Package.swift, links resolved: a build from a linked copy reads the same files.
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// Folders that are made by tools and ignored by git; never looked into.
    private static func isMade(_ name: String) -> Bool {
        name == ".git" || name.hasPrefix(".build") || name == ".colophon" || name == ".swiftpm"
            || name == "node_modules"
    }

    /// Paths of all files, relative to the root, sorted.
    static let files: [String] = {
        var found: [String] = []
        var folders = [""]
        while let folder = folders.popLast() {
            let absolute = root + "/" + folder
            for name in (try? FileManager.default.contentsOfDirectory(atPath: absolute)) ?? [] where !isMade(name) {
                let path = folder.isEmpty ? name : folder + "/" + name
                var isFolder: ObjCBool = false
                guard FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder) else {
                    continue
                }
                if isFolder.boolValue { folders.append(path) } else { found.append(path) }
            }
        }
        return found.sorted()
    }()

    /// Paths of our Swift files that people write: not generated, not another project's.
    static let handwritten = files.filter { path in
        path.hasSuffix(".swift") && !path.contains("/Generated/") && !path.hasPrefix("Tests/Benchmarks/peers/")
    }

    /// Hand-written Swift outside Tests.
    static let sources = handwritten.filter { !$0.hasPrefix("Tests/") && $0 != "Package.swift" }.map {
        SourceFile(path: $0)
    }

    /// A file's text; empty when it cannot be read as UTF-8.
    static func text(_ path: String) -> String {
        (try? String(contentsOfFile: root + "/" + path, encoding: .utf8)) ?? ""
    }

    /// Whether a file or folder is there.
    static func has(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root + "/" + path)
    }

    /// Compares `text` with a committed listing, or writes it there when `COLOPHON_RECORD=1`.
    static func differences(from golden: String, text: String) throws -> [String] {
        if ProcessInfo.processInfo.environment["COLOPHON_RECORD"] == "1" {
            try text.write(toFile: root + "/" + golden, atomically: true, encoding: .utf8)
        }
        let expected = self.text(golden).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let actual = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let removed = expected.filter { !actual.contains($0) }.map { "- " + $0 }
        let added = actual.filter { !expected.contains($0) }.map { "+ " + $0 }
        return removed.isEmpty && added.isEmpty && expected != actual ? ["the order of lines"] : removed + added
    }
}
