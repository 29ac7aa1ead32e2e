import Identity
import MeshAPI
import MeshKernel
import MeshRuntime
import MeshStore
import MeshTestKit
import Testing

/// The service with a third party elsewhere, called `party`, another of its kind there, called `second`, and a
/// stand-in, called `other`.
struct PartyRoom {
    let room: IdentityRoom
    let server: ThirdPartyServer
    let log: LogRecord

    /// Runs `body` with a service whose configuration says `changes` of the party; an answer of it may take
    /// `timeoutMilliseconds`.
    static func run(
        _ kind: String = "oauth2", _ changes: [String: String?] = [:], certifiedFor name: String = "IP:127.0.0.1",
        timeoutMilliseconds: Int64 = 60_000, _ body: (PartyRoom) async throws -> Void
    ) async throws {
        let server = try await ThirdPartyServer(certifiedFor: name)
        // An endpoint may be named by its path.
        var absolute = changes
        for (key, value) in changes where key.hasSuffix("_endpoint") {
            absolute[key] = value.map { $0.hasPrefix("/") ? server.base + $0 : $0 }
        }
        let checked = try ThirdPartyServer.checked(
            server.section(kind, absolute) + "    - { name: other, kind: embedded }\n"
                + server.section(kind, absolute, name: "second"))
        let time = SeededTime()
        let directory = ThirdPartyDirectory(
            checked, time: time, random: SystemRandom(), timeoutMilliseconds: timeoutMilliseconds)
        let log = LogRecord()
        let result: Result<Void, any Error>
        do {
            try await IdentityRoom.run(time: time, thirdParties: directory, logger: log.logger) { room in
                try await body(PartyRoom(room: room, server: server, log: log))
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await server.stop()
        await directory.close()
        try result.get()
    }

    /// Begins a sign-in, and goes nowhere: what would come back with this code.
    func begin(code: String = "c", issuer: String = ThirdPartyServer.issuer) async throws -> Returned {
        let flow = try await room.thirdParties.beginThirdParty(.init(provider: "party"), options: room.options())
        let query = try #require(flow.authorizationUrl.split(separator: "?", maxSplits: 1).last).prefix { $0 != "#" }
        let state = try #require(FormParameters(decoding: query)?["state"])
        return Returned(flow: flow.flow, state: state, code: code, issuer: issuer, provider: "party")
    }

    /// Begins a sign-in, signs in there as `user`, and comes back.
    func visit(_ provider: String = "party", as user: String) async throws -> Returned {
        try await visit(
            room.thirdParties.beginThirdParty(.init(provider: provider), options: room.options()), at: provider,
            as: user)
    }

    /// Goes where a flow leads, and comes back.
    func visit(
        _ flow: IdentityV1.ThirdPartyFlow, at provider: String = "party", as user: String
    ) async throws -> Returned {
        let back = try await server.answer(to: flow.authorizationUrl, as: user)
        return Returned(
            flow: flow.flow, state: try #require(back["state"]), code: try #require(back["code"] ?? back["authCode"]),
            issuer: back["iss"] ?? "", provider: provider)
    }

    /// How many there are of what a sign-in leaves.
    func traces() async throws -> [String: Int64] {
        try await room.store.read { snapshot in
            var counts: [String: Int64] = [:]
            for table in ["accounts", "sessions", "third_party_links", "third_party_registrations"] {
                counts[table] = try snapshot.row("SELECT count(*) AS n FROM \(table)")?.integer("n") ?? -1
            }
            return counts.filter { $0.value != 0 }
        }
    }

    /// Expects that nothing was logged that opens anything, nor what the other side has written.
    func expectSilence(_ location: SourceLocation = #_sourceLocation) {
        let all = log.lines.joined(separator: "\n")
        #expect(!all.contains("s3cret"), sourceLocation: location)
        for request in server.requests {
            for part in (request["location"]?.text ?? "").split(separator: "?").dropFirst() {
                let parameters = FormParameters(decoding: part)
                for name in ["code", "authCode", "state"] {
                    guard let value = parameters?[name] else { continue }
                    #expect(!all.contains(value), "\(name)", sourceLocation: location)
                }
            }
        }
    }
}
