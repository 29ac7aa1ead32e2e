/// The subcommands of `colophon`, read from its sources.
enum ToolCommands {
    static let names: Set<String> = {
        var names: Set<String> = []
        for path in Repository.handwritten where path.hasPrefix("compose/colophon/Commands/") {
            for match in Repository.text(path).matches(of: #/struct\s+(\w+):\s*(?:Async)?ParsableCommand/#) {
                names.insert(String(match.1).lowercased())
            }
        }
        return names
    }()
}
