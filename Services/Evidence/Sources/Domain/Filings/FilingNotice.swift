package import MeshKernel

/// What others are told about a filing: identifiers and its end, nothing that the applicant stated.
package struct FilingNotice: Sendable, Equatable {
    /// The filing.
    package let filing: Identifier
    /// The project of its items.
    package let project: Identifier
    /// Whose it is.
    package let account: String
    /// When it is, or became, void.
    package let expiresAt: WallTime
    /// The reminder that is due, in days before the end; 0 for everything else.
    package let daysBefore: Int64

    package init(filing: Identifier, project: Identifier, account: String, expiresAt: WallTime, daysBefore: Int64) {
        self.filing = filing
        self.project = project
        self.account = account
        self.expiresAt = expiresAt
        self.daysBefore = daysBefore
    }

    /// About a filing as it is now.
    package init(_ filing: Filing) {
        self.init(
            filing: filing.id, project: filing.project, account: filing.account, expiresAt: filing.expiresAt,
            daysBefore: 0)
    }
}
