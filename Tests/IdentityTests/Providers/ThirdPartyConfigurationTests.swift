import Identity
import MeshCrypto
import MeshKernel
import MeshRuntime
import MeshTestKit
import Testing

@Suite("What the configuration says of third parties", .timeLimit(.minutes(5)))
struct ThirdPartyConfigurationTests {
    private let folder: TemporaryFolder
    private let remote: String

    init() throws {
        folder = try TemporaryFolder("secrets")
        try FileBytes.create(folder.file("secret"), Array("s3cret\n".utf8), mode: 0o600)
        try FileBytes.create(folder.file("open"), Array("s3cret\n".utf8), mode: 0o644)
        try FileBytes.create(folder.file("empty"), Array("\ns3cret".utf8), mode: 0o600)
        remote = """
              client_id: c
              secret_file: \(folder.file("secret"))
              redirect_uri: https://ours.example/back

            """
    }

    private func refusal(_ lines: String, isDevelopment: Bool = true) -> String {
        do {
            let configuration = try ThirdPartyServer.configuration("  third_parties:\(lines)")
            _ = try configuration.checkedThirdParties(isDevelopment: isDevelopment)
            return "nothing was refused"
        } catch {
            return "\(error)"
        }
    }

    /// A list of one party of this kind.
    private func party(_ kind: String, _ more: String = "", without left: String = "\u{0}") -> String {
        let lines = (remote + more).split(separator: "\n").filter { !$0.contains(left) }
            .map { "      \($0.drop { $0 == " " })\n" }.joined()
        return "\n    - name: party\n      kind: \(kind)\n\(lines)"
    }

    private let endpoints = """
          authorization_endpoint: https://party.example/a
          token_endpoint: https://party.example/t
          userinfo_endpoint: https://party.example/u

        """

