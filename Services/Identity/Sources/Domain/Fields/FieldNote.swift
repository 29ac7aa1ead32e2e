/// What is worth knowing of a field that passes; it refuses nothing, staff decide. The raw value is what is sent.
package enum FieldNote: String, Sendable, CaseIterable {
    /// A number of a virtual operator, which resells and is often used to hide behind.
    case virtualNumber = "VIRTUAL_NUMBER"
    /// An identity number of a county that no published list has: it is younger than them, or never was.
    case regionNotListed = "REGION_NOT_LISTED"
    /// An office that is not among those that are known.
    case officeNotListed = "OFFICE_NOT_LISTED"
}
