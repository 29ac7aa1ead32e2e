import Foundation
import MeshTestKit
import Testing

/// The verifier page in headless Chromium, driven through its file inputs and buttons by `verifypage.py`.
enum Browser {
    /// One thing to do on the page; `verifypage.py` says what each field means.
    struct Case: Encodable {
        var name: String
        var page: String?
        var bundle: String?
        var file: String?
        var trust: String?
        var then: String?
        var language: String?
        var toggle: Bool?
        var width: Int?
        var host: String?
        var cancel: Bool?
        var memory: Bool?
        var screenshot: String?
        var flips: Flips?
        var evaluate: String?
    }

    struct Flips: Encodable {
        var bundle: String
        var file: String
        var trust: String
        var positions: [Int]?
    }

    /// What the page showed.
    struct Answer: Decodable {
        let name: String
        /// Errors and warnings in the console.
        let said: [String]
        /// Addresses asked for beside the page itself.
        let asked: [String]
        let verdict: String?
        let code: String?
        let steps: [String: String]?
        let order: [String]?
        let codes: [String]?
        let facts: [String: String]?
        let status: String?
        let text: String?
        let language: String?
        let overflow: Int?
        let growth: Int?
        let reports: Int?
        let survivors: [Int]?
        let seen: Int?
        let value: String?

        /// The names of the steps that failed or could not be tried.
        var failed: Set<String> { Set((steps ?? [:]).filter { ["fail", "skip"].contains($0.value) }.keys) }
    }

    private struct Plan: Encodable {
        let page: String
        let seconds: Int
        let cases: [Case]
    }

    /// Answers in the order of `cases`, from one browser. `page` is the committed one unless said otherwise.
    static func run(_ cases: [Case], page: String? = nil, in folder: TemporaryFolder) async throws -> [Answer] {
        let plan = Plan(page: page ?? Self.page, seconds: 240, cases: cases)
        try WholeFile.replace(folder.file("plan.json"), with: JSONEncoder().encode(plan))
        let program = try await FinishedProgram(
            ["python3", driver, folder.file("plan.json")], environment: ["TMPDIR": folder.path], logs: folder.path)
        try #require(program.exit == .code(0), "\(program.errors)")
        let answers = try program.output.split(separator: "\n").map {
            try JSONDecoder().decode(Answer.self, from: Data($0.utf8))
        }
        try #require(answers.map(\.name) == cases.map(\.name))
        return answers
    }

    /// The committed page.
    static var page: String { root("Services/Evidence/Pages/verify.html") }
    private static var driver: String { root("Tests/MeshTestKit/Browser/verifypage.py") }

    static func root(_ path: String, file: String = #filePath) -> String {
        file.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/") + "/" + path
    }
}
