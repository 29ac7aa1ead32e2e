import MeshKernel
import Notify
import Testing

@Suite("Letters", .timeLimit(.minutes(5)))
struct LetterTests {
    private func letter(_ title: String, _ text: String) throws -> [String] {
        let now = WallTime(milliseconds: 1_795_406_400_000)
        let letter = Letter(
            id: Identifier(kind: .message, time: now, random: [UInt8](repeating: 7, count: 10)),
            from: try #require(Address(email: "notify@colophon.example")), name: "版证通",
            to: try #require(Address(email: "a@example.com")), at: now,
            content: RenderedMessage(title: title, text: text))
        let whole = String(decoding: letter.bytes, as: UTF8.self)
        #expect(letter.bytes.allSatisfy { $0 < 0x80 })
        return whole.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test("a letter says when, from whom, to whom, and what, in lines that every server takes")
    func whole() throws {
        let lines = try letter("存证完成", "第一行\n第二行")
        #expect(lines.contains("Date: Mon, 23 Nov 2026 04:00:00 +0000"))
        #expect(lines.contains("To: <a@example.com>"))
        #expect(lines.contains("Subject: =?utf-8?B?5a2Y6K+B5a6M5oiQ?="))
        #expect(lines.allSatisfy { $0.utf8.count <= 78 || $0.hasPrefix("Message-ID") })
        let blank = try #require(lines.firstIndex(of: ""))
        let body = try #require(Base64.decode(lines[(blank + 1)...].joined()))
        #expect(String(decoding: body, as: UTF8.self) == "第一行\r\n第二行")
    }

    @Test("a long subject is folded between characters, and no subject makes a header")
    func folded() throws {
        let long = String(repeating: "长", count: 100)
        let lines = try letter(long, "x")
        let start = try #require(lines.firstIndex { $0.hasPrefix("Subject: ") })
        let words =
            ([lines[start].dropFirst(9)] + lines[(start + 1)...].prefix { $0.hasPrefix(" ") }.map { $0.dropFirst() })
        let text = try words.map { word in
            String(decoding: try #require(Base64.decode(word.dropFirst(10).dropLast(2))), as: UTF8.self)
        }.joined()
        #expect(text == long && words.allSatisfy { $0.utf8.count <= 75 })
        let evil = try letter("x\r\nBcc: b@example.com", "y\r\n.\r\nQUIT")
        #expect(!evil.contains { $0.hasPrefix("Bcc") || $0 == "." || $0 == "QUIT" })
    }
}
