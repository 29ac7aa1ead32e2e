import ArgumentParser
import MeshAPI
import MeshRPC

/// Shows what was done to accounts, or checks that all of it stands as it was written.
struct StaffAudit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Show what was done to accounts, the newest first; or check that nothing of it was changed.",
        discussion: """
            Needs the role auditor. Records hold identifiers, and nothing of whom they are; every look is a record of its \
            own. With --check every record is held against the one before it: exit code 1 when one is not what was written.

            Example: colophon staff audit --account acc_01a20562-09ef-7d7b-adf3-37ef7cbee838 --count 20
            """)

    /// How long a check may take: some ten million records.
    private static let checkLimit = Duration.seconds(1_800)
    private static let countMax = 10_000
    private static let pageRows = 200

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Flag(help: "Check the whole audit instead.")
    var check = false

    @Option(help: "Only what was done to this account.")
    var account: String?

    @Option(help: "How many records, 1 to 10000.")
    var count = 50

    func validate() throws {
        guard (1...Self.countMax).contains(count) else {
            throw ValidationError("--count is from 1 to \(Self.countMax).")
        }
        guard !check || account == nil else { throw ValidationError("--check follows all of it: leave --account out.") }
    }

    private struct Line: Encodable {
        let record: Int64
        let at: String
        let account: String
        let actor: String
        let action: String
        let object: String

        init(_ record: IdentityV1.AuditRecord) {
            self.record = record.position
            at = Quantity.moment(record.at)
            account = record.account
            actor = record.actor
            action = record.action
            object = record.object
        }

        var words: String {
            PlainText.line("\(at), \(action) by \(actor), of \(account)\(object.isEmpty ? "" : ", \(object)")")
        }
    }

    private struct Verdict: Encodable {
        let intact: Bool
        let records: Int64
        let broken: Line?
    }

    func run() async throws {
        let desk = try StaffDesk(global, peer)
        if check { try await follow(desk) } else { try await list(desk) }
    }

    private func list(_ desk: StaffDesk) async throws {
        var table = Table([
            ("record", .right), ("at", .left), ("what", .left), ("by", .left), ("account", .left), ("on", .left),
        ])
        var token = ""
        var left = count
        repeat {
            let size = UInt32(min(left, Self.pageRows))
            let page = try await desk.call(meaning: Self.failure) { [token] client, options in
                try await IdentityV1.AuditClient(client).listAudit(
                    IdentityV1.ListAuditRequest(account: account ?? "", pageSize: size, pageToken: token),
                    options: options)
            }
            for line in page.records.map({ Line($0) }) {
                if global.json { Console.standardOutput.json(line) }
                table.add([
                    "\(line.record)", line.at, PlainText.line(line.action), PlainText.line(line.actor),
                    PlainText.line(line.account), PlainText.line(line.object),
                ])
            }
            left -= page.records.count
            token = page.nextPageToken
        } while !token.isEmpty && left > 0
        guard !global.json else { return }
        for line in table.lines() { Console.standardOutput.line(line) }
    }

    private func follow(_ desk: StaffDesk) async throws {
        let found = try await desk.call(meaning: Self.failure) { client, options in
            var options = options
            options.timeout = Self.checkLimit
            return try await IdentityV1.AuditClient(client).checkAudit(
                IdentityV1.CheckAuditRequest(), options: options)
        }
        let verdict = Verdict(intact: found.intact, records: found.records, broken: found.broken.map { Line($0) })
        let output = Console.standardOutput
        if global.json {
            output.json(verdict)
        } else if verdict.intact {
            output.line("\(output.paint("intact", .green))  \(verdict.records) records, each as it was written")
        } else {
            output.line(
                "\(output.paint("broken", .red))  record \(verdict.records); the \(verdict.records) before it hold")
            output.line(
                "  there stands  \(verdict.broken?.words ?? "nothing: it is missing, or the count of records is")")
        }
        guard verdict.intact else {
            throw Failure.proof(
                "the audit is not what was written, from record \(verdict.records) on",
                advice: "Stop identity, keep its store as it is, and compare it with a backup from before.")
        }
    }

    /// What a refusal means; nil for one that others say as well.
    private static func failure(of error: RPCError) -> Failure? {
        switch error.reason?.reason {
        case "AUDIT_BROKEN":
            .refused(
                "the end of the audit is not what was written, so that no look at it can be kept, and none is given",
                advice: "See where: colophon staff audit --check")
        case "INVALID_FIELDS":
            .refused(
                "--account: this is not the id of an account (acc_ and a UUIDv7)",
                advice: "Whoever has one sees it: colophon whoami")
        default: nil
        }
    }
}
