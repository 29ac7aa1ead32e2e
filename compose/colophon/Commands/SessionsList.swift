import ArgumentParser
import MeshAPI

/// Lists the account's sign-ins.
struct SessionsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the account's sign-ins that are not over, the oldest first.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    private struct Line: Encodable {
        let session: String
        let device: String
        let source: String
        let started: String
        let used: String
        let expires: String
        let isThis: Bool

        enum CodingKeys: String, CodingKey {
            case session, device, source, started, used, expires
            case isThis = "this"
        }
    }

    func run() async throws {
        let (calls, signIn) = try await Sessions.signedIn(global, peer)
        let answer = try await calls.run(token: signIn.accessToken) { client, options in
            try await IdentityV1.SessionsClient(client).listSessions(
                IdentityV1.ListSessionsRequest(), options: options)
        }
        var table = Table([
            ("sign-in", .left), ("device", .left), ("started", .left), ("used", .left), ("expires", .left), ("", .left),
        ])
        for device in answer.devices {
            let isThis = device.id == signIn.session
            let line = Line(
                session: device.id, device: device.name, source: device.source,
                started: Quantity.moment(device.startedAt), used: Quantity.moment(device.usedAt),
                expires: Quantity.moment(device.expiresAt), isThis: isThis)
            if global.json { Console.standardOutput.json(line) }
            table.add([line.session, line.device, line.started, line.used, line.expires, isThis ? "this one" : ""])
        }
        if !global.json { for line in table.lines() { Console.standardOutput.line(line) } }
    }
}
