import FoundationEssentials
import Yams

/// `compose/mesh.yaml`: which services run, where they listen, and what they are told beyond their defaults. Closed:
/// a key that is not listed here is refused with its line.
struct MeshFile: Sendable {
    static let defaultPath = "compose/mesh.yaml"

    /// One service of the mesh.
    struct Service: Sendable {
        /// The service segment of its certificate, and the name of its executable.
        let name: String
        let listen: SocketName
        let probes: SocketName
        let publicPages: SocketName?
        /// Who may call with a stock ttrpc client, which has none of our extensions: service segments of certificates.
        let baseCallers: [String]
        /// Services of this file, or elsewhere, that it calls or follows: they are told where those listen.
        let peers: [String]
        /// Public keys of whoever signs the tokens of end users: files, relative to the folder that services run in.
        let tokenKeys: [String]
        /// How long a stopping service finishes its calls.
        let drainSeconds: Int
        /// Keys of the service's file that are passed on as they stand, each as YAML; the service itself checks them.
        let passedOn: [(key: String, value: String)]
        /// The service's own section as YAML, passed on as it stands; the service itself refuses unknown keys in it.
        let settings: String?
    }

    /// "development" or "production".
    let environment: String
    let trustDomain: String
    /// Where every service's spans go, as YAML, passed on as it stands; nil for nowhere.
    let trace: String?
    /// Services that another mesh file runs, and where they listen. One of a service's own name is the one that did its
    /// work before.
    let elsewhere: [(name: String, listen: SocketName)]
    /// By name, in the order of the file.
    let services: [Service]

    /// Where the peers of `service` listen.
    func peers(of service: Service) -> [(name: String, listen: SocketName)] {
        let here = services.filter { $0.name != service.name && service.peers.contains($0.name) }
        return here.map { ($0.name, $0.listen) }
            + elsewhere.filter { peer in
                service.peers.contains(peer.name) && !here.contains { $0.name == peer.name }
            }
    }

    /// What bounds a service and its callers, and who is believed: the service knows the sections' keys.
    private static let passedOnKeys = [
        "refused_callers", "quotas", "limits", "busy_poll_microseconds", "public_proxies",
    ]

    /// Reads the file at `path`.
    static func read(_ path: String) throws(Failure) -> MeshFile {
        guard let bytes = StateFolder.contents(path) else {
            throw .refused(
                "\(path): no such file, or not readable",
                advice: "Run from the project's folder, or name it with --mesh.")
        }
        return try parse(String(decoding: bytes, as: UTF8.self), path: path)
    }

    /// Reads the text of a mesh file; `path` is what messages call it.
    static func parse(_ text: String, path: String) throws(Failure) -> MeshFile {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw .refused("\(path): \(error)")
        }
        let file = try Section(
            root, name: "", path: path, known: ["environment", "trust_domain", "trace", "elsewhere", "services"])
        let environment = try file.text("environment") ?? "development"
        guard ["development", "production"].contains(environment) else {
            throw file.refusal("environment", "is neither development nor production")
        }
        guard case .mapping(let entries)? = file["services"], !entries.isEmpty else {
            throw file.refusal("services", "names no service")
        }
        let elsewhere = try self.elsewhere(file["elsewhere"], path: path)
        var services: [Service] = []
        let names = entries.map { $0.key.string ?? "" }
        for (key, node) in entries {
            services.append(
                try service(key.string ?? "", node, among: names, elsewhere: elsewhere.map(\.name), path: path))
        }
        return MeshFile(
            environment: environment, trustDomain: try file.text("trust_domain") ?? "colophon",
            trace: file["trace"].flatMap { try? Yams.serialize(node: $0) }, elsewhere: elsewhere, services: services)
    }

    private static func elsewhere(
        _ node: Node?, path: String
    ) throws(Failure) -> [(name: String, listen: SocketName)] {
        let names: [String] =
            if case .mapping(let entries)? = node { entries.map { $0.key.string ?? "" } } else { [] }
        let section = try Section(node, name: "elsewhere", path: path, known: names)
        var found: [(name: String, listen: SocketName)] = []
        for name in names {
            if let socket = try section.socket(name) { found.append((name, socket)) }
        }
        return found
    }

    private static func service(
        _ name: String, _ node: Node, among names: [String], elsewhere: [String], path: String
    ) throws(Failure) -> Service {
        let section = try Section(
            node, name: "services.\(name)", path: path,
            known: [
                "replicas", "listen", "probes", "public", "base_callers", "peers", "token_keys", "drain_seconds",
                "settings",
            ] + passedOnKeys)
        guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber) }) else {
            throw section.refusal(nil, "is not a service's name (lower-case letters and digits)")
        }
        guard try section.number("replicas", within: 1...64) ?? 1 == 1 else {
            throw section.refusal(
                "replicas", "is more than 1, but the store is one SQLite file, which exactly one process may open",
                advice: "Set it to 1; several writers need a store on a database server, which is not supported yet.")
        }
        let peers = try section.words("peers")
        if let stranger = peers.first(where: { !elsewhere.contains($0) && (!names.contains($0) || $0 == name) }) {
            throw section.refusal(
                "peers", "names \(stranger), which is no other service of this file",
                advice: "What another mesh file runs is named under 'elsewhere'.")
        }
        guard let listen = try section.socket("listen") else { throw section.refusal("listen", "is missing") }
        guard let probes = try section.socket("probes") else { throw section.refusal("probes", "is missing") }
        return Service(
            name: name, listen: listen, probes: probes, publicPages: try section.socket("public"),
            baseCallers: try section.words("base_callers"), peers: peers, tokenKeys: try section.words("token_keys"),
            drainSeconds: try section.number("drain_seconds", within: 0...600) ?? 10,
            passedOn: passedOnKeys.compactMap { key in
                section[key].flatMap { try? Yams.serialize(node: $0) }.map { (key, $0) }
            },
            settings: section["settings"].flatMap { try? Yams.serialize(node: $0) })
    }
}
