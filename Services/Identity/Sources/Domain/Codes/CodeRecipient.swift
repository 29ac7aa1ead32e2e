package import MeshKernel

/// Where a code goes.
package enum CodeRecipient: Sendable, Hashable {
    case mobile(MobileNumber)
    case email(EmailAddress)

    /// What looks it up; kinds never meet, for only one has an `@`.
    package var key: String {
        switch self {
        case .mobile(let number): number.text
        case .email(let address): address.key
        }
    }

    /// What looks up a code that is good for one account, or one registration, alone; `owner` has no line feed.
    package func key(boundTo owner: String?) -> String { owner.map { "\($0)\n\(key)" } ?? key }

    /// What a code is for that makes this an account's own.
    package var changePurpose: CodePurpose {
        switch self {
        case .mobile: .changeMobile
        case .email: .changeEmail
        }
    }

    /// Where it is sent to.
    package var address: String {
        switch self {
        case .mobile(let number): number.text
        case .email(let address): address.text
        }
    }

    /// As it may be shown.
    package var masked: String {
        switch self {
        case .mobile(let number): Masking.mobile(number.text)
        case .email(let address): Masking.email(address.text)
        }
    }
}
