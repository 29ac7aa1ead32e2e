import ArgumentParser
import Evidence

/// Hands the log to a new key.
struct LogRotateKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-key", abstract: "Hand the log of a stopped service to a new key.",
        discussion: """
            The log gets one more entry, which names the new key; both keys sign the checkpoint over it, and every later one \
            is the new key's alone. In the folder of keys log.key and log.pub become the new key. The old public line goes \
            into log-retired.pub, with which earlier bundles verify. Interrupted, it can be run again.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "The store; default: STATE/evidence/evidence.sqlite.", completion: .file())
    var store: String?

    private struct Line: Encodable {
        let index: UInt64
        let old: String
        let new: String
    }

    func run() async throws {
        let path = store ?? global.folder.path + "/evidence/evidence.sqlite"
        let done: KeyRotation.Outcome
        do {
            done = try await KeyRotation(storePath: path, folder: global.folder.keys).run()
        } catch {
            throw Self.refusal(error)
        }
        let output = Console.standardOutput
        if global.json {
            output.json(Line(index: done.index, old: done.old.line, new: done.new.line))
            return
        }
        output.line("\(output.paint("handed over", .green))   \(done.new.name), entry \(done.index)")
        output.line("  old      \(done.old.line)")
        output.line("  new      \(done.new.line)")
        output.line("Publish the new line, as the old one was; then destroy \(done.retiredKeyPath).")
    }

    private static func refusal(_ failure: KeyRotation.Failure) -> Failure {
        switch failure {
        case .keys(let reason): .refused("the log's keys cannot be used: \(reason)")
        case .mismatched(let folder):
            .refused("\(folder)/log.pub is not the public half of log.key", advice: "Put back the one that is.")
        case .store(let path, let reason):
            .refused("\(path) cannot be opened: \(reason)", advice: "The service must have stopped: colophon down")
        case .log(let fault):
            .proof("the log does not add up: \(fault.words)", advice: "Find out why: colophon log fsck")
        }
    }
}
