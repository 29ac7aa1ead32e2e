import ArgumentParser
import ProtobufC

/// Prints what a service, method, message or enum is, as it would stand in a .proto file, comments included.
struct Describe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Describe a service, method, message or enum of the running mesh.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Argument(help: "Its full name, or the last part of it: evidence, evidence/Submit, SubmitRequest.")
    var symbol: String

    private struct Line: Encodable {
        let symbol: String
        let proto: String
    }

    func run() async throws {
        let access = try MeshAccess(folder: global.folder, meshPath: peer.mesh)
        let word = symbol.split(separator: "/").joined(separator: ".")
        for offer in try await Reflection(access: access).offers() {
            let found = ProtoText.describe(word, in: offer.pool.files)
            guard !found.isEmpty else { continue }
            for (name, text) in found {
                if global.json {
                    Console.standardOutput.json(Line(symbol: name, proto: text))
                } else {
                    Console.standardOutput.line("// \(name)\n\(text)")
                }
            }
            return
        }
        throw Failure.refused("nothing is called \(symbol)", advice: "See what there is: colophon list")
    }
}
