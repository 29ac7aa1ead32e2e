import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshStore
import MeshTestKit
import Testing

@Suite("Signing in through a third party elsewhere, over HTTPS", .timeLimit(.minutes(5)))
struct RemoteThirdPartyTests {
    private let mobile = "13812345678"

    @Test(
        "whoever signed in there registers, binds a number, and then just signs in; the other side has checked all of it",
        arguments: ["client_secret_basic", "client_secret_post"])
    func signsIn(authentication: String) async throws {
        try await PartyRoom.run("oauth2", ["client_authentication": authentication]) { party in
            let room = party.room
            let listed = try await room.thirdParties.listProviders(.init(), options: room.options())
            #expect(listed.providers == ["party", "other", "second"])
            let registration = try await room.registration(try await party.visit(as: "li"))
            let code = try await room.bindingCode(registration, to: mobile)
            let session = try await room.bind(registration, mobile: mobile, code: code)
            guard case .session(let again)? = try await room.complete(try await party.visit(as: "li")) else {
                Issue.record("who has an account is to register again")
                return
            }
            #expect(again.account == session.account)
            _ = try await room.registration(try await party.visit(as: "wang"))
            let visit = ["/authorize ", "/token ", "/userinfo "]
            #expect(party.server.paths == visit + visit + visit)
            let way = authentication == "client_secret_basic" ? "basic" : "post"
            #expect(party.server.requests.compactMap { $0["way"]?.text } == [way, way, way])
            #expect(party.server.requests.first?["scope"]?.text == "openid")
            #expect(party.log.lines.allSatisfy { !$0.hasPrefix("warning") && !$0.hasPrefix("error") })
            party.expectSilence()
        }
    }

    @Test(
        "a code that is none, was used, or belongs to another sign-in is refused by the other side, and leaves nothing")
    func codes() async throws {
        try await PartyRoom.run { party in
            let room = party.room
            try await room.expect("THIRD_PARTY_REFUSED") { _ = try await room.complete(try await party.begin()) }
            #expect(party.server.paths.last == "/token code")
            // Mallory's own code, in a sign-in that Li began: the verifier is another's.
            let theirs = try await party.visit(as: "mallory")
            var mine = try await party.visit(as: "li")
            mine.code = theirs.code
            try await room.expect("THIRD_PARTY_REFUSED") { _ = try await room.complete(mine) }
            #expect(party.server.paths.last == "/token pkce")
            // That used it up.
            try await room.expect("THIRD_PARTY_REFUSED") { _ = try await room.complete(theirs) }
            #expect(party.server.paths.last == "/token used")
            // A state that is another's never gets that far.
            var forged = try await party.visit(as: "li")
            forged.state = theirs.state
            let before = party.server.paths.count
            try await room.expect("FLOW_REFUSED") { _ = try await room.complete(forged) }
            #expect(party.server.paths.count == before)
            #expect(try await party.traces() == [:])
            party.expectSilence()
        }
    }

    @Test("a secret that the other side does not know says that it is ours to mend")
    func wrongSecret() async throws {
        for authentication in ["client_secret_basic", "client_secret_post"] {
            try await PartyRoom.run(
                "oauth2", ["secret_file": "other", "client_authentication": authentication]
            ) { party in
                let refusal = try await party.room.refusal {
                    _ = try await party.room.complete(try await party.visit(as: "li"))
                }
                #expect(refusal.word == "THIRD_PARTY_CLIENT_REFUSED" && refusal.code == .failedPrecondition)
                #expect(party.log.lines.contains { $0.contains("cause=token: invalid_client") })
                #expect(try await party.traces() == [:])
                party.expectSilence()
            }
        }
    }

    /// What the other side does, at which endpoint, and what is told and logged of it.
    struct Misbehaviour: CustomTestStringConvertible, Sendable {
        let endpoint: String
        let fault: String
        let reason: String
        let cause: String

        init(_ endpoint: String, _ fault: String, _ reason: String, _ cause: String) {
            self.endpoint = endpoint
            self.fault = fault
            self.reason = reason
            self.cause = cause
        }

