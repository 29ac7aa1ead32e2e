/// Where post reaches somebody: one line of at most 200 characters.
package struct PostalAddress: Sendable, Hashable {
    /// Bounds of an address.
    package enum Limits {
        /// The source forms' own.
        package static let charactersMax = 200
    }

    /// As it was written.
    package let text: String

    /// Checks `text`.
    package init(_ text: String) throws(FieldFault.Reason) {
        if let fault = TextRule(1...Limits.charactersMax).fault(in: text) { throw fault }
        self.text = text
    }
}
