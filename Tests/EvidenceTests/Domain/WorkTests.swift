import Evidence
import MeshCrypto
import MeshKernel
import MeshTestKit
import Testing

@Suite("Works", .timeLimit(.minutes(5)))
struct WorkTests {
    private let time = WallTime(milliseconds: 1_767_225_600_123)

    private func leaf() throws -> Leaf {
        func hash(_ byte: UInt8) throws -> TreeHash { try #require(TreeHash([UInt8](repeating: byte, count: 32))) }
        return Leaf(
            kind: .work, acceptedMilliseconds: 0x0102_0304_0506_0708, workCommit: try hash(0xA1),
            chainID: try #require(ChainID([UInt8](repeating: 0xB2, count: 16))), sequence: 0x1112_1314_1516_1718,
            previousLeafHash: try hash(0xC3), metaCommit: try hash(0xD4), tokenHash: try hash(0xE5))
    }

    @Test("a leaf is these 182 bytes, for ever")
    func leafBytes() throws {
        let expected =
            "636f6c6f70686f6e2f65766964656e63652f763100" + "01" + "0102030405060708"
            + String(repeating: "a1", count: 32) + String(repeating: "b2", count: 16) + "1112131415161718"
            + String(repeating: "c3", count: 32) + String(repeating: "d4", count: 32)
            + String(repeating: "e5", count: 32)
        let leaf = try leaf()
        #expect(Hexadecimal.encode(leaf.encoded) == expected)
        #expect(leaf.encoded.count == 182)
        #expect(Leaf(decoding: leaf.encoded) == leaf)
    }

    @Test("a leaf of another length, tag or kind is none")
    func badLeaves() throws {
        let bytes = try leaf().encoded
        #expect(Leaf(decoding: Array(bytes.dropLast())) == nil)
        #expect(Leaf(decoding: bytes + [0]) == nil)
        for position in 0..<21 {
            var changed = bytes
            changed[position] ^= 1
            #expect(Leaf(decoding: changed) == nil)
        }
        for kind: UInt8 in [0, 5, 255] {
            var changed = bytes
            changed[21] = kind
            #expect(Leaf(decoding: changed) == nil)
        }
        #expect(LeafKind.allCases.map(\.rawValue) == [1, 2, 3, 4])
    }

    @Test("an evidence number has 65 random bits, reads as people write it, and notices wrong and swapped characters")
    func numbers() throws {
        let random = SeededRandom(seed: 5)
        for _ in 0..<200 {
            let number = EvidenceNumber(at: time, random: random)
            let text = number.description
            #expect(text.hasPrefix("EV-2026-") && text.utf8.count == 25)
            #expect(EvidenceNumber(text) == number)
            #expect(EvidenceNumber(text.lowercased()) == number)
            #expect(EvidenceNumber(text.replacing("-", with: "")) == number)
            let misread = String(text.dropFirst(8)).replacing("0", with: "O").replacing("1", with: "l")
            #expect(EvidenceNumber("ev-2026-" + misread) == number)
            let characters = Array(text.dropFirst(8))
            for place in characters.indices where characters[place] != "-" {
                for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" where other != characters[place] {
                    var wrong = characters
                    wrong[place] = other
                    #expect(EvidenceNumber("EV-2026-" + String(wrong)) == nil)
                }
                let next = place + 1
                guard next < characters.count, characters[next] != "-", characters[next] != characters[place] else {
                    continue
                }
                var swapped = characters
                swapped.swapAt(place, next)
                #expect(EvidenceNumber("EV-2026-" + String(swapped)) == nil)
            }
            #expect(EvidenceNumber(text.replacing("2026", with: "2027")) == nil)
        }
    }

    @Test(
        "what is no number is nil",
        arguments: ["", "EV", "EV-2026-", "EV-2026-UUUUU-UUUUU-UUUUU", "XX-2026-00000-00000-00000"])
    func noNumbers(text: String) {
        #expect(EvidenceNumber(text) == nil)
    }

    @Test(
        "names that are none are refused for what is wrong with them",
        arguments: [
            ("", .empty), (".", .reserved), ("..", .reserved), ("a/b", .folder), ("a\\b", .folder),
            ("a\nb", .controlCharacter),
            ("a\u{0}", .controlCharacter), ("a\u{202E}b", .controlCharacter), ("a\u{7F}", .controlCharacter),
            (String(repeating: "字", count: 86), .tooLong),
        ] as [(String, FileName.Fault)])
    func badNames(name: String, fault: FileName.Fault) {
        #expect(throws: EvidenceError.invalidName(fault)) { try FileName(name) }
    }

    @Test("names of other scripts, with spaces, dots, emoji, and of 255 bytes are names")
    func goodNames() throws {
        for name in ["初稿 v1.2.psd", "...", ".hidden", "👩‍🎨.png", "a", String(repeating: "字", count: 85)] {
            #expect(try FileName(name).description == name)
        }
    }

