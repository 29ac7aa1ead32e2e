import MeshTestKit
import Notify
import Testing

/// `Golden/rendered.txt` has what every template says, as people read it: one part for each version and language.
@Suite("What every template says", .timeLimit(.minutes(5)))
struct RenderedTemplateTests {
    /// One version of a template in one language.
    struct Wording: Sendable, CustomTestStringConvertible {
        let template: Template
        let language: Language

        var testDescription: String { heading }
        var heading: String { "== \(template.name.rawValue) \(template.version) \(language.rawValue)" }

        /// Heading, short message, letter, and the message centre where that says anything else.
        func text(from sender: SenderName) throws -> String {
            let data = template.sampleData()
            let sms = try template.rendered(with: data, in: language, for: .sms, sender: sender)
            let letter = try template.rendered(with: data, in: language, for: .email, sender: sender)
            let entry = try template.rendered(with: data, in: language, for: .inApp, sender: sender)
            let call = try template.rendered(with: data, in: language, for: .webhook, sender: sender)
            var lines = [heading, "sms: \(sms.text)", "subject: \(letter.title)"]
            lines += letter.text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
            if entry != letter { lines += ["in-app: \(entry.title)", "  \(entry.text)"] }
            if call != letter { lines += ["webhook: \(call.title)", "  \(call.text)"] }
            return lines.map { $0 + "\n" }.joined()
        }
    }

    static let wordings: [Wording] = TemplateCatalogue.all
        .sorted { ($0.name.rawValue, $0.version) < ($1.name.rawValue, $1.version) }
        .flatMap { template in Language.allCases.map { Wording(template: template, language: $0) } }

    private let sender = SenderName("版证通")

    /// The file's parts by their headings.
    private static let golden: [String: String] = {
        guard let text = try? WholeFile.text(Golden.path("rendered.txt")) else { return [:] }
        var parts: [String: String] = [:]
        var heading = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("== ") { heading = String(line) }
            parts[heading, default: ""] += line + "\n"
        }
        // A part ends with an empty line.
        return parts.mapValues { $0.hasSuffix("\n\n") ? String($0.dropLast()) : $0 }
    }()

    @Test("renders over every channel as the file has it", arguments: wordings)
    func renders(wording: Wording) throws {
        let text = try wording.text(from: #require(sender))
        #expect(!text.contains("{") && !text.contains("}"))
        guard !Golden.isWriting else { return }
        #expect(Self.golden[wording.heading] == text, "Golden.swift says how the file is written")
    }

    @Test("the file has every template, and nothing else")
    func file() throws {
        let sender = try #require(sender)
        let whole = try Self.wordings.map { try $0.text(from: sender) }.joined(separator: "\n")
        try Golden.compare(Array(whole.utf8), with: "rendered.txt")
    }
}
