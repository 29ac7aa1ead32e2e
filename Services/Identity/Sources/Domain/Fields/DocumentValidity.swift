package import MeshKernel

/// From when until when a document is good.
package struct DocumentValidity: Sendable, Equatable {
    /// The first day.
    package let from: CivilDate
    /// The last day; nil for a document that is good for good (长期).
    package let until: CivilDate?

    package init(from: CivilDate, until: CivilDate?) {
        self.from = from
        self.until = until
    }

    /// Whether the document is good on `day`.
    package func isValid(on day: CivilDate) -> Bool {
        from <= day && until.map { day <= $0 } ?? true
    }
}
