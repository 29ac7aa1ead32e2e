extension FieldNote {
    /// For people, in English; follows the field's name.
    var message: String {
        switch self {
        case .virtualNumber: "is of a virtual operator"
        case .regionNotListed: "begins with a county that no published list has"
        case .officeNotListed: "is not among the offices that are known"
        }
    }
}
