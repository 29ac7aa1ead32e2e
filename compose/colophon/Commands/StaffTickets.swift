import ArgumentParser

/// What advisers do with the tickets that they have.
struct StaffTickets: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tickets", abstract: "Answer the tickets that you were given; needs the role support.",
        discussion: "Tickets come by themselves to whoever has said to be there: colophon staff advisers on.",
        subcommands: [
            StaffTicketsList.self, StaffTicketsShow.self, StaffTicketsBegin.self, StaffTicketsSay.self,
            StaffTicketsHandOn.self,
        ], defaultSubcommand: StaffTicketsList.self)
}
