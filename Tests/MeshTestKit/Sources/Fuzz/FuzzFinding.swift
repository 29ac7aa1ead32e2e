/// Something that must hold and does not.
package struct FuzzFinding: Error, Sendable, CustomStringConvertible {
    /// What, in words.
    package let description: String

    /// A finding.
    package init(_ words: String) { description = words }
}
