/// What somebody of the house may do; the raw value stands in tokens and in the access of methods.
package enum StaffRole: String, Sendable, CaseIterable {
    /// Decides about dossiers and verifications.
    case review
    /// Answers requests for export and erasure.
    case privacy
    /// Looks after messages that did not come through.
    case support
    /// Reads audit logs.
    case auditor
    /// Keeps calendars; whoever runs the mesh gives and takes roles.
    case administrator
}
