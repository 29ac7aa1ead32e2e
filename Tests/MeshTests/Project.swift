/// Where the sources are.
enum Project {
    /// The absolute path of a file of the project.
    static func path(_ name: String, from here: String = #filePath) -> String {
        here.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/") + "/" + name
    }
}
