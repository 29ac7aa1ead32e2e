import ArgumentParser
import MeshAPI

/// Lists what the staff have seen of accounts' questions and numbers.
struct StaffLooks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "looks",
        abstract: "List who of the staff has seen whose tickets and numbers, the newest first; for auditors.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Option(help: "Only what was seen of this account, by its id.")
    var account: String?

    @Option(help: "Only what this member of the staff has seen, by their id.")
    var by: String?

    @Option(help: "How many, 1 to 200.")
    var count: UInt32 = 50

    private struct Line: Encodable {
        let at: String
        let staff: String
        let account: String
        let kind: String
        let object: String

        init(_ look: NotifyV1.Look) {
            at = Quantity.moment(look.at)
            staff = look.staff
            account = look.account
            kind =
                switch look.kind {
                case .subject: "subject"
                case .conversation: "conversation"
                case .number: "number"
                case .unspecified, .unrecognized: "unknown"
                }
            object = look.object
        }
    }

    func validate() throws {
        guard (1...200).contains(count) else { throw ValidationError("--count is from 1 to 200.") }
    }

    func run() async throws {
        let page = try await SupportDesk(global, peer).run { client, options in
            try await client.listLooks(
                NotifyV1.ListLooksRequest(account: account ?? "", staff: by ?? "", pageSize: count), options: options)
        }
        let lines = page.looks.map { Line($0) }
        let output = Console.standardOutput
        guard !global.json else {
            for line in lines { output.json(line) }
            return
        }
        guard !lines.isEmpty else {
            output.line("nobody has looked")
            return
        }
        var table = Table([("at", .left), ("staff", .left), ("account", .left), ("what", .left), ("of", .left)])
        for line in lines { table.add([line.at, line.staff, line.account, line.kind, line.object]) }
        for line in table.lines() { output.line(line) }
    }
}
