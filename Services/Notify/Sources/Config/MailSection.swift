package import MeshRuntime

/// The mail server that letters go to, in the configuration file.
package struct MailSection: Sendable, Decodable {
    /// Its host.
    package var host: String
    /// Its port; 587 when absent, 465 with `security: tls`.
    package var port: Int?
    /// `starttls` when absent; `none` only in development.
    package var security: MailServer.Security?
    /// The name to log in with; none when absent.
    package var user: String?
    /// Path of the file with the password, which only its owner may read.
    package var passwordFile: String?
    /// Path of the roots in PEM, to one of which its certificate must lead, and to none of the machine's; those when
    /// absent.
    package var trust: String?
    /// The address that letters are from.
    package var from: String

    package init(
        host: String, port: Int? = nil, security: MailServer.Security? = nil, user: String? = nil,
        passwordFile: String? = nil, trust: String? = nil, from: String
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.user = user
        self.passwordFile = passwordFile
        self.trust = trust
        self.from = from
    }
}
