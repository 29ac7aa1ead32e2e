import ArgumentParser
import MeshAPI

/// Puts an office on the list.
struct StaffOfficesPut: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "put", abstract: "Put an office on the list, in the place of the one of this name.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Option(help: "Whose office: platform, henan or cpcc.")
    var authority: AuthorityWord

    @Option(help: "Code of its city, as `colophon reference regions` shows it.")
    var city: String

    @Option(help: "Its address, at most 200 characters.")
    var address = ""

    @Option(help: "Its telephone number as it is printed, at most 40 characters.")
    var telephone = ""

    @Option(help: "Where you have this from: 1 to 200 characters.")
    var source: String

    @Argument(help: "Its name, 1 to 60 characters.")
    var name: String

    func run() async throws {
        let office = try await StaffDesk(global, peer).call(meaning: Failure.lists) { client, options in
            try await IdentityV1.ListsClient(client).setOffice(
                IdentityV1.SetOfficeRequest(
                    authority: authority.wire, name: name, city: city, address: address, telephone: telephone,
                    source: source), options: options)
        }
        let line = ReferenceOffices.Line(office)
        let output = Console.standardOutput
        if global.json {
            output.json(line)
        } else {
            output.line(
                "\(output.paint("put", .green))  \(PlainText.line(line.name)), \(line.city), at \(line.authority)")
        }
    }
}
