/// The offices that are known at an authority.
package struct KnownOffices: Sendable, Equatable {
    /// As dossiers name them.
    package let names: Set<String>
    /// Whether these are all that there are, as staff say, who keep the list. What came with the program is not.
    package let areAll: Bool

    package init(names: Set<String>, areAll: Bool) {
        self.names = names
        self.areAll = areAll
    }

    /// None is known.
    package static let none = KnownOffices(names: [], areAll: false)
}
