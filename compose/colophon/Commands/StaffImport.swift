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
        let (outcomes, failure) = await Self.outcomes(of: rows) { some in
            try await calls.run { client, options in
                try await IdentityV1.ImportsClient(client).importAccounts(
                    IdentityV1.ImportAccountsRequest(rows: some, authority: authority.wire), options: options)
            }.outcomes
        }
        let lines = outcomes.map { Line($0) }
        // What has been imported is said whatever became of the rest.
        if failure == nil || !lines.isEmpty { show(lines) }
        if let failure { throw failure }
        let refused = lines.count { $0.outcome == "refused" }
        guard refused == 0 else {
            throw Failure.refused(
                "not imported: \(refused) of \(lines.count) rows",
                advice: "Correct them, and import the file again: what is there stays as it is.")
        }
    }

    /// Imports rows call by call; what came of them, and what ended it before the last.
    static func outcomes(
        of rows: [IdentityV1.ImportRow], _ call: ([IdentityV1.ImportRow]) async throws -> [IdentityV1.ImportOutcome]
    ) async -> ([IdentityV1.ImportOutcome], (any Error)?) {
        var outcomes: [IdentityV1.ImportOutcome] = []
        for start in stride(from: 0, to: rows.count, by: rowsPerCall) {
            do {
                outcomes += try await call(Array(rows[start..<min(start + rowsPerCall, rows.count)]))
            } catch let failure as Failure where start > 0 {
                let told = Failure(
                    kind: failure.kind, summary: "after \(start) rows: \(failure.summary)",
                    advice: Failure.lines([failure.advice, "Import the same file again: what is there stays as it is."])
                )
                return (outcomes, told)
            } catch {
                return (outcomes, error)
            }
        }
        return (outcomes, nil)
    }

    private func show(_ lines: [Line]) {
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
    }

    /// The rows of a file; every line that is none is refused by its number before anything is imported.
    static func rows(of file: String) throws(Failure) -> [IdentityV1.ImportRow] {
        let bytes: [UInt8]
        do throws(CryptoError) {
            bytes = try FileBytes.read(file, limitBytes: fileBytesMax)
        } catch .missing {
            throw .refused("\(file) is not there")
        } catch .tooLarge {
            throw .refused("\(file) is longer than 16 MiB", advice: "Split it.")
        } catch {
            throw .refused("\(error)")
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
