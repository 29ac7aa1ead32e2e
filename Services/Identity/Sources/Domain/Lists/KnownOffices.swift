/// The offices that are known at an authority.
package struct KnownOffices: Sendable, Equatable {
    /// Code of the city of each, by its name as dossiers have it.
    package let cities: [String: String]
    /// Whether these are all that there are, as staff say, who keep the list. What came with the program is not.
    package let areAll: Bool

    package init(cities: [String: String], areAll: Bool) {
        self.cities = cities
        self.areAll = areAll
    }

    /// None is known.
    package static let none = KnownOffices(cities: [:], areAll: false)
}
