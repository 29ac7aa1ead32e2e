/// What may stand at the top of the project.
enum TopLevel {
    static let allowed: Set<String> = [
        "Package.swift", "README.md", "Services", "Shared", "Tests", "proto", "compose", ".ci", ".gitignore",
        ".swift-format",
    ]

    /// What tools make there, ignored by git.
    private static func isMade(_ name: String) -> Bool {
        [".git", ".swiftpm", ".colophon", "Package.resolved"].contains(name) || name == ".build"
            || name.hasPrefix(".build-")
    }

    /// Entries that do not belong.
    static func strangers(among entries: [String]) -> [String] {
        entries.filter { !allowed.contains($0) && !isMade($0) }.sorted()
    }
}
