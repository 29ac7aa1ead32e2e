import FoundationEssentials
import MeshAPI

/// What this tool says of itself when it sends a file.
enum OwnEnvironment {
    /// Of this tool, for who reads a bundle years from now.
    static let version = "1.0"
    /// What the service takes of each word, by its contract.
    private static let wordBytesMax = 128

    /// This tool, its version and the system that it runs on.
    static let words = EvidenceV1.SubmitRequest.Environment(
        program: "colophon", version: version, system: word(ProcessInfo.processInfo.operatingSystemVersionString))

    /// A text as the service takes it: whatever the system calls itself must not keep a file from being sealed.
    static func word(_ text: String) -> String {
        var word = PlainText.line(text)
        while word.utf8.count > wordBytesMax { word.removeLast() }
        return word
    }
}
