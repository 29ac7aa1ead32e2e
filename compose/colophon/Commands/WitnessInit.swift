import ArgumentParser
import Evidence
import MeshCrypto

/// Makes a witness's key where none is.
struct WitnessInit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a witness's key, and print the line that publishes it.",
        discussion: "The line is also written beside the key, with the ending .pub.")

    @Option(help: "File for the key; must not exist.")
    var key: String

    @Option(help: "The witness's name, e.g. example.com/witness; no spaces, no '+'.")
    var name: String

    @Flag(help: WitnessOutput.jsonHelp)
    var json = false

    func run() async throws {
        do {
            let made = try PrivateKey(generating: .ed25519)
            guard let signing = SigningKey(made), let signer = WitnessSigner(name: name, key: signing) else {
                throw Failure.refused("\(name) cannot name a witness", advice: "No spaces, no '+', not empty.")
            }
            try FileBytes.create(key, try made.pem(), mode: 0o600)
            try FileBytes.create(
                WitnessServe.publicPath(of: key), Array((signer.publicKey.line + "\n").utf8), mode: 0o644)
            if json {
                Console.standardOutput.json(WitnessOutput(witness: signer.publicKey.line, listening: nil))
            } else {
                Console.standardOutput.line(signer.publicKey.line)
            }
        } catch let error as CryptoError {
            throw Failure.refused("the key was not made: \(error)")
        }
    }
}
