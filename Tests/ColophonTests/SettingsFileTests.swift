import MeshAPI
import Testing

@testable import colophon

@Suite("A file of copyright settings", .timeLimit(.minutes(5)))
struct SettingsFileTests {
    @Test("fields are the message's, words of lists are written small, numbers stay texts")
    func whole() throws {
        let settings = try SettingsFile.parse(
            """
            category: F
            nature: original
            rights_scope: selected
            rights: [reproduction, network-dissemination]
            completed_on: 2024-02-29
            completed_at: { country: CN, province: 河南省 }
            training_use: opted out
            owners:
              - name: 张三
                kind: person
                document_kind: DOCUMENT_KIND_PASSPORT
                document_number: 012345678
            explanation: { purpose: "for \\"us\\"" }
            """, path: "settings.yaml")
        #expect(settings.category == "F" && settings.nature == .original && settings.rightsScope == .selected)
        #expect(settings.rights == [.reproduction, .networkDissemination] && settings.trainingUse == .optedOut)
        #expect(settings.completedOn == "2024-02-29" && settings.completedAt?.province == "河南省")
        #expect(settings.owners.first?.documentKind == .passport)
        #expect(settings.owners.first?.documentNumber == "012345678")
        #expect(settings.explanation?.purpose == "for \"us\"")
    }

    @Test(
        "what is not a mapping of known fields and words is refused with the file's name",
        arguments: ["- a", "colour: red", "nature: unheard", "owners: none", "a: [", "", "x: &a 1\ny: *a"])
    func wrong(text: String) {
        let failure = #expect(throws: Failure.self) { try SettingsFile.parse(text, path: "settings.yaml") }
        #expect(failure?.kind == .inputRefused && failure?.summary.contains("settings.yaml") == true)
    }
}
