extension Masking {
    /// An e-mail address: the first character of the local part and the domain are kept, `z****@example.cn`. What has no
    /// `@` is hidden whole.
    package static func email(_ address: String) -> String {
        let halves = address.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, halves[0].count > 1 else {
            return halves.count == 2 ? "****@\(halves[1])" : "****"
        }
        // Always four marks, so that the length tells nothing.
        return "\(halves[0].prefix(1))****@\(halves[1])"
    }

    /// A postal address: the first six characters, most often province and city, are kept, and never more than half.
    package static func address(_ address: String) -> String {
        let kept = min(6, address.count / 2)
        return address.prefix(kept) + String(repeating: mark, count: address.count - kept)
    }
}
