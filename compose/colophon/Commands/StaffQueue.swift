import ArgumentParser
import MeshAPI

/// Lists the dossiers in review.
struct StaffQueue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "List the dossiers in review at an authority, the most urgent first.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Option(help: "Where: platform, henan or cpcc.")
    var authority = AuthorityWord.platform

    func run() async throws {
        let desk = try StaffDesk(global, peer)
        var table = Table([
            ("dossier", .left), ("until", .left), ("round", .right), ("account", .left), ("claimed by", .left),
        ])
        var token = ""
        var count = 0
        repeat {
            let page = try await desk.run { [token] client, options in
                try await client.listQueue(
                    IdentityV1.ListQueueRequest(authority: authority.wire, pageSize: 200, pageToken: token),
                    options: options)
            }
            for dossier in page.dossiers {
                let line = QueuedLine(dossier)
                if global.json { Console.standardOutput.json(line) }
                table.add([
                    line.dossier, line.deadline + (line.overdue ? ", late" : ""), "\(line.round)", line.account,
                    line.reviewer.isEmpty ? "nobody" : line.reviewer,
                ])
            }
            count += page.dossiers.count
            token = page.nextPageToken
        } while !token.isEmpty
        guard !global.json else { return }
        guard count > 0 else {
            Console.standardOutput.line("nothing is in review at \(authority.rawValue)")
            return
        }
        for line in table.lines() { Console.standardOutput.line(line) }
    }
}
