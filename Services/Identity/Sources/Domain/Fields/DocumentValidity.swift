package import MeshKernel

/// From when until when a document is good.
package struct DocumentValidity: Sendable, Equatable {
    /// The first day; nil when it is not known.
    package let from: CivilDate?
    /// The last day; nil for a document that is good for good (长期), and when it is not known.
    package let until: CivilDate?

    package init(from: CivilDate?, until: CivilDate?) {
        self.from = from
        self.until = until
    }

    /// As two days of a dossier say; one that is none is not known.
    package init(from: String, until: String) {
        self.init(from: CivilDate(text: from), until: CivilDate(text: until))
    }

    /// Whether the last day comes before the first.
    package var isReversed: Bool {
        if let from, let until { until < from } else { false }
    }

    /// Whether the document is over on `day`.
    package func isOver(on day: CivilDate) -> Bool { until.map { $0 < day } ?? false }
}
