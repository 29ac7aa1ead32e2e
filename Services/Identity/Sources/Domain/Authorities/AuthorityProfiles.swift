/// The rules of every authority that hold here: its own, or what a configuration says in their place.
package struct AuthorityProfiles: Sendable, Equatable {
    private var replaced: [Authority: AuthorityRules] = [:]

    /// As the authorities' own documents have them.
    package static let published = AuthorityProfiles()

    private init() {}

    /// The same with these rules in the place of their authority's.
    package func replacing(_ rules: AuthorityRules) -> AuthorityProfiles {
        var profiles = self
        profiles.replaced[rules.authority] = rules
        return profiles
    }

    /// The rules that hold at an authority.
    package subscript(authority: Authority) -> AuthorityRules { replaced[authority] ?? .of(authority) }
}
