import ArgumentParser
import MeshAPI
import MeshCrypto
import MeshKernel

/// Shows one filing, and saves what its timestamp is over and the timestamp itself.
struct FilingShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a filing; save its statement and its timestamp.",
        discussion: """
            What was saved can be checked without this tool, with the roots of the supplier's authority: openssl ts -verify \
            -data statement.json -in timestamp.tsr -CAfile ROOTS.pem
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Option(help: "Save statement.json and timestamp.tsr into this folder.", completion: .directory)
    var save: String?

    @Argument(help: "Id of the filing.")
    var filing: String

    func run() async throws {
        let calls = try EvidenceCalls(global, peer)
        let shown = try await calls.run { client, options in
            try await EvidenceV1.FilingsClient(client).getFiling(
                EvidenceV1.GetFilingRequest(filing: filing), options: options)
        }
        if let save { try Self.save(shown, into: save) }
        let line = Filing.Line(shown)
        let output = Console.standardOutput
        guard !global.json else {
            output.json(line)
            return
        }
        output.line("\(output.paint(line.id, .bold))  \(line.kind), \(line.state) until \(line.expires)")
        let digest = shown.statementSha256.isEmpty ? "none" : Hexadecimal.encode(shown.statementSha256)
        for (name, value) in [
            ("storer", line.storer), ("content", line.content), ("supplier", line.supplier),
            ("timestamp", line.timestamp), ("statement", digest), ("order", line.order),
        ] {
            output.line("  \(name)\(String(repeating: " ", count: 11 - name.count))\(PlainText.line(value))")
        }
        for record in shown.records {
            let at = Filing.Line.moment(record.at ?? GoogleProtobuf.Timestamp())
            let end = Filing.Line.moment(record.expiresAt ?? GoogleProtobuf.Timestamp())
            output.line("  \(at)  \(record.kind), until \(end)")
        }
    }

    private static func save(_ filing: EvidenceV1.Filing, into folder: String) throws {
        guard !filing.timestampResponse.isEmpty else {
            throw Failure.refused("the filing has no timestamp yet", advice: "Come again: its supplier is asked again.")
        }
        guard Digest.sha256(filing.statement) == filing.statementSha256 else {
            throw Failure.refused(
                "the filing's statement cannot be shown any more", advice: "One of its items was erased.")
        }
        try StateFolder.makeFolder(folder)
        try StateFolder.replace(folder + "/statement.json", with: filing.statement)
        try StateFolder.replace(folder + "/timestamp.tsr", with: filing.timestampResponse)
    }
}
