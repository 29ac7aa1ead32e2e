import Identity
import MeshCrypto
import MeshKernel
import MeshRuntime
import MeshTestKit
import NIOPosix
import Testing

/// Python is missing, or the server did not start.
struct NoThirdPartyServer: Error, CustomStringConvertible {
    let description: String
}

/// Authorisation servers over HTTPS in a process of their own, which check what they are told by themselves
/// (`Python/third_party_server.py`), and what a configuration says about them.
final class ThirdPartyServer: Sendable {
    /// What the server knows this house by; both have what forms and headers take for something else.
    static let client = "colophon:1"
    static let secret = "s3cret+/%:&"
    static let issuer = "https://party.example"

    /// Where the party of this name sends people back to.
    static func redirectURI(_ name: String) -> String { "https://ours.example/back/\(name)" }

    let port: Int
    private let folder: TemporaryFolder
    private let process: ChildProcess

    /// Makes a certificate for `name` that is its own authority, and starts the server with it.
    init(certifiedFor name: String = "IP:127.0.0.1") async throws {
        let folder = try TemporaryFolder("party")
        let made = try await FinishedProgram(
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                "2", "-subj", "/CN=party", "-addext", "subjectAltName=\(name)", "-keyout", folder.file("key"), "-out",
                folder.file("certificate"),
            ], logs: folder.path)
        guard made.exit == .code(0) else { throw NoThirdPartyServer(description: made.errors) }
        try FileBytes.create(folder.file("secret"), Array("\(Self.secret)\nnot this\n".utf8), mode: 0o600)
        try FileBytes.create(folder.file("other"), Array("another".utf8), mode: 0o600)
        let process = try ChildProcess(
            "/usr/bin/python3",
            [Self.script(), folder.path, folder.file("certificate"), folder.file("key")], logs: folder.path,
            name: "server")
        try await until { process.output.hasSuffix("\n") || !process.isRunning }
        guard let port = Int(process.output.dropLast()) else {
            throw NoThirdPartyServer(description: "python3: \(process.errors.suffix(300))")
        }
        self.folder = folder
        self.process = process
        self.port = port
    }

    var base: String { "https://127.0.0.1:\(port)" }
    var certificate: String { folder.file("certificate") }

    /// What came to it so far.
    var requests: [JSONDocument] {
        ((try? WholeFile.text(folder.file("requests"))) ?? "").split(separator: "\n").compactMap {
            JSONDocument(Array($0.utf8))
        }
    }

    /// The paths of what came, with what was wrong with it.
    var paths: [String] {
        requests.map { "\($0["path"]?.text ?? "?") \($0["fault"]?.text ?? "?")" }
    }

    func stop() async {
        process.send(signal: 9)
        _ = await process.wait()
    }

    /// What a configuration says of the party of this kind, in lines; nil in `changes` leaves a key out.
    func section(_ kind: String, _ changes: [String: String?] = [:], name: String = "party") -> String {
        let lines = pairs(kind, changes, name: name).map { "      \($0)\n" }.joined()
        return "    - name: \(name)\n      kind: \(kind)\n\(lines)"
    }

    /// The same in one line.
    func mapping(_ kind: String, _ changes: [String: String?] = [:]) -> String {
        "{ name: party, kind: \(kind), \(pairs(kind, changes).joined(separator: ", ")) }"
    }

    private func pairs(_ kind: String, _ changes: [String: String?], name: String = "party") -> [String] {
        var keys: [String: String] = [
            "client_id": Self.client, "secret_file": folder.file("secret"), "redirect_uri": Self.redirectURI(name),
            "trust": certificate,
        ]
        switch kind {
        case "oauth2":
            keys["authorization_endpoint"] = "\(base)/authorize"
            keys["token_endpoint"] = "\(base)/token"
            keys["userinfo_endpoint"] = "\(base)/userinfo"
            keys["issuer"] = Self.issuer
        case "wechat":
            keys["authorization_endpoint"] = "\(base)/connect/qrconnect"
            keys["token_endpoint"] = "\(base)/sns/oauth2/access_token"
            keys["userinfo_endpoint"] = "\(base)/sns/userinfo"
        default:
            keys["authorization_endpoint"] = "\(base)/oauth2/auth"
            keys["token_endpoint"] = "\(base)/v1.0/oauth2/userAccessToken"
            keys["userinfo_endpoint"] = "\(base)/v1.0/contact/users/me"
        }
        for (name, value) in changes { keys[name] = value }
        // A secret that is another's.
        if keys["secret_file"] == "other" { keys["secret_file"] = folder.file("other") }
        return keys.sorted { $0.key < $1.key }.map { "\($0.key): \"\($0.value)\"" }
    }

    /// What a configuration with `sections` comes to.
    static func checked(_ sections: String, isDevelopment: Bool = true) throws -> [CheckedThirdParty] {
        try configuration("  third_parties:\n\(sections)").checkedThirdParties(isDevelopment: isDevelopment)
    }

    /// A configuration of the service with `lines` in its own section, which goes on at line 8.
    static func configuration(_ lines: String) throws(ConfigurationError) -> IdentityConfiguration {
        let yaml = """
            service: identity
            replica: "1"
            environment: development
            listen: 127.0.0.1:0
            tls: { certificate: a.pem, key: a.key, trust: [ca.pem] }
            identity:
              token_key: token.key

            """
        return try ServiceConfiguration<IdentityConfiguration>(
            yaml: yaml + lines, file: "identity.yaml", service: "identity", environment: [:]
        ).section
    }

    /// Goes where `url` leads, signs in there as `user`, and returns what it sends back.
    func answer(to url: String, as user: String) async throws -> FormParameters {
        let address = String(url.prefix { $0 != "#" }) + "&login_hint=\(user)"
        let request = HTTPRequest(
            getting: address, timeoutMilliseconds: 30_000, answerBytesMax: 10_000, authority: certificate)
        let reply = try await NIOThreadPool.singleton.runIfActive { try request.send() }
        #expect(reply.status == 302)
        let query = try #require(address.split(separator: "?", maxSplits: 1).last)
        let asked = try #require(FormParameters(decoding: query))
        let state = try #require(asked["state"])
        let redirectURI = try #require(asked["redirect_uri"])
        let location = try #require(requests.compactMap { $0["location"]?.text }.last { $0.contains("state=\(state)") })
        #expect(location.hasPrefix(redirectURI + "?"))
        return try #require(FormParameters(decoding: location.dropFirst(redirectURI.count + 1)))
    }

    private static func script(file: String = #filePath) -> String {
        file.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
            + "/Python/third_party_server.py"
    }
}
