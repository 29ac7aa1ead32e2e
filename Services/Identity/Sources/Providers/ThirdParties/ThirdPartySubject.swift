/// By which of its two names a third party's person is known here. Neither is ever taken for the other: an account that
/// is linked by one would be nobody's under the other.
package enum ThirdPartySubject: Sendable {
    /// The same for all applications of one developer.
    case unionid
    /// Another one for each application.
    case openid
}
