/// What a third party must say of itself when it sends somebody back (RFC 9207): whoever began at one and comes back from
/// another has been mixed up, and a code must not go to whom it is not from.
package enum IssuerRule: Sendable, Equatable {
    /// It says nothing, so what says something is another's.
    case never
    /// It may say that it is this one, and nothing else.
    case ifSent(String)
    /// It says that it is this one, always.
    case always(String)

    /// Whether an answer with the parameter `iss`, empty without one, may be from this third party. Compared byte by byte
    /// (RFC 9207, section 2.4).
    package func admits(_ sent: String) -> Bool {
        switch self {
        case .never: sent.isEmpty
        case .ifSent(let issuer): sent.isEmpty || sent.utf8.elementsEqual(issuer.utf8)
        case .always(let issuer): sent.utf8.elementsEqual(issuer.utf8)
        }
    }
}
