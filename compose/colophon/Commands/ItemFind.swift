import ArgumentParser
import Evidence
import MeshAPI
import MeshDocument
import MeshKernel
import MeshRPC

/// Asks the service, as anybody may, for the seals of a number, a digest or a file.
struct ItemFind: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find", abstract: "Ask for the seals of an evidence number, a digest or a file.",
        discussion: """
            A file is digested here and never sent. What is answered is the service's word, no more than the certificate \
            says; what proves it is a bundle: colophon verify. Exit code 1: there is none.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Argument(help: "An evidence number, sha256:HEX, sm3:HEX, or a file.", completion: .file())
    var what: String

    /// How a seal is shown.
    private struct Line: Encodable {
        let number: String
        let name: String
        let project: String
        let holder: String
        let holderVerification: String
        let possessionShown: Bool
        let sha256: String
        let sm3: String
        let accepted: String
        let timestamp: String
        let logOrigin: String
        let logIndex: UInt64
        let leafHash: String
        let tokenSerial: String
        let tokenPolicy: String
        let tokenIssuer: String

        init(_ seal: EvidenceV1.PublicSeal) {
            number = seal.number
            name = seal.name
            project = seal.project
            holder = seal.holder
            holderVerification = seal.holderVerification
            possessionShown = seal.possessionShown
            sha256 = Hexadecimal.encode(seal.sha256)
            sm3 = Hexadecimal.encode(seal.sm3)
            accepted = Quantity.moment(seal.acceptedAt)
            timestamp = Quantity.moment(seal.timestampAt)
            logOrigin = seal.logOrigin
            logIndex = seal.logIndex
            leafHash = Hexadecimal.encode(seal.leafHash)
            tokenSerial = seal.tokenSerial
            tokenPolicy = seal.tokenPolicy
            tokenIssuer = seal.tokenIssuer
        }

        var facts: [(String, String)] {
            [
                ("name", name), ("project", project), ("holder", "\(holder) (\(holderVerification))"),
                ("bytes", possessionShown ? "were sent" : "were not sent; possession not shown"), ("sha256", sha256),
                ("sm3", sm3), ("accepted", accepted), ("timestamp", timestamp),
                ("log", "\(logOrigin), entry \(logIndex)"), ("leaf", leafHash),
                ("token", "\(tokenSerial) of \(tokenIssuer), policy \(tokenPolicy)"),
            ]
        }
    }

    func run() async throws {
        let access = try MeshAccess(folder: global.folder, meshPath: peer.mesh)
        let service = try access.service("evidence")
        let options = CallOptions(timeout: MeshAccess.callLimit)
        let question = try question()
        let found = try await access.withClient(of: service) { client in
            let verification = EvidenceV1.VerificationClient(client)
            do {
                switch question {
                case .number(let number):
                    return EvidenceV1.PublicSeals(seals: [
                        try await verification.verifyNumber(
                            EvidenceV1.VerifyNumberRequest(number: number.description), options: options)
                    ])
                case .digest(let digest):
                    return try await verification.verifyDigest(
                        EvidenceV1.VerifyDigestRequest(digest: digest), options: options)
                }
            } catch let error as RPCError where error.code == .notFound {
                return EvidenceV1.PublicSeals()
            }
        }
        guard !found.seals.isEmpty else {
            throw Failure.proof(
                "\(what) was not sealed in this log", advice: "Or it was erased since; a bundle of it still proves it.")
        }
        for seal in found.seals { show(Line(seal)) }
        if found.more, !global.json { Console.standardOutput.line("and more, which were sealed later") }
    }

    private func show(_ line: Line) {
        let output = Console.standardOutput
        if global.json {
            output.json(line)
            return
        }
        output.line(output.paint(line.number, .bold))
        for (name, value) in line.facts {
            output.line("  \(name)\(String(repeating: " ", count: 11 - name.count))\(value)")
        }
    }

    private enum Question {
        case number(EvidenceNumber)
        case digest(EvidenceV1.VerifyDigestRequest.Digest)
    }

    private func question() throws(Failure) -> Question {
        if let number = EvidenceNumber(what) { return .number(number) }
        for (prefix, make) in Self.digests where what.hasPrefix(prefix) {
            guard let digest = Hexadecimal.decode(String(what.dropFirst(prefix.count))),
                digest.count == FileDigests.byteCount
            else { throw .refused("\(what) is not a digest", advice: "Write 64 hexadecimal digits behind \(prefix)") }
            return .digest(make(digest))
        }
        do {
            return .digest(.sha256(try FileDigests(readingFile: what).sha256))
        } catch {
            throw .refused(
                "\(what) is neither an evidence number nor a file that can be read: \(error)",
                advice: "Numbers look like EV-2026-7K3QX-M0ZT5-9WB4C; a wrong character is noticed.")
        }
    }

    private static let digests: [(String, @Sendable ([UInt8]) -> EvidenceV1.VerifyDigestRequest.Digest)] = [
        ("sha256:", { .sha256($0) }), ("sm3:", { .sm3($0) }),
    ]
}
