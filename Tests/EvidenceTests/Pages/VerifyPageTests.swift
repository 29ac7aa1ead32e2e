import Evidence
import Foundation
import MeshCrypto
import MeshKernel
import MeshTestKit
import Testing

@Suite("The verifier page as the service carries it", .timeLimit(.minutes(5)))
struct VerifyPageTests {
    private func committed() throws -> String { try WholeFile.text(Browser.page) }

    @Test("it is the committed page; embed.py beside it makes the Swift file")
    func embedded() throws {
        let isSame = try VerifyPage.html() == Array(committed().utf8)
        #expect(isSame, "run python3 Services/Evidence/Pages/embed.py")
    }

    @Test("its policy allows its own script and style by their digests, and nothing else")
    func policy() throws {
        let html = try committed()
        func content(_ element: String) throws -> String {
            let parts = html.components(separatedBy: "</\(element)>")
            try #require(parts.count == 2, "one \(element)")
            let start = try #require(parts[0].range(of: "<\(element)", options: .backwards)).upperBound
            return String(parts[0][try #require(parts[0][start...].firstIndex(of: ">"))...].dropFirst())
        }
        let script = Base64.encode(Digest.sha256(Array(try content("script").utf8)))
        let style = Base64.encode(Digest.sha256(Array(try content("style").utf8)))
        let policy =
            "default-src 'none'; script-src 'sha256-\(script)'; style-src 'sha256-\(style)'; img-src data:; "
            + "worker-src blob:; connect-src 'none'; base-uri 'none'; form-action 'none'"
        let isThere = html.contains("<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">")
        #expect(isThere, "run python3 Services/Evidence/Pages/embed.py")
        let strangers = ["http://", "https://", "src=\"", "@import", "url(", "eval(", "innerHTML", "new Function"]
        #expect(strangers.filter { html.contains($0) } == [])
    }

    @Test("a log's key goes into the one place for it, whatever its name holds")
    func logKey() throws {
        let html = try committed()
        let places = html.components(separatedBy: "{{LOG_KEY}}").count - 1
        #expect(places == 1)
        let key = try #require(SigningKey(seed: [UInt8](repeating: 3, count: 32)))
        let named = try #require(NoteKey(name: "a\"><script>'&", key: key.publicKey))
        let served = String(decoding: VerifyPage.html(logKey: named), as: UTF8.self)
        let isEscaped = served.contains("<meta name=\"log-key\" content=\"a&quot;&gt;&lt;script&gt;'&amp;+")
        #expect(isEscaped && served.firstRange(of: "{{LOG_KEY}}") == nil)
        let plain = try #require(NoteKey(name: "log.example", key: key.publicKey))
        let expected = html.replacingOccurrences(of: "{{LOG_KEY}}", with: plain.line)
        let isSame = VerifyPage.html(logKey: plain) == Array(expected.utf8)
        #expect(isSame)
    }
}
