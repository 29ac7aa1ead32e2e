import ArgumentParser

/// An account's questions, its adviser, and calls that it asks for.
struct Ticket: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask an adviser something, read what they answer, ask for a call.",
        discussion: """
            A ticket goes to whoever of the advisers on duty has the least, your own adviser first. When they say that it is \
            resolved, agree with `resolve`, or open it again within seven days.
            """,
        subcommands: [
            TicketOpen.self, TicketList.self, TicketShow.self, TicketSay.self, TicketResolve.self, TicketReopen.self,
            TicketCallBack.self, TicketCalls.self, TicketAdviser.self,
        ], defaultSubcommand: TicketList.self)
}
