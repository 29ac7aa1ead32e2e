/// What somebody may do for an institution (own rule). The raw value stands in tokens and in the access of methods, which
/// name every role that suffices: none holds another.
package enum MemberRole: String, Sendable, CaseIterable {
    /// Says who acts for the institution, answers for its dossiers, and does what all others do.
    case administrator
    /// Files: projects, seals, filings and applications.
    case filer
    /// Orders, pays, asks for invoices.
    case finance
    /// Looks, and changes nothing.
    case viewer
}

extension MemberRole {
    /// The roles that `words` name, in alphabetical order and each once. Throws `IdentityError.invalidFields` with every
    /// fault; nobody acts without a role.
    package static func read(_ words: [String]) throws(IdentityError) -> [MemberRole] {
        guard !words.isEmpty else { throw .invalidFields([FieldFault(field: "roles", reason: .empty)]) }
        guard words.count <= allCases.count else {
            throw .invalidFields([FieldFault(field: "roles", reason: .tooMany(maximum: allCases.count))])
        }
        let faults = words.enumerated().filter { MemberRole(rawValue: $0.element) == nil }.map {
            FieldFault(field: "roles[\($0.offset)]", reason: .unknownWord)
        }
        guard faults.isEmpty else { throw .invalidFields(faults) }
        return allCases.filter { words.contains($0.rawValue) }
    }
}
