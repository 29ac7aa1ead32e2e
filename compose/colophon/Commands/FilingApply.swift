import ArgumentParser
import MeshAPI
import MeshKernel

/// Applies for a filing over items of one project.
struct FilingApply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "apply", abstract: "File sealed items of one project.")

    /// What the items show.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case design
        case product
    }

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: PeerOptions

    @Option(help: "Title or id of the project.")
    var project: String

    @Option(help: "design (a design drawing) or product (pictures of the thing itself).")
    var kind: Kind

    @Option(help: "Who stores it.")
    var storer: String

    @Option(help: "What is filed.")
    var content: String

    @Option(help: "Time of first publication in UTC, YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ; default: now.")
    var at: String?

    @Option(help: "Who shall time it; default: the supplier of the earliest item's credit.")
    var supplier = ""

    @Argument(help: "Ids of the items, 1 to 64.")
    var evidence: [String]

    func run() async throws {
        let stated = try at.map(Self.moment) ?? SystemTime().wall()
        let calls = try EvidenceCalls(global, peer)
        let id = try await calls.project(named: project).id
        let request = EvidenceV1.ApplyFilingRequest(
            project: id, evidence: evidence, kind: kind == .design ? .designDrawing : .productPicture, storer: storer,
            content: content,
            statedAt: GoogleProtobuf.Timestamp(
                seconds: stated.milliseconds / 1_000, nanos: Int32(stated.milliseconds % 1_000) * 1_000_000),
            supplier: supplier)
        let filing = try await calls.run { client, options in
            try await EvidenceV1.FilingsClient(client).applyFiling(request, options: options)
        }
        FilingList.show([filing], asJSON: global.json)
    }

    private static func moment(_ text: String) throws(Failure) -> WallTime {
        let numbers = text.split { !$0.isNumber }.compactMap { Int64($0) }
        let hasForm =
            text.wholeMatch(of: #/\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?/#) != nil && [3, 6].contains(numbers.count)
        guard hasForm, let day = CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]), day.year >= 1970
        else {
            throw .refused("--at \(text) is not a time", advice: "Write 2026-01-31 or 2026-01-31T08:00:00Z.")
        }
        let ofDay = numbers.count == 6 ? Array(numbers[3...]) : [0, 0, 0]
        guard ofDay[0] < 24, ofDay[1] < 60, ofDay[2] < 60 else {
            throw .refused("--at \(text) is not a time", advice: "Write 2026-01-31 or 2026-01-31T08:00:00Z.")
        }
        let seconds = day.daysSinceEpoch * 86_400 + ofDay[0] * 3_600 + ofDay[1] * 60 + ofDay[2]
        return WallTime(milliseconds: seconds * 1_000)
    }
}
