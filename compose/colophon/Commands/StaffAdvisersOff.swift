import ArgumentParser
import MeshAPI

/// Says that an adviser is not there.
struct StaffAdvisersOff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "off", abstract: "Say that you are not there: nothing more comes, and you keep what you have.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Flag(help: "Give everything that you have to others.")
    var handOn = false

    func run() async throws {
        let duty = try await SupportDesk(global, peer).run { client, options in
            try await client.setDuty(NotifyV1.SetDutyRequest(onDuty: false, handOn: handOn), options: options)
        }
        StaffAdvisers.Line(duty).show(asJSON: global.json)
    }
}
