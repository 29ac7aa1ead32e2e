import CCurl

/// A mail server that takes letters over SMTP (RFC 5321), and how it is spoken to.
package struct MailServer: Sendable {
    /// How the way to the server is secured.
    package enum Security: String, Sendable, Decodable {
        /// Plain first, then STARTTLS before anything else is said (RFC 3207); a server without it gets nothing.
        case starttls
        /// TLS from the first byte.
        case tls
        /// Not at all: for a server on this machine.
        case none
    }

    /// A name and its password.
    package struct Login: Sendable {
        /// The name.
        package let user: String
        /// The password.
        package let password: String

        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    /// What became of a letter.
    package enum Outcome: Sendable, Equatable {
        /// The server has it.
        case taken
        /// The server says no, with this reply (RFC 5321, section 4.2): 400 to 499 for now, 500 to 599 for good.
        case refused(reply: Int)
        /// It did not get there; libcurl's number.
        case unreachable(curlCode: Int)
        /// All of it was on its way, and the server has not said what became of it.
        case unanswered
    }

    /// Where it is.
    package let host: String
    /// Its port.
    package let port: Int
    /// How the way is secured.
    package let security: Security
    /// Nil for a server that wants none.
    package let login: Login?
    /// A file of roots in PEM, to one of which its certificate must lead, and to none of the machine's; nil for those.
    package let authority: String?

    package init(host: String, port: Int, security: Security, login: Login? = nil, authority: String? = nil) {
        self.host = host
        self.port = port
        self.security = security
        self.login = login
        self.authority = authority
    }

    /// Hands over a letter of one recipient and waits for what becomes of it: for a thread that may wait.
    package func hand(
        over letter: [UInt8], from sender: String, to recipient: String, timeoutMilliseconds: Int64
    ) -> Outcome {
        guard var curl = Curl.loaded else { return .unreachable(curlCode: Int(CURLE_FAILED_INIT.rawValue)) }
        let scheme = security == .tls ? "smtps" : "smtp"
        let place = host.contains(":") ? "[\(host)]" : host
        var status = 0
        var isOut: Int32 = 0
        let code = colophon_curl_mail(
            &curl, "\(scheme)://\(place):\(port)", login?.user, login?.password, authority, "<\(sender)>",
            "<\(recipient)>", letter, letter.count, security == .starttls ? 1 : 0,
            Int(min(timeoutMilliseconds, Limits.httpConnectMilliseconds)), Int(timeoutMilliseconds), &status, &isOut)
        if UInt32(code) == CURLE_OK.rawValue { return .taken }
        if (400..<600).contains(status) { return .refused(reply: status) }
        return isOut != 0 ? .unanswered : .unreachable(curlCode: Int(code))
    }
}
