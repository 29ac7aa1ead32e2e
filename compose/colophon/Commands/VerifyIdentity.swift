import ArgumentParser
import MeshAPI

/// Has the holder of the account verified: fills in the dossier, brings its pictures, hands it in.
struct VerifyIdentity: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-identity",
        abstract: "Have whoever the account belongs to verified, which sealing needs; or see how that stands.",
        discussion: """
            What is not said is asked at a terminal: every field that the authority wants and that does not pass yet, then \
            the files of its pictures. What was said stays when the command is interrupted. Numbers of documents are better \
            in a file (--facts, a YAML mapping such as `real_name: 张三`) than on a command line, which others can list. \
            Pictures of an identity document, and one of a face, each rest on a consent of their own, which is asked for in \
            words and can be taken back (--withdraw-consent); then such pictures are destroyed. The authority's notice is \
            read and promised each time that something is handed in. When staff have named what to correct, the same \
            command corrects it.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Option(help: "Where: platform, henan or cpcc.")
    var authority = AuthorityWord.platform

    @Option(help: "YAML file with fields.", completion: .file(extensions: ["yaml", "yml"]))
    var facts: String?

    @Option(name: .customLong("set"), help: ArgumentHelp("A field; may be repeated.", valueName: "field=value"))
    var settings: [String] = []

    @Option(name: .customLong("picture"), help: ArgumentHelp("A picture; may be repeated.", valueName: "slot=file"))
    var pictures: [String] = []

    @Option(help: "The code that was sent to the dossier's mobile number, where that is not the account's own.")
    var code: String?

    @Flag(help: "Yes, I have read the authority's notice and promise to keep to it.")
    var promise = false

    @Flag(help: "Yes, I consent to what is said of the pictures that I bring.")
    var consent = false

    @Option(help: "Take a consent back: identity_document or face. What rests on it is destroyed.")
    var withdrawConsent: ConsentWord?

    @Flag(help: "Verify anew what is verified already; the old facts hold until the new ones are approved.")
    var again = false

    @Flag(help: "Only show how it stands.")
    var status = false

    private struct Line: Encodable {
        let dossier: String
        let authority: String
        let state: String
        let deadline: String
        let reason: String
        let named: [String]
        let verified: Bool
    }

    func run() async throws {
        let facts = try DossierFacts(path: self.facts, settings: settings, pictures: pictures)
        // What cannot be read is refused before anything is kept.
        let files = try facts.pictures.mapValues { path throws(Failure) in try PictureFile(path) }
        let access = try MeshAccess(folder: global.folder, meshPath: peer.mesh)
        let calls = try DossierCalls(access, authority: authority.wire)
        if !global.json { Console.standardError.line("as \(calls.words)") }
        if let withdrawConsent {
            let withdrawn = try await calls.withdrawConsent(withdrawConsent.wire)
            say(
                "taken back  \(withdrawConsent.rawValue), with which \(withdrawn.picturesDestroyed) pictures were destroyed"
            )
            for dossier in withdrawn.dossiersWithdrawn { say("taken back  \(dossier)") }
            return try await show(try await calls.latest(), calls)
        }
        do {
            let dossier = try await step(calls, facts, files)
            try await show(dossier, calls)
        } catch let refused as DossierRefused {
            throw refused.failure
        }
    }

    /// Goes on from where the account's dossier stands; nil when there is none and nothing was to be done.
    private func step(
        _ calls: DossierCalls, _ facts: DossierFacts, _ files: [String: PictureFile]
    ) async throws -> IdentityV1.Dossier? {
        let latest = try await calls.latest()
        if status { return latest }
        switch latest?.state {
        case .inReview:
            guard facts.fields.isEmpty, files.isEmpty, !promise else {
                throw Failure.refused(
                    "the dossier is in review until \(latest?.deadline ?? ""), and cannot be changed meanwhile",
                    advice: "See how it stands: colophon verify-identity --status")
            }
            return latest
        case .approved where !again:
            return latest
        case .correctionDue:
            guard let latest else { return nil }
            return try await correct(latest, calls, facts, files)
        case .draft, .approved, .failed, .withdrawn, .unspecified, .unrecognized, nil:
            return try await fill(calls, facts, files)
        }
    }

    // MARK: - A new dossier

    private func fill(
        _ calls: DossierCalls, _ facts: DossierFacts, _ files: [String: PictureFile]
    ) async throws -> IdentityV1.Dossier {
        let notice = NoticeEntry(calls, isPromised: promise, isSilent: global.json)
        var fields = facts.fields
        if promise { fields[NoticeEntry.field] = try await notice.promise() }
        var dossier = try await calls.save(fields)
        var confirmed: String?
        while let fault = dossier.faults.first {
            let address = Self.value(of: "email", in: dossier)
            // Once for an address, and without a terminal when nothing else is wrong: a code is good for five minutes.
            let isAlone = dossier.faults.count == 1 && facts.fields["email_code"] == nil
            if fault.field == "email_code", confirmed != address, Terminal.isThere || isAlone {
                confirmed = address
                let code = try await calls.emailCode(to: address, isSilent: global.json)
                dossier = try await calls.save(["email_code": code])
                continue
            }
            guard Terminal.isThere else { throw try await Self.missing(dossier.faults, notice) }
            if fault.field == NoticeEntry.field {
                dossier = try await calls.save([NoticeEntry.field: try await notice.promise()])
                continue
            }
            let isThere = dossier.entries.contains { $0.field == fault.field && !$0.value.isEmpty }
            if isThere { Console.standardError.line("\(fault.field) \(fault.message)") }
            let answer = try Terminal.line("\(DossierWords.field(fault.field)): ")
            dossier = try await calls.save([fault.field: Self.trimmed(answer)])
        }
        try await bring(files, to: dossier, wanted: dossier.wantedSlots, calls)
        return try await withCode(to: Self.value(of: "mobile", in: dossier), calls) {
            try await calls.submit(dossier.id, code: $0)
        }
    }

    private static func value(of field: String, in dossier: IdentityV1.Dossier) -> String {
        dossier.entries.first { $0.field == field }?.value ?? ""
    }

    private static func missing(
        _ faults: [IdentityV1.FieldVerdict], _ notice: NoticeEntry
    ) async throws -> Failure {
        var lines: [String] = []
        for fault in faults {
            lines.append(
                fault.field == NoticeEntry.field
                    ? try await notice.advice()
                    : "--set \(fault.field)=…: \(fault.message) (\(DossierWords.field(fault.field)))")
        }
        return .refused(
            faults.count == 1 ? "one field does not pass" : "\(faults.count) fields do not pass",
            advice: lines.joined(separator: "\n       ") + "\n       What was said is kept.")
    }

    // MARK: - A correction

    private func correct(
        _ dossier: IdentityV1.Dossier, _ calls: DossierCalls, _ facts: DossierFacts, _ files: [String: PictureFile]
    ) async throws -> IdentityV1.Dossier {
        var fields = facts.fields
        let open = Set(dossier.openFields)
        let asked = dossier.named.filter { open.contains($0) && fields[$0] == nil && $0 != NoticeEntry.field }
        let slots = dossier.named.filter { dossier.openSlots.contains($0) }
        if !Terminal.isThere, fields.isEmpty, files.isEmpty {
            throw Failure.refused(
                "staff want something corrected: \(dossier.reason)",
                advice: "Named: \(dossier.named.joined(separator: ", ")). Say --set FIELD=VALUE, --picture SLOT=FILE.")
        }
        if Terminal.isThere {
            Console.standardError.line("To be corrected: \(dossier.reason)")
            for field in asked {
                let present = dossier.entries.first { $0.field == field }?.value ?? ""
                let answer = try Terminal.line("\(DossierWords.field(field)) [\(present)]: ")
                if !Self.trimmed(answer).isEmpty { fields[field] = Self.trimmed(answer) }
            }
        }
        try await bring(files, to: dossier, wanted: slots, calls, isCorrection: true)
        let mobile = fields["mobile"] ?? Self.value(of: "mobile", in: dossier)
        let notice = NoticeEntry(calls, isPromised: promise, isSilent: global.json)
        if promise { fields[NoticeEntry.field] = try await notice.promise() }
        while true {
            let said = fields
            do {
                return try await withCode(to: mobile, calls) { try await calls.correct(dossier.id, said, code: $0) }
            } catch let refused as DossierRefused where refused.wantsPromise && said[NoticeEntry.field] == nil {
                fields[NoticeEntry.field] = try await notice.promise()
            } catch let refused as DossierRefused where refused.wantsEmailCode && said["email_code"] == nil {
                // Another address is confirmed by a code of its own.
                fields["email_code"] = try await calls.emailCode(
                    to: said["email"] ?? Self.value(of: "email", in: dossier), isSilent: global.json)
            }
        }
    }

    // MARK: - Pictures and the code

    /// Brings the files that were named, and asks for those that are wanted and not there.
    private func bring(
        _ files: [String: PictureFile], to dossier: IdentityV1.Dossier, wanted: [String], _ calls: DossierCalls,
        isCorrection: Bool = false
    ) async throws {
        if let stranger = files.keys.sorted().first(where: { !dossier.openSlots.contains($0) }) {
            throw Failure.refused(
                "no picture \"\(stranger)\" is asked for now",
                advice: "Asked for: \((isCorrection ? dossier.openSlots : wanted).joined(separator: ", ")).")
        }
        let there = isCorrection ? [] : Set(dossier.documents.map(\.slot))
        let lacking = wanted.filter { files[$0] == nil && !there.contains($0) }
        guard Terminal.isThere || lacking.isEmpty else {
            let lines = lacking.map { "--picture \($0)=FILE: \(DossierWords.picture($0))" }
            throw Failure.refused("pictures are missing", advice: lines.joined(separator: "\n       "))
        }
        try await ConsentEntry(calls, isGiven: consent, isSilent: global.json).ask(for: Array(files.keys) + lacking)
        for (slot, file) in files.sorted(by: { $0.key < $1.key }) {
            try await calls.upload(file, to: slot, of: dossier.id)
            say("brought  \(slot)")
        }
        for slot in lacking {
            let path = try Terminal.line("file with the \(DossierWords.picture(slot)): ")
            try await calls.upload(try PictureFile(Self.trimmed(path)), to: slot, of: dossier.id)
            say("brought  \(slot)")
        }
    }

    /// Hands in; where the dossier's number must be shown to be its holder's, with a code that is sent there.
    private func withCode(
        to mobile: String, _ calls: DossierCalls, _ handIn: (String) async throws -> IdentityV1.Dossier
    ) async throws -> IdentityV1.Dossier {
        do {
            return try await handIn(code ?? "")
        } catch let refused as DossierRefused where refused.wantsCode && code == nil {
            let code = try await OneTimeCodeEntry(calls.identity, isSilent: global.json)
                .code(for: .verifyMobile, to: mobile)
            return try await handIn(code)
        }
    }

    // MARK: - What came of it

    private func show(_ dossier: IdentityV1.Dossier?, _ calls: DossierCalls) async throws {
        let verification = try await calls.ownAccount().verification
        let output = Console.standardOutput
        guard !global.json else {
            output.json(
                Line(
                    dossier: dossier?.id ?? "", authority: authority.rawValue, state: dossier?.state.word ?? "none",
                    deadline: dossier?.deadline ?? "", reason: dossier?.reason ?? "", named: dossier?.named ?? [],
                    verified: dossier?.state == .approved || verification == .verified))
            return
        }
        guard let dossier else {
            output.line("no dossier at \(authority.rawValue)")
            output.line("Begin one: colophon verify-identity")
            return
        }
        output.line("\(output.paint(dossier.state.word, .green))  \(dossier.id), at \(authority.rawValue)")
        if !dossier.reason.isEmpty { output.line("  reason  \(dossier.reason)") }
        switch dossier.state {
        case .inReview:
            let day = dossier.deadline + (dossier.deadlineCertain ? "" : " or later, for not all holidays are known")
            output.line("Staff decide until \(day). How it stands: colophon verify-identity --status")
        case .correctionDue:
            output.line("  named   \(dossier.named.joined(separator: ", "))")
            output.line("Correct it: colophon verify-identity --set FIELD=VALUE --picture SLOT=FILE")
        case .approved:
            output.line("Verified. Seal something: colophon seal FILE")
        case .draft:
            output.line("Go on with it: colophon verify-identity")
        case .failed, .withdrawn:
            output.line("Begin another: colophon verify-identity")
        case .unspecified, .unrecognized: break
        }
    }

    private func say(_ words: String) {
        if !global.json { Console.standardError.line(words) }
    }

    private static func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
