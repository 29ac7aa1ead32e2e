import ArgumentParser
import Evidence
import MeshDocument
import MeshKernel

/// Checks a bundle against a file, offline, with the verifier's own anchors.
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a proof bundle against a file, or a whole chain, offline.",
        discussion: """
            What is believed comes from the trust folder alone, never from the bundle: log.pub and tsa-ca.pem, and for \
            independent times witnesses.txt (a witness's key a line) and tsa-NAME.pem (roots of another authority). Exit \
            code 0: proven. 1: a proof failed. 2: not a bundle, or a file that cannot be read.
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: "Folder with log.pub and tsa-ca.pem; default: STATE/pki.")
    var trust: String?

    @Option(help: "Fail unless so many independent witnesses saw the log.")
    var requireWitnesses = 0

    @Argument(help: "The bundle.", completion: .file(extensions: ["zip"]))
    var bundle: String

    @Argument(
        help: "The file that it is about; for a whole chain, those of its files that you have.", completion: .file())
    var files: [String] = []

    func validate() throws {
        guard (0...100).contains(requireWitnesses) else {
            throw ValidationError("--require-witnesses is from 0 to 100.")
        }
    }

    private struct Line: Encodable {
        struct Step: Encodable {
            let step: String
            let outcome: String
            let detail: String
        }

        let proven: Bool
        let number: String?
        let name: String?
        let account: String?
        let project: String?
        let timestamp: String?
        let clientTime: String?
        let client: String?
        let steps: [Step]

        enum CodingKeys: String, CodingKey {
            case proven, number, name, account, project, timestamp, client, steps
            case clientTime = "client_time"
        }
    }

    func run() async throws {
        let verifier = try verifier()
        if try isChain() { return try showChain(with: verifier) }
        guard files.count == 1, let file = files.first else {
            throw Failure.refused(
                "\(bundle) is about one file; \(files.isEmpty ? "none is" : "\(files.count) are") named")
        }
        let report = try examine(file, with: verifier)
        if global.json { showJSON(report) } else { show(report) }
        guard report.isProven else {
            let failed = report.steps.filter { $0.outcome == .failed }.map(\.name.rawValue)
            throw Failure.proof(
                "\(bundle) does not prove \(file): \(failed.isEmpty ? "a step is missing" : failed.joined(separator: ", "))",
                advice: "The file or the bundle was changed, or the trust folder is another log's.")
        }
    }

    private func verifier() throws -> BundleVerifier {
        let folder = trust ?? global.folder.keys
        do {
            return BundleVerifier(trust: try TrustFolder.load(folder), requiredWitnesses: requireWitnesses)
        } catch {
            let reason =
                switch error {
                case .unreadable(let path, let failure): "\(path): \(Self.words(failure))"
                case .malformed(let path): "\(path) does not hold what its name says"
                }
            throw Failure.refused(
                "the trust folder cannot be used: \(reason)", advice: "It needs log.pub and tsa-ca.pem; see --trust.")
        }
    }

    private func examine(_ file: String, with verifier: BundleVerifier) throws -> VerificationReport {
        do {
            return try verifier.verify(bundlePath: bundle, filePath: file)
        } catch let failure as SourceFile.Failure {
            throw Failure.refused(Self.blame(failure, bundle: bundle, file: file))
        } catch let refusal as VerificationReport.Refusal {
            throw Failure.refused("\(bundle) is not a proof bundle: \(Self.words(refusal))")
        }
    }

    /// Whether the bundle is a whole chain's.
    private func isChain() throws -> Bool {
        do {
            return try ChainVerifier.isChain(bundlePath: bundle)
        } catch let failure as SourceFile.Failure {
            throw Failure.refused("\(bundle): \(Self.words(failure))")
        } catch let refusal as VerificationReport.Refusal {
            throw Failure.refused("\(bundle) is not a proof bundle: \(Self.words(refusal))")
        }
    }

    private static func words(_ refusal: VerificationReport.Refusal) -> String {
        switch refusal {
        case .archive(let reason): reason
        case .missingFile(let name): "it has no \(name)"
        case .unknownFile(let name): "it has a file that no bundle has, \(name)"
        }
    }

    private struct ChainLine: Encodable {
        struct Item: Encodable {
            let sequence: UInt64
            let number: String?
            let name: String?
            let timestamp: String?
            let proven: Bool
            let fileCompared: Bool
            let interval: String
            let failed: [String]
        }

        let proven: Bool
        let number: String?
        let project: String?
        let items: [Item]
        let earlierSeals: Int
        let erased: [UInt64]
        let absentWorks: Int
        let settings: [UInt32]
        let omittedTimes: UInt64
        let fault: String?
    }

    /// Checks a whole chain and shows what was found.
    private func showChain(with verifier: BundleVerifier) throws {
        var current = bundle
        let report: ChainReport
        do {
            var digests: [FileDigests] = []
            for file in files {
                current = file
                digests.append(try FileDigests(readingFile: file))
            }
            current = bundle
            report = try ChainVerifier(verifier).verify(bundlePath: bundle, files: digests)
        } catch let failure as SourceFile.Failure {
            throw Failure.refused("\(current): \(Self.words(failure))")
        } catch let refusal as VerificationReport.Refusal {
            throw Failure.refused("\(bundle) is not a chain's bundle: \(Self.words(refusal))")
        }
        if global.json { showJSON(report) } else { show(report) }
        guard report.isProven else {
            let reason =
                report.fault
                ?? (report.strangers > 0
                    ? "\(report.strangers) of the files belong to no item" : "a step failed")
            throw Failure.proof("\(bundle) does not prove its chain: \(reason)")
        }
    }

    private static func failed(_ report: VerificationReport) -> [String] {
        report.steps.filter { $0.outcome == .failed }.map(\.name.rawValue)
    }

    private func show(_ report: ChainReport) {
        let output = Console.standardOutput
        func mark(_ isGood: Bool) -> String { isGood ? output.paint("pass", .green) : output.paint("FAIL", .red) }
        output.line("\(mark(report.isListed))  files      as manifest.json lists them")
        for step in report.seal.steps {
            let space = String(repeating: " ", count: 11 - step.name.rawValue.count)
            let shown = step.outcome == .notReached ? output.paint("none", .yellow) : mark(step.outcome == .passed)
            output.line("\(shown)  \(step.name.rawValue)\(space)the seal: \(step.detail)")
        }
        for item in report.items {
            let metadata = item.report.statement.metadata
            let time = item.report.statement.timestampAt.map(Quantity.moment) ?? "no time"
            let file =
                (item.isFileCompared ? "file compared" : "file not compared")
                + (metadata?.mode == .digest ? ", possession not shown" : "")
            let failed = Self.failed(item.report)
            output.line(
                "\(mark(item.report.isProven))  entry \(item.sequence)  \(metadata.map { "\($0.name)" } ?? "?"), \(time), "
                    + (failed.isEmpty ? file : failed.joined(separator: ", ")))
        }
        for entry in report.erased {
            output.line(
                "\(output.paint("gone", .yellow))  entry \(entry.sequence)  erased \(Quantity.moment(entry.at))")
        }
        show(report.intervals, of: report)
        showSettings(of: report)
        output.line(
            "\(mark(report.fault == nil))  order      \(report.fault ?? "the items are the chain that the seal ends")")
        if report.earlierSeals > 0 { output.line("        \(report.earlierSeals) earlier seals stand among them") }
        if report.absentWorks > 0 {
            output.line(
                "        \(report.absentWorks) entries have no proof here, and nothing says that they were erased")
        }
        if report.unprovenFiles > 0 {
            output.line("        custody/ and filings/ are what the service wrote down; nothing here proves them")
        }
        guard report.isProven, let time = report.seal.statement.timestampAt else { return }
        output.line(
            output.paint("proven", .bold)
                + "  \(report.items.count) files existed no later than their times, in this order, sealed \(Quantity.moment(time))"
        )
    }

    /// One line for each interval that any entry has.
    private func show(_ intervals: [(detail: String, places: [ClosedRange<UInt64>])], of report: ChainReport) {
        let output = Console.standardOutput
        for (detail, places) in intervals {
            let outcomes = report.items.filter { item in places.contains { $0.contains(item.sequence) } }
                .compactMap { item in item.report.steps.first { $0.name == .interval }?.outcome }
            let mark =
                if outcomes.contains(.failed) {
                    output.paint("FAIL", .red)
                } else {
                    outcomes.allSatisfy { $0 == .passed }
                        ? output.paint("pass", .green) : output.paint("none", .yellow)
                }
            let list = places.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)" }
            output.line("\(mark)  interval   entries \(list.joined(separator: ", ")): \(detail)")
        }
        if report.omittedTimes > 0 {
            output.line(
                "        the times of \(report.omittedTimes) entries found no room here; their own bundles have them")
        }
    }

    private func showSettings(of report: ChainReport) {
        let output = Console.standardOutput
        func list(_ versions: [UInt32]) -> String { versions.map { "\($0)" }.joined(separator: ", ") }
        if !report.settings.isEmpty {
            output.line(
                "\(output.paint("pass", .green))  settings   version \(list(report.settings)), as committed to")
        }
        if !report.missingSettings.isEmpty {
            output.line(
                "\(output.paint("none", .yellow))  settings   version \(list(report.missingSettings)) not shown")
        }
    }

    private func showJSON(_ report: ChainReport) {
        let metadata = report.seal.statement.metadata
        Console.standardOutput.json(
            ChainLine(
                proven: report.isProven, number: metadata.map { "\($0.number)" },
                project: metadata.map { "\($0.projectTitle)" },
                items: report.items.map { item in
                    ChainLine.Item(
                        sequence: item.sequence, number: item.report.statement.metadata.map { "\($0.number)" },
                        name: item.report.statement.metadata.map { "\($0.name)" },
                        timestamp: item.report.statement.timestampAt.map(Quantity.moment),
                        proven: item.report.isProven, fileCompared: item.isFileCompared,
                        interval: item.report.steps.first { $0.name == .interval }?.detail ?? "",
                        failed: Self.failed(item.report))
                }, earlierSeals: report.earlierSeals, erased: report.erased.map(\.sequence),
                absentWorks: report.absentWorks, settings: report.settings, omittedTimes: report.omittedTimes,
                fault: report.fault))
    }

    /// The verifier's failure does not say which of the two files it is about; the one that cannot be opened is.
    private static func blame(_ failure: SourceFile.Failure, bundle: String, file: String) -> String {
        let culprit: String
        switch failure {
        case .missing: culprit = FileStamp(path: bundle) == nil ? bundle : file
        case .isFolder: culprit = FileStamp(path: bundle)?.isFolder == true ? bundle : file
        case .notRegular: culprit = FileStamp(path: bundle)?.isRegular == true ? file : bundle
        case .tooLarge: culprit = bundle
        case .unreadable, .changedWhileRead: culprit = "\(bundle) or \(file)"
        }
        return "\(culprit): \(words(failure))"
    }

    private static func words(_ failure: SourceFile.Failure) -> String {
        switch failure {
        case .missing: "no such file"
        case .isFolder: "is a folder"
        case .notRegular: "not a regular file"
        case .unreadable(let reason): "cannot be read: \(reason)"
        case .tooLarge(let maximum): "is larger than \(Quantity.bytes(maximum))"
        case .changedWhileRead: "changed while it was read"
        }
    }

    private func show(_ report: VerificationReport) {
        let output = Console.standardOutput
        for step in report.steps {
            let mark =
                switch step.outcome {
                case .passed: output.paint("pass", .green)
                case .failed: output.paint("FAIL", .red)
                case .notReached: output.paint("none", .yellow)
                case .notChecked: output.paint("skip", .yellow)
                }
            let space = String(repeating: " ", count: 11 - step.name.rawValue.count)
            output.line("\(mark)  \(step.name.rawValue)\(space)\(step.detail)")
        }
        guard report.isProven, let metadata = report.statement.metadata, let time = report.statement.timestampAt else {
            return
        }
        output.line(output.paint("proven", .bold) + "  \(metadata.name) existed no later than \(Quantity.moment(time))")
        output.line(
            "        evidence \(metadata.number), project \"\(metadata.projectTitle)\", account \(metadata.holder.account) "
                + "(\(Self.words(metadata.holder)))")
        if let client = metadata.client { output.line("        " + Self.words(client)) }
    }

    /// What the sender said of itself and its clock, which nobody has checked.
    static func words(_ client: ClientStatement) -> String {
        let told = [client.time.map(Quantity.moment), client.words.isEmpty ? nil : PlainText.line(client.words)]
        return "told by its sender, unchecked: " + told.compactMap(\.self).joined(separator: ", ")
    }

    /// How far whoever held the work had been verified and, where it is kept, where, as whom and as which version of them.
    static func words(_ holder: WorkMetadata.Holder) -> String {
        guard let attestation = holder.attestation else { return holder.verification.rawValue }
        return "verified at \(attestation.authority.rawValue) as \(PlainText.line(attestation.maskedName)), "
            + "version \(attestation.version) of \(Quantity.moment(attestation.verifiedAt))"
    }

    private func showJSON(_ report: VerificationReport) {
        let metadata = report.statement.metadata
        Console.standardOutput.json(
            Line(
                proven: report.isProven, number: metadata.map { "\($0.number)" }, name: metadata.map { "\($0.name)" },
                account: metadata?.holder.account, project: metadata.map { "\($0.projectTitle)" },
                timestamp: report.statement.timestampAt.map(Quantity.moment),
                clientTime: (metadata?.client?.time).map(Quantity.moment),
                client: (metadata?.client?.words).map(PlainText.line),
                steps: report.steps.map {
                    Line.Step(step: $0.name.rawValue, outcome: $0.outcome.rawValue, detail: $0.detail)
                }))
    }
}
