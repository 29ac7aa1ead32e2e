package import MeshKernel

/// What somebody types to say who they are: a mobile number, an e-mail address or a user name. Nothing is refused here,
/// for what cannot be a name is answered like one that nobody has.
package enum LoginName: Sendable, Hashable {
    case mobile(MobileNumber)
    case email(EmailAddress)
    case userName(UserName)
    /// No name of any kind.
    case impossible(String)

    /// Bounds of what is typed.
    package enum Limits {
        /// Longer ones count as one name.
        package static let bytesMax = 254
    }

    /// Takes `text` for a number, an address or a name, whichever it first can be.
    package init(_ text: String) {
        guard text.utf8.count <= Limits.bytesMax else {
            self = .impossible("")
            return
        }
        if let number = try? MobileNumber(text) {
            self = .mobile(number)
        } else if let address = EmailAddress(text) {
            self = .email(address)
        } else if let name = try? UserName(text) {
            self = .userName(name)
        } else {
            self = .impossible(text)
        }
    }

    /// What two spellings of one name share; kinds never meet.
    package var key: String {
        switch self {
        case .mobile(let number): "m:" + number.text
        case .email(let address): "e:" + address.key
        case .userName(let name): "u:" + name.key
        case .impossible(let text): "x:" + text
        }
    }
}
