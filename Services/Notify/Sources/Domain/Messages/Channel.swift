/// A way to reach somebody. Its raw value is what is stored.
package enum Channel: String, Sendable, CaseIterable {
    /// A short text to a mobile number.
    case sms
    /// A letter to an e-mail address.
    case email
    /// The message centre of an account.
    case inApp
    /// An HTTP address that the account's own program listens at.
    case webhook

    /// Whether a message over it makes a telephone ring: quiet hours are for those.
    package var disturbs: Bool {
        switch self {
        case .sms, .email: true
        case .inApp, .webhook: false
        }
    }
}