        /// An answer of status 200 with this body.
        init(_ endpoint: String, body: String, _ cause: String) {
            self.init(
                endpoint, "json/\(Base64.encodeURL(Array(body.utf8)))" + (body.utf8.count % 3 == 0 ? "" : "=="),
                "THIRD_PARTY_UNREADABLE", cause)
        }

        var testDescription: String { "\(endpoint) \(fault.prefix(40))" }

        static let all = [
            Misbehaviour("token", "status/400/invalid_grant", "THIRD_PARTY_REFUSED", "token: invalid_grant"),
            Misbehaviour(
                "token", "status/400/made_up", "THIRD_PARTY_REFUSED", "token: status 400 with an error of its"),
            Misbehaviour("token", "status/400/invalid_client", "THIRD_PARTY_CLIENT_REFUSED", "token: invalid_client"),
            Misbehaviour("token", "status/401", "THIRD_PARTY_CLIENT_REFUSED", "token: status 401"),
            Misbehaviour("token", "status/400", "THIRD_PARTY_UNREADABLE", "token: status 400 without an error"),
            Misbehaviour("token", "status/500", "THIRD_PARTY_AWAY", "token: status 500"),
            Misbehaviour("token", "status/429/slow_down", "THIRD_PARTY_AWAY", "token: status 429"),
            Misbehaviour("token", "text", "THIRD_PARTY_UNREADABLE", "token: not JSON"),
            Misbehaviour("token", "endless", "THIRD_PARTY_UNREADABLE", "token: more than 65536 bytes"),
            Misbehaviour("token", "redirect", "THIRD_PARTY_UNREADABLE", "token: status 307"),
            Misbehaviour("token", "broken", "THIRD_PARTY_AWAY", "token: libcurl 18"),
            Misbehaviour("token", "silent", "THIRD_PARTY_AWAY", "token: no answer in time"),
            Misbehaviour("token", body: "{}", "token: without token_type"),
            Misbehaviour("token", body: "[1]", "token: without token_type"),
            Misbehaviour("token", body: #"{"token_type":"Bearer"}"#, "token: without access_token"),
            Misbehaviour("token", body: #"{"token_type":"mac","access_token":"a"}"#, "token: no token of a bearer"),
            Misbehaviour(
                "token", body: #"{"token_type":"Bearer","access_token":"a\r\nX: y"}"#, "token: access_token is empty,"),
            Misbehaviour("userinfo", "status/401", "THIRD_PARTY_UNREADABLE", "person: status 401"),
            Misbehaviour("userinfo", "status/503", "THIRD_PARTY_AWAY", "person: status 503"),
            Misbehaviour("userinfo", "text", "THIRD_PARTY_UNREADABLE", "person: not JSON"),
            Misbehaviour("userinfo", "endless", "THIRD_PARTY_UNREADABLE", "person: more than 65536 bytes"),
            Misbehaviour("userinfo", "redirect", "THIRD_PARTY_UNREADABLE", "person: status 307"),
            Misbehaviour("userinfo", "silent", "THIRD_PARTY_AWAY", "person: no answer in time"),
            Misbehaviour("userinfo", body: #"{"name":"li"}"#, "person: without sub"),
            Misbehaviour("userinfo", body: #"{"sub":""}"#, "person: sub is empty"),
            Misbehaviour("userinfo", body: #"{"sub":"1","sub":"2"}"#, "person: not JSON"),
            Misbehaviour(
                "userinfo", body: #"{"sub":"\#(String(repeating: "x", count: 256))"}"#, "person: sub is empty, too long"
            ),
        ]
    }

    @Test(
        "whatever it answers instead is refused with the side that failed, leaves nothing and disturbs nobody",
        arguments: Misbehaviour.all)
    func misbehaves(_ what: Misbehaviour) async throws {
        try await PartyRoom.run(
            "oauth2", ["\(what.endpoint)_endpoint": "/fault/\(what.fault)"],
            timeoutMilliseconds: what.fault == "silent" ? 2_000 : 60_000
        ) { party in
            let visit = try await party.visit(as: "li")
            let refusal = try await party.room.refusal { _ = try await party.room.complete(visit) }
            #expect(refusal.word == what.reason)
            #expect(party.log.lines.contains { $0.contains("cause=\(what.cause)") }, "\(party.log.lines)")
            // Nobody was asked twice, and a redirect was not followed.
            let asked = what.endpoint == "token" ? ["/authorize "] : ["/authorize ", "/token "]
            #expect(party.server.paths.filter { !$0.hasPrefix(" ") }.dropLast() == asked[...])
            #expect(try await party.traces() == [:])
            party.expectSilence()
            // What came back is used up, and everybody else signs in.
            try await party.room.expect("FLOW_REFUSED") { _ = try await party.room.complete(visit) }
            _ = try await party.room.registration(try await party.room.visit("other", as: "li"))
            #expect(try await party.room.register().userName == "foxmoon")
        }
    }

    @Test("a certificate of another name, or of nobody whom the configuration trusts, ends it before anything is sent")
    func certificates() async throws {
        // Whose root is none of this one's.
        let stranger = try await ThirdPartyServer()
        for (name, changes) in [
            ("DNS:party.example", [:]), ("IP:127.0.0.1", ["trust": nil]),
            ("IP:127.0.0.1", ["trust": stranger.certificate]),
        ] as [(String, [String: String?])] {
            try await PartyRoom.run("oauth2", changes, certifiedFor: name) { party in
                let refusal = try await party.room.refusal {
                    _ = try await party.room.complete(try await party.begin())
                }
                #expect(refusal.word == "THIRD_PARTY_UNTRUSTED")
                #expect(party.log.lines.contains { $0.contains("cause=token: libcurl 60 fault=untrusted") })
                #expect(!party.server.paths.contains { $0.hasPrefix("/") })
                #expect(try await party.traces() == [:])
                party.expectSilence()
            }
        }
        await stranger.stop()
    }

    @Test("where nobody listens the third party is away")
    func away() async throws {
        try await PartyRoom.run { party in
            let visit = try await party.visit(as: "li")
            await party.server.stop()
            try await party.room.expect("THIRD_PARTY_AWAY") { _ = try await party.room.complete(visit) }
            #expect(party.log.lines.contains { $0.contains("cause=token: libcurl 7") })
            #expect(try await party.traces() == [:])
        }
    }

    /// The parameter `iss` that comes back, what the configuration says of it, and whether that is taken.
    private static let issuers: [(changes: [String: String?], sent: String, isTaken: Bool)] = [
        ([:], ThirdPartyServer.issuer, true), ([:], "", false), ([:], "https://other.example", false),
        ([:], ThirdPartyServer.issuer + "/", false), ([:], "https://PARTY.example", false),
        (["sends_issuer": "false"], "", true), (["sends_issuer": "false"], ThirdPartyServer.issuer, true),
        (["sends_issuer": "false"], "https://other.example", false),
        (["issuer": nil], "", true), (["issuer": nil], ThirdPartyServer.issuer, false),
    ]

    @Test("a code that is not from whom was asked, or does not say from whom, goes nowhere", arguments: 0..<10)
    func mixedUp(_ index: Int) async throws {
        let (changes, sent, isTaken) = Self.issuers[index]
        try await PartyRoom.run("oauth2", changes) { party in
            var visit = try await party.visit(as: "li")
            visit.issuer = sent
            if isTaken {
                _ = try await party.room.registration(visit)
            } else {
                try await party.room.expect("ISSUER_REFUSED") { _ = try await party.room.complete(visit) }
                #expect(party.server.paths == ["/authorize "])
                #expect(try await party.traces() == [:])
                // The sign-in is over.
                visit.issuer = ThirdPartyServer.issuer
                try await party.room.expect("FLOW_REFUSED") { _ = try await party.room.complete(visit) }
            }
            party.expectSilence()
        }
    }

    /// Third parties that do not say who they are, whatever they speak.
    @Test(
        "what came to another third party's address is refused, though neither names itself, and the code goes nowhere",
        arguments: ["wechat", "dingtalk", "oauth2"])
    func anothersAddress(kind: String) async throws {
        try await PartyRoom.run(kind, kind == "oauth2" ? ["issuer": nil] : [:]) { party in
            let room = party.room
            // Li began at `party`, which sent them on to `second`: the code is one of `second`.
            var honest = try await party.visit("second", as: "li")
            honest.issuer = ""
            for said in ["second", "other", "", "nobody", "Party", "party "] {
                var mixed = try await party.begin(code: honest.code, issuer: "")
                mixed.provider = said
                try await room.expect("FLOW_REFUSED") { _ = try await room.complete(mixed) }
                // The sign-in is over.
                mixed.provider = "party"
                try await room.expect("FLOW_REFUSED") { _ = try await room.complete(mixed) }
            }
            let token = try await room.member()
            let flow = try await room.thirdParties.beginLink(
                .init(provider: "party", password: IdentityRoom.password), options: room.options(token))
            var link = try await party.visit(flow, as: "li")
            link.provider = "second"
            try await room.expect("FLOW_REFUSED") { _ = try await room.link(link, as: token) }
            // Nobody was asked but by their user agent, there and here.
            #expect(party.server.paths.count == 2)
            #expect(party.log.lines.contains { $0.contains("at=another") && $0.contains("provider=party") })
            #expect(party.log.lines.contains { $0.contains("at=missing") })
            party.expectSilence()
            // Where the code is from it is good.
            _ = try await room.registration(honest)
        }
    }

    @Test("the stand-in says who it is, too, and is believed only with that")
    func standIn() async throws {
        try await IdentityRoom.run { room in
            var visit = try await room.visit(as: "li")
            #expect(visit.issuer == "https://wechat.embedded.invalid")
            visit.issuer = "https://alipay.embedded.invalid"
            try await room.expect("ISSUER_REFUSED") { _ = try await room.complete(visit) }
        }
    }

    @Test("a third party elsewhere is linked with the password, and by nobody else's answer")
    func links() async throws {
        try await PartyRoom.run { party in
            let room = party.room
            let token = try await room.member()
            let flow = try await room.thirdParties.beginLink(
                .init(provider: "party", password: IdentityRoom.password), options: room.options(token))
            var visit = try await party.visit(flow, as: "li")
            visit.issuer = ""
            try await room.expect("ISSUER_REFUSED") { _ = try await room.link(visit, as: token) }
            let second = try await room.thirdParties.beginLink(
                .init(provider: "party", password: IdentityRoom.password), options: room.options(token))
            let linked = try await room.link(try await party.visit(second, as: "li"), as: token)
            #expect(linked.provider == "party")
            // Of two, the first of the configuration comes first.
            _ = try await room.link(try await room.visitToLink("other", as: "li", token: token), as: token)
            let links = try await room.thirdParties.listLinks(.init(), options: room.options(token)).links
            #expect(links.map(\.provider) == ["party", "other"])
            _ = try await room.thirdParties.endLink(.init(provider: "party"), options: room.options(token))
            try await room.expect("UNKNOWN_PROVIDER") {
                _ = try await room.thirdParties.endLink(.init(provider: "wechat"), options: room.options(token))
            }
        }
    }

    @Test("while a third party does not answer, everybody else registers, signs in and writes")
    func undisturbed() async throws {
        try await PartyRoom.run("oauth2", ["token_endpoint": "/fault/silent"]) { party in
            let room = party.room
            var visits: [Returned] = []
            // More than there are threads to ask on, and than event loops.
            for _ in 0..<6 { visits.append(try await party.begin()) }
            let words = try await withThrowingTaskGroup(of: String?.self) { group in
                for visit in visits {
                    group.addTask { try await room.refusal { _ = try await room.complete(visit) }.word }
                }
                try await until { party.server.paths.filter { $0 == "/fault/silent " }.count == 4 }
                try await room.register()
                let session = try await room.logIn()
                _ = try await room.accounts.whoAmI(.init(), options: room.options(session.accessToken))
                _ = try await room.registration(try await room.visit("other", as: "li"))
                await party.server.stop()
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(words == Array(repeating: "THIRD_PARTY_AWAY", count: 6))
            #expect(party.log.lines.filter { $0.contains("fault=away") }.count == 6)
        }
    }
}