    @Test("titles have 1 to 200 characters that show")
    func titles() throws {
        #expect(throws: EvidenceError.invalidTitle(.empty)) { try ProjectTitle("") }
        #expect(throws: EvidenceError.invalidTitle(.empty)) { try ProjectTitle(" \u{3000}") }
        #expect(throws: EvidenceError.invalidTitle(.tooLong)) { try ProjectTitle(String(repeating: "a", count: 201)) }
        #expect(throws: EvidenceError.invalidTitle(.controlCharacter)) { try ProjectTitle("a\tb") }
        #expect(try ProjectTitle(String(repeating: "作", count: 200)).description.count == 200)
    }

    @Test("media types are two restricted names")
    func mediaTypes() throws {
        #expect(try MediaType("").description == "application/octet-stream")
        #expect(try MediaType("Image/PNG").description == "image/png")
        #expect(try MediaType("application/vnd.oasis.opendocument.text+xml").description.hasSuffix("text+xml"))
        for text in ["a", "a/", "/a", "a/b/c", "a /b", "a/b; charset=x", "ä/b", "-a/b"] {
            #expect(throws: EvidenceError.invalidMediaType) { try MediaType(text) }
        }
    }

    private func metadata() throws -> WorkMetadata {
        WorkMetadata(
            number: EvidenceNumber(at: time, random: SeededRandom(seed: 1)), name: try FileName("a \"b\" 初稿.txt"),
            size: 42,
            mediaType: try MediaType("text/plain"), mode: .bytes, sm3: [UInt8](repeating: 3, count: 32),
            projectTitle: try ProjectTitle("A project"), authority: .platform,
            holder: WorkMetadata.Holder(account: "acc_1", verification: .unverified))
    }

    @Test("metadata has one encoding, and every other is refused")
    func metadataBytes() throws {
        let metadata = try metadata()
        let bytes = metadata.encoded
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "{\"format\":\"colophon/meta/v1\",\"number\":\"\(metadata.number)\",\"name\":\"a \\\"b\\\" 初稿.txt\","
                + "\"size\":42,\"mediaType\":\"text/plain\",\"mode\":\"bytes\",\"sm3\":\"\(String(repeating: "03", count: 32))\","
                + "\"project\":\"A project\",\"authority\":\"platform\","
                + "\"holder\":{\"account\":\"acc_1\",\"verification\":\"unverified\"}}")
        #expect(WorkMetadata(decoding: bytes) == metadata)
        for position in bytes.indices {
            var changed = bytes
            changed[position] ^= 0x01
            #expect(WorkMetadata(decoding: changed) != metadata)
        }
    }

    @Test("an opening opens its commitments, and no changed byte of it opens the same")
    func opening() throws {
        let random = SeededRandom(seed: 9)
        let opening = Opening(
            workSalt: Salt(random: random), metaSalt: Salt(random: random), sha256: Digest.sha256([1]),
            meta: try metadata().encoded)
        #expect(opening.workCommit.bytes == Digest.sha256(opening.workSalt.bytes + Digest.sha256([1])))
        #expect(opening.metaCommit.bytes == Digest.sha256(opening.metaSalt.bytes + opening.meta))
        let bytes = opening.encoded
        #expect(Opening(decoding: bytes) == opening)
        for position in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[position] ^= 1 << UInt8(bit)
                guard let read = Opening(decoding: changed) else { continue }
                #expect(
                    read.workCommit != opening.workCommit || read.metaCommit != opening.metaCommit, "byte \(position)")
            }
        }
    }

    @Test(
        "JSON in another form is refused",
        arguments: [
            "", " {}", "{} ", "{\"a\": 1}", "{\"a\":01}", "{\"a\":1.0}", "{\"a\":-1}", "{\"a\":1,\"a\":2}",
            "{\"a\":null}",
            "[1,]", "\"\\u0041\"", "\"\\/\"", "\"\\u000a\"", "\"a", "{\"a\"}", "[[[[[[[[[1]]]]]]]]]",
            "18446744073709551616", "tru",
        ])
    func otherJSON(text: String) {
        #expect(CanonicalJSON(parsing: Array(text.utf8)) == nil)
    }

    @Test("JSON in the one form reads and writes the same")
    func canonicalJSON() throws {
        for text in [
            "{}", "[]", "{\"a\":[1,true,false,\"\\n\\u0001\\\\\\\"é\"],\"b\":{\"c\":18446744073709551615}}", "\"\"",
        ] {
            #expect(try #require(CanonicalJSON(parsing: Array(text.utf8))).encoded == Array(text.utf8))
        }
    }

    @Test("moments are written in UTC with milliseconds")
    func moments() {
        #expect(Moment.text(WallTime(milliseconds: 0)) == "1970-01-01T00:00:00.000Z")
        #expect(Moment.text(time) == "2026-01-01T00:00:00.123Z")
        #expect(Moment.text(WallTime(milliseconds: 1_709_251_199_999)) == "2024-02-29T23:59:59.999Z")
        #expect(Moment.text(WallTime(milliseconds: -1)) == "1969-12-31T23:59:59.999Z")
    }
}
