import ArgumentParser
import MeshAPI

/// Shows a dossier as it was written.
struct StaffShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a dossier that was claimed, as it was written. That it was is kept.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "The dossier's id.")
    var dossier: String

    private struct Line: Encodable {
        struct Picture: Encodable {
            let id: String
            let slot: String
        }
        let dossier: QueuedLine
        let fields: [String: String]
        let pictures: [Picture]
        let unchecked: [String]
        let notes: [String: String]
        let checklist: [Point]
        let threeFactor: String

        struct Point: Encodable {
            let slot: String
            let point: String
            let text: String
        }

        enum CodingKeys: String, CodingKey {
            case dossier, fields, pictures, unchecked, notes, checklist
            case threeFactor = "three_factor"
        }
    }

    func run() async throws {
        let shown = try await StaffDesk(global, peer).run { client, options in
            try await client.getDossierForReview(
                IdentityV1.GetDossierForReviewRequest(dossier: dossier), options: options)
        }
        let output = Console.standardOutput
        let queued = QueuedLine(shown.dossier ?? IdentityV1.QueuedDossier())
        guard !global.json else {
            output.json(
                Line(
                    dossier: queued,
                    fields: Dictionary(shown.entries.map { ($0.field, $0.value) }, uniquingKeysWith: { $1 }),
                    pictures: shown.documents.map { Line.Picture(id: $0.id, slot: $0.slot) },
                    unchecked: shown.unchecked,
                    notes: Dictionary(shown.notes.map { ($0.field, $0.note) }, uniquingKeysWith: { $1 }),
                    checklist: shown.checklist.map { Line.Point(slot: $0.slot, point: $0.point, text: $0.textZh) },
                    threeFactor: ThreeFactorWords.of(shown.threeFactor)))
            return
        }
        queued.show(asJSON: false)
        let standing =
            shown.holderVersion == 0
            ? "nobody was verified before" : "verified before, version \(shown.holderVersion)"
        output.line("  \(queued.account), round \(queued.round), \(standing)")
        var fields = Table([("field", .left), ("value", .left)])
        for entry in shown.entries { fields.add([entry.field, entry.value]) }
        for line in fields.lines() { output.line("  \(line)") }
        output.line("  name, number and mobile: \(ThreeFactorWords.of(shown.threeFactor))")
        let noted = Set(shown.notes.map(\.field))
        for field in shown.unchecked where !noted.contains(field) {
            output.line("  \(field) could not be checked here")
        }
        for note in shown.notes { output.line("  \(note.field) \(note.message)") }
        for picture in shown.documents {
            output.line(
                "  \(picture.id)  \(picture.slot), \(picture.mediaType), \(picture.width)×\(picture.height), "
                    + Quantity.bytes(picture.size))
        }
        for point in shown.checklist {
            output.line("  look at \(point.slot): \(point.textZh); \(point.textEn)")
        }
        output.line("Pictures: colophon staff picture ID FILE. Then: colophon staff approve, or refuse.")
    }
}
