import MeshRPC
import MeshTestKit

/// How a fleet's client learns where its servers listen.
struct Sourcing {
    var source: ([Endpoint]) throws -> EndpointSource
    var lookup: (@Sendable (String, Int) throws -> [Endpoint])?

    /// It is given the list.
    static var listed: Sourcing { Sourcing { .list($0) } }

    /// It is given something else.
    static func fixed(_ source: EndpointSource) -> Sourcing { Sourcing { _ in source } }

    /// It reads a file that names the first server alone.
    static func file(_ path: String) -> Sourcing {
        Sourcing { endpoints in
            try WholeFile.replace(path, with: "\(endpoints[0])\n")
            return .file(path: path)
        }
    }

    /// It asks for a host name, and `answer` is what it is told.
    static func name(_ host: String, _ answer: @escaping @Sendable () throws -> [Endpoint]) -> Sourcing {
        var sourcing = fixed(.dns(host: host, port: 7_403))
        sourcing.lookup = { _, _ in try answer() }
        return sourcing
    }

    /// It asks the system for this machine and the first server's port.
    static var localhost: Sourcing {
        Sourcing { endpoints in
            guard case .tcp(_, let port) = endpoints[0] else { return .list([]) }
            return .dns(host: "localhost", port: port)
        }
    }
}
