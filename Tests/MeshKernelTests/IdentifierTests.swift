import MeshKernel
import MeshTestKit
import Testing

@Suite("Identifiers", .timeLimit(.minutes(5)))
struct IdentifierTests {
    @Test("an identifier carries its time in its first twelve digits and the version and variant of RFC 9562")
    func layout() throws {
        let identifier = Identifier(
            kind: .evidence, time: WallTime(milliseconds: 0x0192_F3C1_5B1E), random: [UInt8](repeating: 0xFF, count: 10)
        )
        #expect(identifier.text == "evd_0192f3c1-5b1e-7fff-bfff-ffffffffffff")
    }

    @Test("text that is made is text that is read, for every kind")
    func roundTrip() throws {
        let source = IdentifierSource(time: SystemTime(), random: SystemRandom())
        for kind in IdentifierKind.allCases {
            let made = source.next(kind)
            #expect(Identifier(made.text, kind: kind) == made)
        }
    }

    @Test(
        "anything but the prefix, the digits and the dashes of its kind is refused",
        arguments: [
            "", "evd_", "prj_0192f3c1-5b1e-7fff-bfff-ffffffffffff", "0192f3c1-5b1e-7fff-bfff-ffffffffffff",
            "evd_0192f3c1-5b1e-4fff-bfff-ffffffffffff", "evd_0192f3c1-5b1e-7fff-cfff-ffffffffffff",
            "evd_0192F3C1-5b1e-7fff-bfff-ffffffffffff", "evd_0192f3c1-5b1e-7fff-bfff-fffffffffff",
            "evd_0192f3c1-5b1e-7fff-bfff-fffffffffffff", "evd_0192f3c1x5b1e-7fff-bfff-ffffffffffff",
            "evd_0192f3c1-5b1e-7fff-bfff-ffffffffff\u{0}f", " evd_0192f3c1-5b1e-7fff-bfff-ffffffffffff",
        ])
    func refused(text: String) {
        #expect(Identifier(text, kind: .evidence) == nil)
    }

    @Test("later identifiers sort after earlier ones")
    func order() {
        let early = Identifier(
            kind: .event, time: WallTime(milliseconds: 1_000), random: [UInt8](repeating: 0xFF, count: 10))
        let late = Identifier(
            kind: .event, time: WallTime(milliseconds: 1_001), random: [UInt8](repeating: 0, count: 10))
        #expect(early < late)
    }
}
