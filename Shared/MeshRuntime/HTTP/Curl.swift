import CCurl

/// libcurl, loaded when it is first wanted.
enum Curl {
    /// It asks to be started once, before any thread uses it. Nil when this machine has none.
    static let loaded: colophon_curl? = {
        var curl = colophon_curl()
        return colophon_curl_start(&curl) == 0 ? curl : nil
    }()
}
