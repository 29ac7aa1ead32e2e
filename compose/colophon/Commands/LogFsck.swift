import ArgumentParser
import Evidence
import MeshKernel

/// Derives every tile and the root from the entries and compares what is kept, the checkpoint included.
struct LogFsck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fsck", abstract: "Derive the whole log anew from its entries.",
        discussion: """
            Every entry is hashed, every tile, the root and every chain derived from them, and compared with what the store \
            keeps; the checkpoint's signature is checked with the log's public key. The store is opened for reading only: \
            a copy, or the file of a service that has stopped; with --live also of one that runs. Exit code 0: all of it \
            agrees. 1: something does not, and the message names it. 2: not a store, or not to be opened.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: "File with the log's public key; default: STATE/pki/log.pub.", completion: .file())
    var key: String?

    @Flag(help: "The service runs and may append meanwhile: what stands after its checkpoint is left out.")
    var live = false

    @Argument(help: "The store; default: STATE/evidence/evidence.sqlite.", completion: .file())
    var store: String?

    private struct Line: Encodable {
        let origin: String
        let size: UInt64
        let root: String
        let tiles: UInt64
        let chains: Int
        let items: UInt64
        let erased: UInt64
    }

    func run() async throws {
        let path = store ?? global.folder.path + "/evidence/evidence.sqlite"
        let report: LogAudit.Report
        let origin: String
        do {
            let file = try LogFile(path: path, keyPath: key ?? global.folder.keys + "/log.pub")
            origin = file.origin
            report = try await look(at: file)
        } catch let fault as LogFault {
            throw Failure.proof(
                "the log in \(path) does not add up: \(fault.words)",
                advice: "Seal nothing more with it. Keep this file; compare it with a backup and with what others saw.")
        } catch let failure as LogFile.Failure {
            throw Self.refusal(failure)
        }
        show(report, origin: origin)
    }

    private func look(at file: LogFile) async throws -> LogAudit.Report {
        var display: ProgressDisplay?
        defer { display?.finish() }
        return try await file.check(quiet: !live) { done, total in
            let bytes = UInt64(Leaf.byteCount)
            var current =
                display
                ?? ProgressDisplay(
                    name: "entries", total: total * bytes, console: .standardError, silent: global.json,
                    time: SystemTime())
            current.advance(to: done * bytes)
            display = current
        }
    }

    private func show(_ report: LogAudit.Report, origin: String) {
        let output = Console.standardOutput
        if global.json {
            output.json(
                Line(
                    origin: origin, size: report.size, root: "\(report.root)", tiles: report.tiles,
                    chains: report.chains, items: report.items, erased: report.erased))
            return
        }
        output.line("\(output.paint("agrees", .green))   \(origin)")
        output.line("  entries  \(report.size), with as many leaves")
        output.line("  tiles    \(report.tiles)")
        output.line("  chains   \(report.chains), without gap or fork")
        if report.erased > 0 { output.line("  erased   \(report.erased), as an entry of its own says of each") }
        output.line("  root     \(report.root)")
    }

    private static func refusal(_ failure: LogFile.Failure) -> Failure {
        switch failure {
        case .key(let path):
            .refused("\(path) does not hold a log's public key", advice: "Name the file with the log.pub line: --key.")
        case .unopenable(let path, let reason): .refused("\(path) cannot be opened: \(reason)")
        case .notAStore(let path, let reason): .refused("\(path) is not a store of evidence: \(reason)")
        case .unreadable(let path, let reason): .refused("\(path) cannot be read: \(reason)")
        case .damaged(let path, let reason): .proof("the database \(path) is damaged: \(reason)")
        }
    }
}
