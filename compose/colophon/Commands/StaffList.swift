import ArgumentParser
import MeshAPI

/// Lists who is of the staff.
struct StaffList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List everybody with a role, the oldest account first.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    func run() async throws {
        let roster = try StaffRoster(global, peer)
        var table = Table([("user name", .left), ("roles", .left), ("mobile", .left), ("account", .left)])
        var token = ""
        var count = 0
        repeat {
            let page = try await roster.run { [token] client, options in
                try await client.listStaff(
                    IdentityV1.ListStaffRequest(pageSize: 200, pageToken: token), options: options)
            }
            for line in page.members.map(StaffRoster.Line.init) {
                if global.json { Console.standardOutput.json(line) }
                table.add([line.userName, line.roles.joined(separator: ", "), line.mobile, line.account])
            }
            count += page.members.count
            token = page.nextPageToken
        } while !token.isEmpty
        guard !global.json else { return }
        if count == 0 {
            Console.standardOutput.line("nobody is of the staff")
        } else {
            for line in table.lines() { Console.standardOutput.line(line) }
        }
    }
}
