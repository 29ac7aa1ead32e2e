/// Where a client learns which replicas its service has.
public enum EndpointSource: Sendable, Hashable, CustomStringConvertible {
    /// These, for ever.
    case list([Endpoint])
    /// The addresses of a host name, looked up again and again.
    case dns(host: String, port: Int)
    /// A file with an endpoint on each line, read again whenever it has changed; `#` begins a comment.
    case file(path: String)

    /// Parses `dns:HOST:PORT`, `file:PATH`, or endpoints with commas between them; nil for anything else.
    public init?(_ text: String) {
        if text.hasPrefix("dns:") {
            guard case .tcp(let host, let port)? = Endpoint(String(text.dropFirst(4))) else { return nil }
            self = .dns(host: host, port: port)
        } else if text.hasPrefix("file:") {
            guard text.utf8.count > 5 else { return nil }
            self = .file(path: String(text.dropFirst(5)))
        } else {
            let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            let endpoints = parts.compactMap { Endpoint(String($0)) }
            guard endpoints.count == parts.count else { return nil }
            self = .list(endpoints)
        }
    }

    /// As it is parsed.
    public var description: String {
        switch self {
        case .list(let endpoints): endpoints.map(\.description).joined(separator: ",")
        case .dns(let host, let port): "dns:\(Endpoint.tcp(host: host, port: port))"
        case .file(let path): "file:\(path)"
        }
    }
}
