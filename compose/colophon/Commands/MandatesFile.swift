import ArgumentParser
import FoundationEssentials
import MeshAPI
import MeshKernel

/// Files a mandate: names its holder, brings the letter, asks the holder.
struct MandatesFile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "file",
        abstract: "Name a verified holder to act for, bring their signed letter of authority, and ask them.",
        discussion: """
            Name and document are said exactly as the holder was verified; the answer is the same whether or not anybody \
            was. Numbers of documents are better in a file (--facts, a YAML mapping of name, document_kind and \
            document_number) than on a command line, which others can list. A mandate that was begun, and whose letter was \
            not taken, goes on with --mandate.

            Example: colophon account mandates file --facts holder.yaml --for works --until 2027-12-31 --letter letter.png
            """)

    @OptionGroup var options: MandatesOptions

    @Option(help: "Where the holder is verified: platform, henan or cpcc; platform unless said.")
    var authority: AuthorityWord?

    @Option(help: "YAML file with name, document_kind and document_number.", completion: .file(extensions: ["yaml"]))
    var facts: String?

    @Option(help: "The person's or institution's name.")
    var name: String?

    @Option(help: "Kind of document, e.g. resident_identity_card, passport, business_licence.")
    var documentKind: String?

    @Option(help: "Number of the document.")
    var documentNumber: String?

    @Option(
        name: .customLong("for"),
        help: "What you do for them: works, software, change, contract, evidence or market; may be repeated.")
    var businesses: [BusinessWord] = []

    @Option(help: "The first day, YYYY-MM-DD; today in China unless said.")
    var from: String?

    @Option(help: "The last day, YYYY-MM-DD: at most three years after the first.")
    var until: String?

    @Option(help: "Picture of the signed letter: a JPEG or PNG of less than 5 MiB.", completion: .file())
    var letter: String?

    @Option(help: "Go on with this mandate, which was begun before.")
    var mandate: String?

    func validate() throws {
        let isNew = mandate == nil
        let said = [authority?.rawValue, facts, name, documentKind, documentNumber, from, until].compactMap(\.self)
        guard isNew || (said.isEmpty && businesses.isEmpty) else {
            throw ValidationError("--mandate goes on with what was said before; say nothing but --letter beside it.")
        }
        guard !isNew || (letter != nil && until != nil && !businesses.isEmpty) else {
            throw ValidationError("Say --for, --until and --letter.")
        }
    }

    func run() async throws {
        // What cannot be read is refused before anything is kept.
        let picture = try letter.map { path throws(Failure) in try PictureFile(path) }
        var filed: IdentityV1.Mandate
        if let mandate {
            filed = try await options.run { client, call in
                try await client.getMandate(IdentityV1.GetMandateRequest(mandate: mandate), options: call)
            }
        } else {
            let request = try request()
            filed = try await options.run { client, call in try await client.nameHolder(request, options: call) }
            say("begun  \(filed.id)")
        }
        if let picture {
            filed = try await upload(picture, to: filed.id)
            say("brought the letter")
        }
        let id = filed.id
        filed = try await options.run { client, call in
            try await client.submitMandate(IdentityV1.SubmitMandateRequest(mandate: id), options: call)
        }
        MandateLine(filed).show(asJSON: options.global.json)
    }

    /// What a new mandate says; what is missing is asked at a terminal.
    private func request() throws -> IdentityV1.NameHolderRequest {
        var known: [String: String] = [:]
        if let facts { known = try DossierFacts.read(facts, option: "--facts") }
        let words = ["name", "document_kind", "document_number"]
        if let stranger = known.keys.sorted().first(where: { !words.contains($0) }) {
            throw Failure.refused(
                "--facts: \"\(stranger)\" says nothing of a holder", advice: "Say \(words.joined(separator: ", ")).")
        }
        let name = try self.name ?? known["name"] ?? Register.ask("name of the holder: ", "--name NAME")
        let number =
            try documentNumber ?? known["document_number"]
            ?? Register.ask("number of their document: ", "--facts FILE, with document_number")
        return IdentityV1.NameHolderRequest(
            authority: (authority ?? .platform).wire, name: name,
            documentKind: documentKind ?? known["document_kind"] ?? "resident_identity_card", documentNumber: number,
            businesses: businesses.map(\.wire), validFrom: from ?? ChinaTime.day(SystemTime().wall()).text,
            validUntil: until ?? "")
    }

    private func upload(_ picture: PictureFile, to mandate: String) async throws -> IdentityV1.Mandate {
        do {
            return try await options.run { client, call in
                try await client.uploadLetter(options: call) { writer in
                    try await writer.write(
                        IdentityV1.UploadLetterRequest(
                            part: .header(
                                .init(
                                    mandate: mandate, mediaType: picture.mediaType, size: UInt64(picture.bytes.count)))
                        ))
                    for chunk in picture.chunks {
                        try await writer.write(IdentityV1.UploadLetterRequest(part: .chunk(chunk)))
                    }
                }
            }
        } catch let failure as Failure where self.mandate == nil {
            throw Failure(
                kind: failure.kind, summary: failure.summary,
                advice: Failure.lines([
                    failure.advice, "Go on: colophon account mandates file --mandate \(mandate) --letter FILE",
                ]))
        }
    }

    private func say(_ words: String) {
        if !options.global.json { Console.standardError.line(words) }
    }
}
