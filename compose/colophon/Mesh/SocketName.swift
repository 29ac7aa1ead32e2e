/// A TCP address as people write it: `127.0.0.1:7403`, `[::1]:7403`, `evidence.example:7403`.
struct SocketName: Sendable, Equatable, CustomStringConvertible {
    let host: String
    let port: Int

    /// Parses `text`; nil without a host, or with a port that is not 1 to 65,535.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (1...65_535).contains(port)
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self.host = host
        self.port = port
    }

    /// Whether it stands for all addresses of the machine, and is none to be called at.
    var isEveryAddress: Bool { host == "0.0.0.0" || host == "::" }

    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
