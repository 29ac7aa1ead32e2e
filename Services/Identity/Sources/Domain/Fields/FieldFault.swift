/// One thing that is wrong with a request of many fields, and where.
package struct FieldFault: Sendable, Equatable {
    /// What is wrong.
    package enum Reason: Error, Sendable, Equatable {
        case empty
        case tooShort(minimumCharacters: Int)
        case tooLong(maximumCharacters: Int)
        case tooMany(maximum: Int)
        case controlCharacter
        /// Not of the form that the field has.
        case malformed
        /// A word that the list does not have.
        case unknownWord
        /// Not a day, or not written as one.
        case malformedDate
        /// A day that has not come yet.
        case futureDate
        /// A document whose time is over.
        case expired
        /// A digit is wrong: the number does not fit its own check.
        case wrongCheck
        /// A number of a place that never was.
        case unknownRegion
        /// A number of somebody born on no day, or not yet.
        case impossibleBirth
        /// Another field asks for it; names that field.
        case neededBy(field: String)
        /// It says other than another field; names that field.
        case contradicts(field: String)
        /// It says other than a picture of the document; names the picture's slot.
        case contradictsPicture(slot: String)
        /// Not the code that was sent, or that one is over.
        case unconfirmed
        /// Nobody asks for it here.
        case notAsked
        /// What was promised or accepted must be.
        case notAccepted
        /// Fewer than three of the four classes of characters.
        case tooFewClasses
        /// Among the passwords that everybody tries first.
        case common
        /// It holds the user name.
        case holdsUserName
        /// One of those used last.
        case usedBefore
    }

    /// Path of the field, in the `.proto`'s names.
    package let field: String
    /// What is wrong with it.
    package let reason: Reason

    package init(field: String, reason: Reason) {
        self.field = field
        self.reason = reason
    }
}
