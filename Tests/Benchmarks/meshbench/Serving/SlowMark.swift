/// How a caller marks a call that the server answers late: in its id, which is as long as any other.
enum SlowMark {
    private static let first = UInt8(ascii: "~")

    /// The id of a call that nobody delays.
    static let none = "0123456789abcdef"

    /// The id of a call that is answered after `milliseconds`.
    static func id(milliseconds: Int) -> String {
        let digits = String(milliseconds)
        return "~" + String(repeating: "0", count: none.utf8.count - 1 - digits.utf8.count) + digits
    }

    /// How long a call with `id` waits; nil for one that is not marked.
    static func pause(of id: String) -> Duration? {
        guard id.utf8.first == first else { return nil }
        return Int(id.dropFirst()).map { .milliseconds($0) }
    }
}
