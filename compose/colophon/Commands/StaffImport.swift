import ArgumentParser
import FoundationEssentials
import MeshAPI
import MeshCrypto
import MeshRPC

/// Brings accounts over from an older system.
struct StaffImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Bring accounts over from an older system, from a file.",
        discussion: """
            One JSON object a line: what the older system calls the account, its mobile number and, where there is one, its \
            user name. Passwords are not taken over: whoever comes signs in with a code and completes the account. A row \
            that was imported before stays as it is, so that the same file can be imported again.

            Example: echo '{"reference": "old-17", "mobile": "13800138000", "user_name": "fox_moon"}' > accounts.jsonl; \
            colophon staff import --authority henan accounts.jsonl
            """)

    private static let fileBytesMax = 16_777_216
    private static let rowsPerCall = 200
    private static let keys: Set = ["reference", "mobile", "user_name"]

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Option(help: "Where the accounts are to be verified: platform, henan or cpcc.")
    var authority = AuthorityWord.platform

    @Argument(help: "The file.", completion: .file())
    var file: String

    private struct Line: Encodable {
        let reference: String
        let account: String
        /// "imported", "there before" or "refused".
        let outcome: String
        let reason: String
        let faults: [String]

        init(_ outcome: IdentityV1.ImportOutcome) {
            reference = outcome.reference
            account = outcome.account
            self.outcome = outcome.account.isEmpty ? "refused" : outcome.wasThere ? "there before" : "imported"
            reason = outcome.reason
            faults = outcome.faults.map { "\($0.field) \($0.message)" }
        }

        /// Why the row does not pass.
        var words: String {
            switch reason {
            case "MOBILE_TAKEN": "the mobile number has an account"
            case "USER_NAME_TAKEN": "the user name is taken"
            case "ERASED": "its owner had the account erased"
            case "INVALID_FIELDS": faults.joined(separator: "; ")
            default: reason
            }
        }
    }

    func run() async throws {
        let rows = try Self.rows(of: file)
        let calls = try IdentityCalls(MeshAccess(folder: global.folder, meshPath: peer.mesh))
        var lines: [Line] = []
        for start in stride(from: 0, to: rows.count, by: Self.rowsPerCall) {
            let some = Array(rows[start..<min(start + Self.rowsPerCall, rows.count)])
            do {
                let answer = try await calls.run { client, options in
                    try await IdentityV1.ImportsClient(client).importAccounts(
                        IdentityV1.ImportAccountsRequest(rows: some, authority: authority.wire), options: options)
                }
                lines += answer.outcomes.map { Line($0) }
            } catch let failure as Failure where start > 0 {
                throw Failure(
                    kind: failure.kind, summary: "after \(start) rows: \(failure.summary)",
                    advice: Failure.lines([failure.advice, "Import the same file again: what is there stays as it is."])
                )
            }
        }
        try show(lines)
    }

    private func show(_ lines: [Line]) throws(Failure) {
        let output = Console.standardOutput
        let refused = lines.filter { $0.outcome == "refused" }
        if global.json {
            for line in lines { output.json(line) }
        } else {
            let there = lines.count { $0.outcome == "there before" }
            let before = there == 0 ? "" : ", \(there) there before"
            let new = lines.count - there - refused.count
            output.line("\(output.paint("imported", .green))  \(new) \(new == 1 ? "account" : "accounts")\(before)")
            for line in refused { output.line("  refused  \(PlainText.line(line.reference)): \(line.words)") }
            output.line(
                "Their owners come with a code: colophon login NUMBER --by-code. Then: colophon account complete")
        }
        guard refused.isEmpty else {
            throw .refused(
                "not imported: \(refused.count) of \(lines.count) rows",
                advice: "Correct them, and import the file again: what is there stays as it is.")
        }
    }

    /// The rows of a file; every line that is none is refused by its number before anything is imported.
    static func rows(of file: String) throws(Failure) -> [IdentityV1.ImportRow] {
        let bytes: [UInt8]
        do throws(CryptoError) {
            bytes = try FileBytes.read(file, limitBytes: fileBytesMax)
        } catch {
            throw .refused("\(error)", advice: "A file has at most 16 MiB; split a longer one.")
        }
        var rows: [IdentityV1.ImportRow] = []
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() where line.contains(where: { $0 != 32 && $0 != 13 && $0 != 9 }) {
            guard let values = try? JSONDecoder().decode([String: String].self, from: Data(line)),
                let reference = values["reference"], let mobile = values["mobile"],
                values.keys.allSatisfy({ keys.contains($0) })
            else {
                throw .refused(
                    "\(file), line \(number + 1): this is no row",
                    advice: #"A row is e.g. {"reference": "old-17", "mobile": "13800138000", "user_name": "fox_moon"}"#)
            }
            rows.append(
                IdentityV1.ImportRow(reference: reference, mobile: mobile, userName: values["user_name"] ?? ""))
        }
        guard !rows.isEmpty else { throw .refused("\(file) has no rows") }
        return rows
    }
}