    @Test("a word, or a list; the public endpoints are there when none is named")
    func accepted() throws {
        #expect(try ThirdPartyServer.configuration("").checkedThirdParties(isDevelopment: false).isEmpty)
        #expect(
            try ThirdPartyServer.configuration("  third_parties: none\n").checkedThirdParties(isDevelopment: false)
                .isEmpty)
        let embedded = try ThirdPartyServer.configuration("  third_parties: embedded\n")
            .checkedThirdParties(isDevelopment: true)
        #expect(embedded.map(\.party.rawValue) == ["wechat", "alipay", "dingtalk"])
        let flow = ThirdPartyFlow(
            at: .wechat, for: nil, now: WallTime(milliseconds: 0), random: SeededRandom(seed: 1))
        for (lines, address) in [
            (party("wechat"), "https://open.weixin.qq.com/connect/qrconnect?appid=c&"),
            (party("dingtalk"), "https://login.dingtalk.com/oauth2/auth?redirect_uri="),
            (party("oauth2", endpoints), "https://party.example/a?response_type=code&client_id=c&"),
        ] {
            let checked = try ThirdPartyServer.configuration("  third_parties:\(lines)")
                .checkedThirdParties(isDevelopment: false)
            #expect(checked.map(\.party.rawValue) == ["party"])
            #expect(checked.first?.dialect?.authorizationURL(for: flow).hasPrefix(address) == true)
        }
    }

    @Test("what is wrong is refused with its line or key, and what to do")
    func refused() {
        let cases: [(String, String)] = [
            (" embeded\n", "identity.yaml:8: 'identity.third_parties' is 'embeded'; say none, embedded, or a list"),
            (" { name: a }\n", "identity.yaml:8: 'identity.third_parties' must be a list, not a mapping"),
            (" []\n", "identity.yaml:8: 'identity.third_parties' names nobody; say none"),
            (
                "\n    - { name: a, kind: oauth }\n",
                "identity.yaml:9: 'identity.third_parties[0].kind' must be one of embedded, oauth2, wechat, dingtalk,"
                    + " not 'oauth'"
            ),
            ("\n    - { name: a }\n", "'identity.third_parties[0].kind'"),
            (
                "\n    - { name: a, kind: embedded }\n    - { name: A, kind: embedded }\n",
                "identity.yaml:10: 'identity.third_parties[1].name' must be a small letter"
            ),
            (
                "\n    - { name: a, kind: embedded }\n    - { name: a, kind: embedded }\n",
                "'identity.third_parties' names 'a' twice; give one of them another name"
            ),
            (
                party("wechat") + party("dingtalk").dropFirst().replacing("party", with: "other"),
                "'identity.third_parties' sends people back from 'party' and 'other' to the same redirect_uri"
            ),
            (
                party("oauth2", endpoints, without: "token_endpoint"),
                "identity.yaml:9: 'identity.third_parties[0].token_endpoint' is missing: where codes are redeemed"
            ),
            (party("wechat", without: "secret_file"), "'identity.third_parties[0].secret_file' is missing: the path"),
            (party("wechat", without: "client_id"), "'identity.third_parties[0].client_id' is missing: the name"),
            (
                party("wechat", without: "redirect_uri"),
                "'identity.third_parties[0].redirect_uri' is missing: where the third party sends people back to"
            ),
            (
                party("wechat", "    issuer: https://a\n"),
                "'identity.third_parties[0].issuer' does not belong to the kind wechat, but to oauth2"
            ),
            (
                party("oauth2", endpoints + "    subject: openid\n"),
                "'identity.third_parties[0].subject' does not belong to the kind oauth2, but to wechat, dingtalk"
            ),
            (
                party("oauth2", endpoints + "    sends_issuer: true\n"),
                "'identity.third_parties[0].sends_issuer' needs an `issuer`"
            ),
            (
                party("oauth2", endpoints + "    issuer: https://a?b\n"),
                "'identity.third_parties[0].issuer' must have no query"
            ),
            (
                party("oauth2", endpoints + "    client_authentication: none\n"),
                "must be one of client_secret_basic, client_secret_post, not 'none'"
            ),
            (party("oauth2", endpoints + "    tokn_endpoint: x\n"), "did you mean"),
            (
                party("wechat", "    token_endpoint: ftp://a\n"),
                "'identity.third_parties[0].token_endpoint' must begin with https://"
            ),
            (
                party("wechat", "    token_endpoint: https://u:p@a\n"),
                "'identity.third_parties[0].token_endpoint' must have neither name nor password in it"
            ),
            (
                party("wechat", "    trust: \(folder.file("nowhere"))\n"),
                "'identity.third_parties[0].trust' of 'party' is a file that is not there"
            ),
        ]
        for (lines, words) in cases {
            let found = refusal(lines)
            #expect(found.contains(words), "\(lines)\n\(found)")
        }
        let many = (0..<17).map { "    - { name: a\($0), kind: embedded }\n" }.joined()
        #expect(refusal("\n" + many).contains("names more than 16 third parties"))
    }

    @Test("a secret that others can read, that is not there, or that is none, is refused, and never said")
    func secrets() {
        for (file, words) in [
            ("open", "is a file that others may read too: chmod 600"), ("nowhere", "is a file that is not there"),
            ("empty", "is a file whose first line is not the secret"),
        ] {
            let found = refusal(party("wechat").replacing(folder.file("secret"), with: folder.file(file)))
            #expect(found.contains("'identity.third_parties[0].secret_file' of 'party' \(words)"), "\(found)")
            #expect(!found.contains("s3cret"))
        }
    }

    @Test("outside development only https is spoken, and no stand-in is believed")
    func production() {
        for key in ["redirect_uri", "authorization_endpoint", "token_endpoint", "userinfo_endpoint"] {
            let lines = party("oauth2", endpoints)
            let value = key == "redirect_uri" ? "https://ours.example" : "https://party.example"
            let plain = lines.replacing("\(key): \(value)", with: "\(key): http://a.example")
            #expect(plain != lines)
            #expect(refusal(plain) == "nothing was refused")
            #expect(
                refusal(plain, isDevelopment: false).contains(
                    "'identity.third_parties[0].\(key)' of 'party' must begin with https:// outside development"))
        }
        #expect(
            refusal("\n    - { name: a, kind: embedded }\n", isDevelopment: false)
                .contains("'identity.third_parties[0].kind' is only for development"))
        #expect(
            refusal(" embedded\n", isDevelopment: false).contains("'identity.third_parties' is only for development"))
    }

    @Test("the list that compose/mesh.yaml shows is taken, in production too")
    func example() throws {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        let lines = try WholeFile.text("\(root)/compose/mesh.yaml").split(separator: "\n")
        let begin = try #require(lines.firstIndex(of: "      # third_parties:"))
        let example = lines[begin...].prefix { $0.hasPrefix("      # ") }.map { "  \($0.dropFirst(8))\n" }.joined()
            .replacing(#/\/etc\/colophon\/[a-z.-]+/#, with: folder.file("secret"))
        let checked = try ThirdPartyServer.configuration(example).checkedThirdParties(isDevelopment: false)
        #expect(checked.map(\.party.rawValue) == ["wechat", "dingtalk", "corporate"])
        #expect(checked.last?.dialect?.issuer == .always("https://login.example.com"))
    }
}
