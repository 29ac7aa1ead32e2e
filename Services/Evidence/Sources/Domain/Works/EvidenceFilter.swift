package import MeshKernel

/// Which of an account's items a list shows.
package struct EvidenceFilter: Sendable, Equatable {
    /// Of one project; nil for all.
    package var project: Identifier?
    /// Of one stage; nil for all, those without one included.
    package var stage: ProcessStage?
    /// Accepted at this time or later.
    package var from: WallTime?
    /// Accepted before this time.
    package var to: WallTime?

    /// Lets everything through.
    package init() {}

    /// The filter in one line, for what belongs to one filter only.
    package var text: String {
        let times = [from, to].map { $0.map { String($0.milliseconds) } ?? "" }
        return ([project?.text ?? "", stage?.rawValue ?? ""] + times).joined(separator: " ")
    }
}
