import ArgumentParser
import MeshAPI

/// Says that an adviser is there.
struct StaffAdvisersOn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "on", abstract: "Say that you are there: what waits comes to you.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Option(help: "The name by which accounts know you, 1 to 30 characters; needed the first time.")
    var name: String?

    func run() async throws {
        let duty = try await SupportDesk(global, peer).run { client, options in
            try await client.setDuty(NotifyV1.SetDutyRequest(name: name ?? "", onDuty: true), options: options)
        }
        StaffAdvisers.Line(duty).show(asJSON: global.json)
    }
}
