import ArgumentParser
import MeshAPI

/// Lists the calls that an adviser has to make.
struct StaffCallsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the calls that you have to make, with their numbers, the first first.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    func run() async throws {
        let desk = try SupportDesk(global, peer)
        var calls: [CallbackLine] = []
        var token = ""
        repeat {
            let page = try await desk.run { [token] client, options in
                try await client.listDueCallbacks(
                    NotifyV1.ListDueCallbacksRequest(pageSize: 200, pageToken: token), options: options)
            }
            calls += page.callbacks.map {
                CallbackLine($0.callback ?? NotifyV1.Callback(), number: $0.number)
            }
            token = page.nextPageToken
        } while !token.isEmpty
        CallbackLine.show(calls, asJSON: global.json, none: "you have no call to make")
    }
}
