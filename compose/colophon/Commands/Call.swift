import ArgumentParser
import MeshKernel
import MeshRPC
import ProtobufC

/// Calls any method of any service: JSON in, JSON out, with the descriptors that the service itself serves.
struct Call: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Call a method: JSON in, JSON out.",
        discussion: """
            SERVICE is a full name, or its last part: `evidence/ListProjects`. Without JSON the request is empty, and a \
            method that takes a stream reads one JSON object a line from standard input. A streamed answer is printed one \
            object a line. The call speaks for whoever has signed in, else for the development account of this state folder.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Option(help: "The process to ask, by its service name; needed for a service that several processes offer.")
    var on: String?

    @Option(help: "Sent as idempotency-key; repeat it to ask about the same call. Default: a new one.")
    var key: String?

    @Option(help: "A role to speak with, as a member of the staff; may be repeated. Default: none, as an account.")
    var role: [String] = []

    @Option(help: "Seconds that the call may take.")
    var timeout = 30

    @Argument(help: ArgumentHelp("The method.", valueName: "service/method"))
    var method: String

    @Argument(help: "The request.")
    var json: String?

    func validate() throws {
        guard (1...86_400).contains(timeout) else { throw ValidationError("--timeout is from 1 to 86400 seconds.") }
        guard method.split(separator: "/").count == 2 else {
            throw ValidationError("\(method) is not SERVICE/METHOD, e.g. evidence/ListProjects.")
        }
    }

    func run() async throws {
        let access = try MeshAccess(folder: global.folder, meshPath: peer.mesh)
        let found = try await Reflection(access: access).method(method, on: on)
        let options = CallOptions(
            timeout: .seconds(timeout), idempotencyKey: key ?? Hexadecimal.encode(SystemRandom().bytes(16)),
            authorization: try await authorization(for: found.process, access))
        let requests = try Requests(json: json, method: found.method, pool: found.pool)
        let pool = found.pool
        let answer = found.method.responseType
        try await access.withClient(of: found.process) { client in
            let print = { @Sendable (bytes: [UInt8]) in
                _ = Console.standardOutput.line(try pool.json(bytes, type: answer))
            }
            try await Exchange(client: client, method: found.method, options: options)
                .run(requests: requests, response: print)
        }
    }

    /// The token of whoever has signed in, unless a role or an account is named; else a development token where one can be
    /// made; without one the service says whether it needs any.
    private func authorization(for process: MeshFile.Service, _ access: MeshAccess) async throws -> String? {
        if role.isEmpty, peer.account == nil, let account = try Speaker.signedIn(access) {
            let speaker = Speaker.signedIn(account)
            speaker.announce(isSilent: global.json)
            return try await speaker.authorization(for: process)
        }
        guard StateFolder.contents(access.folder.keys + "/token-dev.key") != nil else { return nil }
        let signer = try DevelopmentSigner(folder: access.folder, account: peer.account)
        return "Bearer " + (try signer.token(for: [process.name], roles: role).text)
    }
}
