import ArgumentParser
import ProtobufC

/// Lists the services of the mesh, or the methods of one.
struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the services of the mesh, or the methods of one.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Argument(help: "A service: its full name, or the last part of it.")
    var service: String?

    private struct ServiceLine: Encodable {
        let process: String
        let service: String
    }

    private struct MethodLine: Encodable {
        let process: String
        let service: String
        let method: String
        let request: String
        let response: String
        let requestStreaming: Bool
        let responseStreaming: Bool

        enum CodingKeys: String, CodingKey {
            case process, service, method, request, response
            case requestStreaming = "request_streaming"
            case responseStreaming = "response_streaming"
        }
    }

    func run() async throws {
        let access = try MeshAccess(folder: global.folder, meshPath: peer.mesh)
        let offers = try await Reflection(access: access).offers()
        if let service { try showMethods(of: service, in: offers) } else { showServices(offers) }
    }

    private func showServices(_ offers: [Reflection.Offer]) {
        var table = Table([("process", .left), ("service", .left), ("methods", .right)])
        for offer in offers {
            for name in offer.services {
                if global.json {
                    Console.standardOutput.json(ServiceLine(process: offer.process.name, service: name))
                }
                let methods = offer.pool.services.first { $0.fullName == name }?.methods.count
                table.add([offer.process.name, name, methods.map(String.init) ?? "-"])
            }
        }
        if !global.json { for line in table.lines() { Console.standardOutput.line(line) } }
    }

    private func showMethods(of word: String, in offers: [Reflection.Offer]) throws {
        var table = Table([("method", .left), ("request", .left), ("response", .left)])
        var isFound = false
        for offer in offers {
            for service in offer.pool.services
            where offer.services.contains(service.fullName) && Reflection.names(word, service.fullName) {
                // Every process offers the same health and reflection: for people once is enough.
                if isFound, !global.json { continue }
                isFound = true
                for method in service.methods { show(method, of: service, process: offer.process.name, in: &table) }
            }
        }
        guard isFound else {
            throw Failure.refused("no service named \(word)", advice: "See what there is: colophon list")
        }
        if !global.json { for line in table.lines() { Console.standardOutput.line(line) } }
    }

    private func show(_ method: MethodSchema, of service: ServiceSchema, process: String, in table: inout Table) {
        if global.json {
            Console.standardOutput.json(
                MethodLine(
                    process: process, service: service.fullName, method: method.name, request: method.requestType,
                    response: method.responseType, requestStreaming: method.requestStreaming,
                    responseStreaming: method.responseStreaming))
        }
        table.add([
            "\(service.fullName)/\(method.name)", (method.requestStreaming ? "stream " : "") + method.requestType,
            (method.responseStreaming ? "stream " : "") + method.responseType,
        ])
    }
}
