import ArgumentParser
import MeshAPI

/// Says for an adviser that they do not come any more.
struct StaffAdvisersRelieve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "relieve",
        abstract: "Give everything that an adviser has to others, who does not come any more; for administrators.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "Account id of the adviser; colophon staff list shows it.")
    var adviser: String

    func run() async throws {
        let duty = try await SupportDesk(global, peer).run { client, options in
            try await client.relieveAdviser(NotifyV1.RelieveAdviserRequest(adviser: adviser), options: options)
        }
        StaffAdvisers.Line(duty).show(asJSON: global.json)
    }
}
