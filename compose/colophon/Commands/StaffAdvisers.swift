import ArgumentParser
import MeshAPI

/// Who of the staff is there to answer.
struct StaffAdvisers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advisers", abstract: "Say that you are there to answer tickets, or not; relieve somebody.",
        subcommands: [StaffAdvisersOn.self, StaffAdvisersOff.self, StaffAdvisersRelieve.self])

    /// How the commands show an adviser.
    struct Line: Encodable {
        let adviser: String
        let name: String
        let onDuty: Bool
        let tickets: UInt32

        enum CodingKeys: String, CodingKey {
            case adviser, name, tickets
            case onDuty = "on_duty"
        }

        init(_ duty: NotifyV1.Duty) {
            adviser = duty.id
            name = duty.name
            onDuty = duty.onDuty
            tickets = duty.load
        }

        /// Shows where somebody stands.
        func show(asJSON: Bool) {
            let output = Console.standardOutput
            guard !asJSON else {
                output.json(self)
                return
            }
            let standing = output.paint(onDuty ? "on duty" : "not there", .green)
            output.line("\(standing)  \(PlainText.line(name)), \(adviser), open tickets: \(tickets)")
        }
    }
}
