import ArgumentParser
import Evidence
import Logging
import MeshCrypto
import MeshKernel
import MeshRuntime
import NIOPosix

/// Serves a witness over HTTP until it is stopped.
struct WitnessServe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Take checkpoints over HTTP, and cosign those that continue what was seen.",
        discussion: """
            POST /add-checkpoint as c2sp.org/tlog-witness says. What was seen is on the disk before a cosignature leaves; \
            never run two witnesses with one key, nor bring back an old copy of the state folder.
            """)

    @Option(help: "File with the witness's key; the line with its name is beside it, with the ending .pub.")
    var key: String

    @Option(
        help: ArgumentHelp(
            "The key of a log to witness, <name>+<id>+<base64>; may be given more than once.",
            valueName: "vkey"))
    var log: [String] = []

    @Option(
        help: ArgumentHelp(
            "A key that one of these logs had before (log-retired.pub); it vouches only for what was seen.",
            valueName: "vkey"))
    var retiredLog: [String] = []

    @Option(help: "Folder for what was seen.")
    var state: String

    @Option(help: "HOST:PORT to listen at; port 0 takes a free one.")
    var listen = "127.0.0.1:7420"

    @Flag(help: WitnessOutput.jsonHelp)
    var json = false

    func run() async throws {
        guard let address = ListenAddress(listen) else {
            throw Failure.refused("\(listen) is no address", advice: "--listen is HOST:PORT.")
        }
        let witness = try makeWitness()
        let server: WitnessServer
        do {
            server = try await WitnessServer(
                witness, at: address, offload: OffloadPool(threadCount: 1),
                loops: MultiThreadedEventLoopGroup.singleton,
                logger: Logger(label: "witness"))
        } catch {
            throw Failure.unreachable("\(listen) cannot be listened at: \(error)")
        }
        if json {
            Console.standardOutput.json(
                WitnessOutput(witness: witness.key.line, listening: "http://\(server.address)"))
        } else {
            Console.standardOutput.line("witness \(witness.key.line)")
            Console.standardOutput.line("listening http://\(server.address)")
        }
        // Every answer is on the disk before it is given, so a signal may end this at any moment.
        while true { try await Task.sleep(for: .seconds(86_400)) }
    }

    private func makeWitness() throws -> CheckpointWitness {
        guard !log.isEmpty else { throw Failure.refused("no log is named", advice: "Give --log VKEY.") }
        let logs = try log.map { try Self.logKey($0) }
        let retired = try retiredLog.map { try Self.logKey($0) }
        do {
            let published = String(decoding: try FileBytes.read(Self.publicPath(of: key)), as: UTF8.self)
            guard let line = WitnessKey(parsing: published),
                let signer = WitnessSigner(name: line.name, key: try SigningKey(path: key)), signer.publicKey == line
            else {
                throw Failure.refused("\(Self.publicPath(of: key)) does not hold the public half of \(key)")
            }
            return try CheckpointWitness(
                signer: signer, logs: logs, retired: retired, folder: try WitnessFolder(state), time: SystemTime())
        } catch let error as CryptoError {
            throw Failure.refused(
                "the witness's key cannot be used: \(error)", advice: "`colophon witness init` makes one.")
        } catch let failure as WitnessFolder.Failure {
            switch failure {
            case .unusable(let path, let reason): throw Failure.refused("\(path): \(reason)")
            }
        }
    }

    private static func logKey(_ line: String) throws -> NoteKey {
        guard let key = NoteKey(parsing: line) else {
            throw Failure.refused("\(line) is not a log's key", advice: "It is the line in the log's log.pub.")
        }
        return key
    }

    /// Where the public half of the key at `path` stands.
    static func publicPath(of path: String) -> String {
        (path.hasSuffix(".key") ? String(path.dropLast(4)) : path) + ".pub"
    }
}
