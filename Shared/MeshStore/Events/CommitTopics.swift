/// What a commit brought that somebody may be waiting for.
package struct CommitTopics: OptionSet, Sendable {
    /// The bits.
    package let rawValue: UInt8

    /// The topics of these bits.
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// At least one event.
    package static let events = CommitTopics(rawValue: 1)
    /// At least one job.
    package static let jobs = CommitTopics(rawValue: 2)
}
