import ArgumentParser
import MeshAPI

/// Lists the mandates whose letters are to be read.
struct StaffMandatesList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the mandates that their holders have agreed to, the oldest first.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    func run() async throws {
        var table = Table([
            ("mandate", .left), ("at", .left), ("agreed", .left), ("agent", .left), ("holder", .left),
        ])
        var token = ""
        var count = 0
        repeat {
            let page = try await StaffMandates.run(global, peer) { [token] client, options in
                try await client.listMandateQueue(
                    IdentityV1.ListMandateQueueRequest(pageSize: 200, pageToken: token), options: options)
            }
            for line in page.mandates.map({ QueuedMandateLine($0) }) {
                if global.json { Console.standardOutput.json(line) }
                table.add([line.mandate, line.authority, line.confirmed, line.agent, line.holder])
            }
            count += page.mandates.count
            token = page.nextPageToken
        } while !token.isEmpty
        guard !global.json else { return }
        guard count > 0 else {
            Console.standardOutput.line("no letter is to be read")
            return
        }
        for line in table.lines() { Console.standardOutput.line(line) }
    }
}
