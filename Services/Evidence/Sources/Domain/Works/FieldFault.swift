/// One thing that is wrong with a request of many fields, and where.
package struct FieldFault: Sendable, Equatable {
    /// What is wrong.
    package enum Reason: Sendable, Equatable {
        case empty
        case tooLong(maximumCharacters: Int)
        case tooMany(maximum: Int)
        case controlCharacter
        /// A number or code that the list does not have.
        case unknownWord
        /// The same twice.
        case repeated
        /// Not a day, or not written as one.
        case malformedDate
        /// A day that has not come yet.
        case futureDate
        /// A number that is too small or too large.
        case outOfRange(ClosedRange<UInt64>)
        /// A time so long ago that nothing would be left of what begins with it.
        case tooLongAgo
        /// Published before it was completed.
        case beforeCompletion
        /// Not an ISO 3166-1 alpha-2 code.
        case malformedCountry
        case provinceNeeded
        /// A document of persons for an institution, or the reverse.
        case documentOfOthers
        /// A number without its document's kind.
        case kindlessNumber
        /// Not an identifier of what belongs there.
        case malformedIdentifier
        /// Its digits do not check.
        case malformedDocumentNumber
        /// It explains, dates or lists what another field says there is none of; names that field.
        case contradicts(field: String)
        /// Another field asks for it; names that field.
        case neededBy(field: String)
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
