extension FieldFault.Reason {
    /// For people, in English; follows the field's name.
    var message: String {
        switch self {
        case .empty: "is needed"
        case .tooShort(let minimum): "has at least \(minimum) characters"
        case .tooLong(let maximum): "has at most \(maximum) characters"
        case .tooMany(let maximum): "holds at most \(maximum)"
        case .controlCharacter: "cannot hold control characters"
        case .malformed: "is not written as it must be"
        case .unknownWord: "is not in the list"
        case .malformedDate: "is not a day of the form YYYY-MM-DD"
        case .futureDate: "has not come yet"
        case .expired: "is over"
        case .wrongCheck: "does not check; look for a wrong digit"
        case .unknownRegion: "begins with a region that never was"
        case .impossibleBirth: "holds a day of birth that cannot be"
        case .neededBy(let field): "cannot be checked without \(field)"
        case .contradicts(let field): "contradicts \(field)"
        case .contradictsPicture(let slot):
            "is not what the picture \(slot) says; correct it, bring a better picture, or name it as disputed"
        case .unconfirmed: "is not the code that was sent to the e-mail address, or is over"
        case .notAsked: "is not asked for here"
        case .notAccepted: "must be accepted"
        case .tooFewClasses: "needs three of: small letters, capital letters, digits, other characters"
        case .common: "is among the passwords that everybody tries first"
        case .holdsUserName: "cannot hold the user name"
        case .usedBefore: "is one of the last five"
        }
    }

    /// For programs; never changes its meaning.
    var word: String {
        switch self {
        case .empty: "EMPTY"
        case .tooShort: "TOO_SHORT"
        case .tooLong: "TOO_LONG"
        case .tooMany: "TOO_MANY"
        case .controlCharacter: "CONTROL_CHARACTER"
        case .malformed: "MALFORMED"
        case .unknownWord: "UNKNOWN_WORD"
        case .malformedDate: "MALFORMED_DATE"
        case .futureDate: "FUTURE_DATE"
        case .expired: "EXPIRED"
        case .wrongCheck: "WRONG_CHECK"
        case .unknownRegion: "UNKNOWN_REGION"
        case .impossibleBirth: "IMPOSSIBLE_BIRTH"
        case .neededBy: "NEEDS_OTHER_FIELD"
        case .contradicts: "CONTRADICTS_OTHER_FIELD"
        case .contradictsPicture: "CONTRADICTS_PICTURE"
        case .unconfirmed: "UNCONFIRMED"
        case .notAsked: "NOT_ASKED"
        case .notAccepted: "NOT_ACCEPTED"
        case .tooFewClasses: "TOO_FEW_CLASSES"
        case .common: "COMMON"
        case .holdsUserName: "HOLDS_USER_NAME"
        case .usedBefore: "USED_BEFORE"
        }
    }
}
