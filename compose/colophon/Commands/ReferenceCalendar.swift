import ArgumentParser
import MeshAPI

/// Shows the working days of a year.
struct ReferenceCalendar: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar", abstract: "Show the days of a year that are not what their place in the week says.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "The year, 2000 to 2999.")
    var year: UInt32

    func validate() throws {
        guard (2_000...2_999).contains(year) else { throw ValidationError("The year is from 2000 to 2999.") }
    }

    func run() async throws {
        let known = try await Reference.run(global, peer) { client, options in
            try await IdentityV1.CalendarsClient(client).getYear(
                IdentityV1.GetYearRequest(year: year), options: options)
        }
        CalendarLine(known).show(asJSON: global.json)
    }
}
