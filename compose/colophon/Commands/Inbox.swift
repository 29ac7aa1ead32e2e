import ArgumentParser
import MeshAPI
import MeshRPC

/// Reads what a mesh in development would have sent.
struct Inbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox", abstract: "Show what a mesh in development would have sent to a number or address.",
        discussion: """
            Codes included, the newest first. Only the embedded provider keeps messages readable, and it runs nowhere but in \
            development: `colophon register` and `colophon login --by-code` have codes sent there.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "A mobile number or an e-mail address.")
    var recipient: String

    @Option(help: "How many messages, 1 to 200.")
    var count: UInt32 = 20

    private struct Line: Encodable {
        let id: String
        let at: String
        let template: String
        let title: String
        let text: String
    }

    func run() async throws {
        let access = try MeshAccess(folder: global.folder, meshPath: peer.mesh)
        let answer = try await access.withClient(of: try access.service("notify")) { client in
            try await NotifyV1.MessagesClient(client).readEmbeddedInbox(
                NotifyV1.ReadEmbeddedInboxRequest(recipient: recipient, pageSize: count),
                options: CallOptions(timeout: MeshAccess.callLimit))
        }
        for message in answer.messages {
            let at = Quantity.moment(message.at)
            if global.json {
                Console.standardOutput.json(
                    Line(
                        id: message.id, at: at, template: message.template, title: message.title, text: message.text))
            } else {
                let title = message.title.isEmpty ? "" : message.title + "\n"
                Console.standardOutput.line("\(at)  \(title)\(message.text)")
            }
        }
        if answer.messages.isEmpty && !global.json { Console.standardOutput.line("nothing was sent there") }
    }
}
