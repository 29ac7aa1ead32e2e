import ArgumentParser
import Evidence
import MeshAPI
import MeshDocument
import MeshKernel
import MeshRPC

/// Fetches what others said about the time of the log since a bundle was made.
struct BundleRenew: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew", abstract: "Add newer independent times to a proof bundle, or to a whole chain's.",
        discussion: """
            Everything in the bundle stays; checkpoints of the log that witnesses or other authorities timed come beside \
            it, each with the proof that it is of the same log, and of what was added before. The old bundle stays good.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Option(help: "Folder with log.pub and tsa-ca.pem; default: STATE/pki.")
    var trust: String?

    @Option(help: "Where to write the new bundle; default: over the old one.")
    var output: String?

    @Argument(help: "The bundle, or a chain's.", completion: .file(extensions: ["zip"]))
    var bundle: String

    private struct Line: Encodable {
        let bundle: String
        let number: String
        let added: [String]
        let interval: String
    }

    func run() async throws {
        let renewal: BundleRenewal
        do {
            renewal = try BundleRenewal(
                SourceFile.bytes(bundle, maximumBytes: UInt64(ZipArchive.Limits.largeArchiveBytesMax)))
        } catch let failure as BundleRenewal.Failure {
            throw Failure.refused("\(bundle) cannot be renewed: \(Self.words(failure))")
        } catch {
            throw Failure.refused("\(bundle) cannot be read: \(error)")
        }
        let checkpoints = try await fetch(renewal)
        let bytes: [UInt8]
        do {
            bytes = try renewal.bundle(with: checkpoints)
        } catch {
            throw Failure.refused("\(bundle) cannot be renewed: \(Self.words(error))")
        }
        let interval = try check(bytes, renewal)
        let target = output ?? bundle
        try StateFolder.replace(target, with: bytes)
        let places = checkpoints.map(\.place.rawValue)
        if global.json {
            Console.standardOutput.json(
                Line(bundle: target, number: "\(renewal.number)", added: places, interval: interval))
        } else {
            Console.standardOutput.line(
                places.isEmpty
                    ? "\(target): nobody has timed the log since"
                    : "\(target): \(places.joined(separator: ", ")); \(interval)")
        }
    }

    private func fetch(_ renewal: BundleRenewal) async throws -> [TimedCheckpoint] {
        let access = try MeshAccess(folder: global.folder, meshPath: peer.mesh)
        let request = EvidenceV1.RenewBundleRequest(
            size: renewal.size, logIndex: renewal.index, timestampMilliseconds: renewal.tokenTime.milliseconds,
            origin: renewal.origin, renewedSize: renewal.renewedSize, openingSha256: renewal.openingDigest)
        let answer = try await access.withClient(of: try access.service("evidence")) { client in
            try await EvidenceV1.RenewalClient(client)
                .renewBundle(request, options: CallOptions(timeout: MeshAccess.callLimit))
        }
        let checkpoints = answer.checkpoints.compactMap { TimedCheckpoint($0) }
        guard checkpoints.count == answer.checkpoints.count else {
            throw Failure.unreachable("evidence answered something that is not a renewal")
        }
        return checkpoints
    }

    /// A renewed bundle must hold as the old one did; all of it but the file is looked at.
    private func check(_ bytes: [UInt8], _ renewal: BundleRenewal) throws -> String {
        do {
            let trust = try TrustFolder.load(trust ?? global.folder.keys)
            let report: VerificationReport
            if renewal.isChain {
                let chain = try ChainVerifier(BundleVerifier(trust: trust)).verify(bundle: bytes, files: [])
                guard chain.isProven || !chain.seal.isProven else {
                    throw Failure.proof("the renewed chain would not hold: \(chain.fault ?? "an item fails")")
                }
                report = chain.seal
            } else {
                report = try BundleVerifier(trust: trust).verify(bundle: bytes, file: renewal.digests)
            }
            guard report.isProven else {
                let failed = report.steps.filter { $0.outcome == .failed }.map { "\($0.name): \($0.detail)" }
                throw Failure.proof("the renewed bundle would not hold: \(failed.joined(separator: "; "))")
            }
            return report.steps.first { $0.name == .interval }.map { "interval \($0.detail)" } ?? ""
        } catch let failure as TrustFolder.Failure {
            throw Failure.refused("the trust folder cannot be used: \(failure)")
        } catch let refusal as VerificationReport.Refusal {
            throw Failure.refused("\(bundle) is not a proof bundle: \(refusal)")
        }
    }

    private static func words(_ failure: BundleRenewal.Failure) -> String {
        switch failure {
        case .unreadable(let what): what
        case .tooLarge: "it would be too large"
        }
    }
}
