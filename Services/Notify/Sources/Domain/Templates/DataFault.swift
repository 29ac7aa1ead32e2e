/// One thing that is wrong with the data of a message, and where.
package struct DataFault: Sendable, Equatable {
    /// What is wrong.
    package enum Reason: Sendable, Equatable {
        /// The template wants it.
        case missing
        /// The template has no such place.
        case surplus
        /// It is there twice.
        case repeated
        /// Another kind of value is wanted.
        case wrongKind(wanted: String)
        /// Nothing that could be seen.
        case empty
        /// Too many characters.
        case tooLong(maximumCharacters: Int)
        /// Too many texts in a list.
        case tooMany(maximum: Int)
        /// Outside its bounds.
        case outOfRange(minimum: Int64, maximum: Int64)
        /// Not so many digits, or something else than digits.
        case notDigits
        /// A character that a number of this kind does not have.
        case malformedReference
        /// A control character, a line end where one line is wanted, or one that turns the direction of writing.
        case forbiddenCharacter
        /// The brackets that mark the sender of a short message.
        case senderMark
        /// Not a word of the list.
        case unknownWord
        /// A moment outside the years 2000 to 9999.
        case outOfCalendar
    }

    /// The place's name.
    package let name: String
    /// What is wrong with it.
    package let reason: Reason

    package init(name: String, reason: Reason) {
        self.name = name
        self.reason = reason
    }
}
