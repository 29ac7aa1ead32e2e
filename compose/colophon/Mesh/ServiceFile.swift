import MeshCrypto
import Yams

/// The configuration file of one service, written from the mesh file. Order and text depend on nothing else, so the
/// same mesh file always gives the same bytes.
struct ServiceFile {
    let mesh: MeshFile
    let service: MeshFile.Service
    /// Name of the state folder in the folder the services run in.
    let state: String
    /// Whether the clock of this machine is taken as it is, because nothing synchronises it.
    let takesHostClock: Bool

    /// What a running service reads again on SIGHUP, and nothing else of it has to.
    private static let renewable: Set = ["base_callers", "refused_callers", "quotas", "limits", "tokens"]

    /// The file's text.
    func text() throws(Failure) -> String {
        try Self.text(entries(), of: service)
    }

    /// The text of what only a restart takes up.
    func lastingText() throws(Failure) -> String {
        try Self.text(entries().filter { !Self.renewable.contains($0.0) }, of: service)
    }

    /// The files of the keys whose tokens the service believes, relative to the folder it runs in.
    var tokenKeys: [String] { publishedKeys + (developmentKey.map { [$0] } ?? []) }

    /// The files of `pki` that the service cannot be without.
    var keyFiles: [String] {
        var files = ["mesh-ca.pem", "\(service.name).pem", "\(service.name).key"]
        if service.name == Self.identity { files.append(LocalAuthority.identityTokenKey.key) }
        if hasIdentity { files.append(LocalAuthority.identityTokenKey.publicName) }
        return files
    }

    private static let identity = "identity"

    private var hasIdentity: Bool { mesh.services.contains { $0.name == Self.identity } }

    /// Whoever signs for end users: identity, where the mesh has it, and those that the mesh file names.
    private var publishedKeys: [String] {
        (hasIdentity ? ["\(state)/pki/\(LocalAuthority.identityTokenKey.publicName)"] : []) + service.tokenKeys
    }

    private var developmentKey: String? { mesh.environment == "development" ? "\(state)/pki/token-dev.pub" : nil }

    private func entries() -> [(String, Node)] {
        var entries: [(String, Node)] = [
            ("service", Node(service.name)),
            ("replica", Node("1", Tag(.str), .doubleQuoted)),
            ("environment", Node(mesh.environment)),
            ("listen", Node(service.listen.description)),
            ("probes", Node(service.probes.description)),
            ("inspection", Node("\(state)/run/\(service.name).sock")),
        ]
        if let pages = service.publicPages { entries.append(("public", Node(pages.description))) }
        entries += [
            (
                "tls",
                Self.mapping([
                    ("certificate", Node("\(state)/pki/\(service.name).pem")),
                    ("key", Node("\(state)/pki/\(service.name).key")),
                    ("trust", Node([Node("\(state)/pki/mesh-ca.pem")])),
                    ("trust_domain", Node(mesh.trustDomain)),
                ])
            )
        ]
        if !service.baseCallers.isEmpty { entries.append(("base_callers", Node(service.baseCallers.map { Node($0) }))) }
        let peers = mesh.peers(of: service)
        if !peers.isEmpty {
            entries.append(("peers", Self.mapping(peers.map { ($0.name, Node([Node($0.listen.description)])) })))
        }
        entries += service.passedOn.compactMap { key, value in
            (try? Yams.compose(yaml: value)).flatMap { $0 }.map { (key, $0) }
        }
        var tokens: [(String, Node)] = developmentKey.map { [("development_key", Node($0))] } ?? []
        if !publishedKeys.isEmpty { tokens.append(("keys", Node(publishedKeys.map { Node($0) }))) }
        if !tokens.isEmpty { entries.append(("tokens", Self.mapping(tokens))) }
        entries += [
            (
                "log",
                // The file that standard error goes to as well: a service keeps its own file small.
                Self.mapping([
                    ("format", Node("human")), ("level", Node("info")),
                    ("file", Node("\(state)/log/\(service.name).log")),
                ])
            ),
            ("trace", mesh.trace.flatMap { try? Yams.compose(yaml: $0) } ?? Self.mapping([("exporter", Node("none"))])),
            (
                "store",
                Self.mapping([
                    ("path", Node("\(state)/\(service.name)/\(service.name).sqlite")),
                    ("master_key", Node("\(state)/pki/master.key")),
                ])
            ),
            ("drain_seconds", Node(String(service.drainSeconds), Tag(.int))),
        ]
        if let own = ownSection() { entries.append((service.name, own)) }
        return entries
    }

    private static func text(_ entries: [(String, Node)], of service: MeshFile.Service) throws(Failure) -> String {
        do {
            let body = try Yams.serialize(node: mapping(entries), width: -1, allowUnicode: true)
            return "# Written by `colophon up`; change compose/mesh.yaml instead.\n" + body
        } catch {
            throw .refused("services.\(service.name) cannot be written as YAML: \(error.reason)")
        }
    }

    /// The service's own section: what its keys are called, then what the mesh file adds or overrides.
    private func ownSection() -> Node? {
        var entries: [(String, Node)] = []
        if service.name == "evidence" {
            entries = [
                ("log_key", Node("\(state)/pki/log.key")),
                ("tsa_certificate", Node("\(state)/pki/tsa.pem")),
                ("tsa_key", Node("\(state)/pki/tsa.key")),
                ("clock", Node(takesHostClock ? "host" : "strict")),
            ]
            // Whoever runs it for others knows under which name they see it; nobody else can open this machine's.
            if mesh.environment == "development", let pages = service.publicPages, !pages.isEveryAddress {
                entries.append(("public_base", Node("http://\(pages)")))
            }
        }
        if service.name == Self.identity {
            entries = [("token_key", Node("\(state)/pki/\(LocalAuthority.identityTokenKey.key)"))]
        }
        if let text = service.settings, case .mapping(let settings)? = try? Yams.compose(yaml: text) {
            for (key, value) in settings {
                entries.removeAll { $0.0 == key.string }
                entries.append((key.string ?? "", value))
            }
        }
        return entries.isEmpty ? nil : Self.mapping(entries)
    }

    private static func mapping(_ entries: [(String, Node)]) -> Node {
        Node(entries.map { (Node($0.0), $0.1) })
    }
}
