import MeshKernel
import Testing

@Suite("Randomness", .timeLimit(.minutes(5)))
struct RandomnessTests {
    @Test("as many bytes as asked for, and not the same ones twice", arguments: [0, 1, 7, 8, 9, 16, 33, 256, 257, 700])
    func count(bytes: Int) {
        let source = SystemRandom()
        #expect(source.bytes(bytes).count == bytes)
        if bytes >= 16 { #expect(source.bytes(bytes) != source.bytes(bytes)) }
    }
}
