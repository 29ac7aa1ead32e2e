import COpenSSL

/// What the calling thread's OpenSSL error queue says.
package enum OpenSSLFailure {
    /// Empties the queue before an operation, so that a later reason is that operation's own.
    package static func forget() {
        ERR_clear_error()
    }

    /// The oldest reason in the queue in OpenSSL's words, which is the root cause; empties the queue.
    package static func reason() -> String {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0 else { return "no reason given" }
        guard let text = ERR_reason_error_string(code) else { return "error \(code)" }
        return String(cString: text)
    }
}
