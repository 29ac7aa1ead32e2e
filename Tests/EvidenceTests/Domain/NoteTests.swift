import Evidence
import MeshCrypto
import MeshTestKit
import Testing

@Suite("Signed notes, checkpoints and proof files", .timeLimit(.minutes(5)))
struct NoteTests {
    private func signer(_ name: String = "example.com/log", seed: UInt8 = 1) throws -> NoteSigner {
        let key = try #require(SigningKey(seed: [UInt8](repeating: seed, count: 32)))
        return try #require(NoteSigner(name: name, key: key))
    }

    @Test("a key line of Go's checksum database reads, and writes back as it was")
    func foreignKey() throws {
        let line = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
        let key = try #require(NoteKey(parsing: line))
        #expect(key.name == "sum.golang.org")
        #expect(key.keyID == 0x033d_e0ae)
        #expect(key.line == line)
        #expect(NoteKey(parsing: line + "\n") == key)
    }

    @Test(
        "a note that somebody else signed verifies under their key's line, and no changed byte of it does",
        arguments: [
            // The example of c2sp.org/signed-note.
            (
                "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "This is an example message.\n\n\u{2014} example.com/foo "
                    + "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
            ),
            // That of golang.org/x/mod/sumdb/note.
            (
                "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
                    + "\n\u{2014} PeterNeumann "
                    + "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
            ),
        ])
    func foreignNote(line: String, text: String) throws {
        let key = try #require(NoteKey(parsing: line))
        #expect(key.line == line)
        let bytes = Array(text.utf8)
        let note = try SignedNote(parsing: bytes)
        #expect(note.encoded == bytes)
        try key.verify(note)
        for position in bytes.indices {
            var changed = bytes
            changed[position] ^= 0x01
            #expect(throws: NoteError.self, "\(position)") { try key.verify(SignedNote(parsing: changed)) }
        }
    }

    @Test(
        "a key line with another name, id, type or length is none",
        arguments: [
            "sum.golang.com+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
            "sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
            "sum.golang.org+033de0ae+As4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
            "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuA==",
            "sum.golang.org+33de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", "+033de0ae+AA==", "a+b", "",
            "a b+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        ])
    func badKeys(line: String) {
        #expect(NoteKey(parsing: line) == nil)
    }

    @Test("a signed note verifies, writes and reads the same, and no changed byte is believed")
    func signature() throws {
        let signer = try signer()
        let note = signer.sign("first\n\nafter a blank line\n")
        let bytes = note.encoded
        #expect(try SignedNote(parsing: bytes) == note)
        try signer.publicKey.verify(note)
        for position in bytes.indices {
            var changed = bytes
            changed[position] ^= 0x01
            #expect(throws: NoteError.self) { try signer.publicKey.verify(SignedNote(parsing: changed)) }
        }
    }

    @Test("signatures of unknown keys are passed over, one of the known key that fails is not")
    func severalSigners() throws {
        let known = try signer()
        let other = try signer("example.com/witness", seed: 2)
        let text = "text\n"
        let both = SignedNote(
            text: text, signatures: other.sign(text).signatures + known.sign(text).signatures)
        try known.publicKey.verify(SignedNote(parsing: both.encoded))
        #expect(throws: NoteError.unsigned) { try known.publicKey.verify(other.sign(text)) }
        let spoiled = SignedNote(
            text: text, signatures: known.sign(text).signatures + known.sign("other\n").signatures)
        #expect(throws: NoteError.wrongSignature) { try known.publicKey.verify(spoiled) }
        // The same key under another name is another key.
        let renamed = try signer("example.com/other", seed: 1)
        #expect(throws: NoteError.unsigned) { try renamed.publicKey.verify(known.sign(text)) }
    }

    @Test(
        "a note in any other form is refused",
        arguments: [
            "", "\n", "text\n", "text\n\n", "text\n\nno dash\n", "text\n\n\u{2014} name AAAAAAA=",
            "text\n\n\u{2014} name \n",
            "text\n\n\u{2014} na+me AAAAAAA=\n", "text\n\n\u{2014}  AAAAAAA=\n", "text\n\n\u{2014} name AAAAAA==\n",
            "text\n\n\u{2014} name AAAAAAA=\n\n", "te\rxt\n\n\u{2014} name AAAAAAA=\n", "text\n\n- name AAAAAAA=\n",
            "text\n\n\u{2014} name AAAAAAB=\n", "text\n\n\u{2014} a\u{00A0}b AAAAAAA=\n",
        ])
    func malformed(text: String) {
        #expect(throws: NoteError.self) { try SignedNote(parsing: Array(text.utf8)) }
    }

    @Test("too many signatures, too many bytes and bad UTF-8 are refused")
    func bounds() throws {
        let line = try signer().sign("text\n").signatures[0]
        let many = SignedNote(
            text: "text\n", signatures: Array(repeating: line, count: SignedNote.Limits.signaturesMax + 1))
        #expect(throws: NoteError.tooLarge) { try SignedNote(parsing: many.encoded) }
        let most = SignedNote(
            text: "text\n", signatures: Array(repeating: line, count: SignedNote.Limits.signaturesMax))
        #expect(try SignedNote(parsing: most.encoded) == most)
        #expect(throws: NoteError.tooLarge) {
            try SignedNote(parsing: [UInt8](repeating: 0x61, count: SignedNote.Limits.noteBytesMax + 1))
        }
        #expect(throws: NoteError.self) { try SignedNote(parsing: [0xFF] + most.encoded) }
    }

    @Test("a checkpoint is three lines")
    func checkpoint() throws {
        let checkpoint = Checkpoint(origin: "example.com/log", size: 20_852_163, root: .emptyRoot)
        #expect(
            checkpoint.text == "example.com/log\n20852163\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
        #expect(try Checkpoint(parsing: checkpoint.text) == checkpoint)
    }

    @Test(
        "a checkpoint with another number, root or count of lines is refused",
        arguments: [
            "", "log\n1\n", "log\n1\nAAAA\n", "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
            "log\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
            "log\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
            "log\n+1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
            "log\n\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
            "log\n18446744073709551616\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
            "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
            "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextension\n",
            "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        ])
    func badCheckpoints(text: String) {
        #expect(throws: NoteError.self) { try Checkpoint(parsing: text) }
    }

    @Test("a proof file is header, index, path, blank line and the checkpoint as it is")
    func proofFile() throws {
        let checkpoint = try signer().sign(Checkpoint(origin: "example.com/log", size: 3, root: .zero).text).encoded
        let proof = LogProof(inclusion: InclusionProof(index: 2, hashes: [.zero, .emptyRoot]), checkpoint: checkpoint)
        let text = String(decoding: proof.encoded, as: UTF8.self)
        #expect(
            text.hasPrefix(
                "c2sp.org/tlog-proof@v1\nindex 2\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
                    + "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\nexample.com/log\n3\n"))
        #expect(try LogProof(parsing: proof.encoded) == proof)
        let lone = LogProof(inclusion: InclusionProof(index: 0, hashes: []), checkpoint: checkpoint)
        #expect(try LogProof(parsing: lone.encoded) == lone)
    }

    @Test(
        "a proof file in any other form is refused",
        arguments: [
            "", "c2sp.org/tlog-proof@v2\nindex 0\n\n", "c2sp.org/tlog-proof@v1\n",
            "c2sp.org/tlog-proof@v1\nindex 01\n\n",
            "c2sp.org/tlog-proof@v1\nindex -1\n\n", "c2sp.org/tlog-proof@v1\nindex x\n\n",
            "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n", "c2sp.org/tlog-proof@v1\nindex 0\n",
            "c2sp.org/tlog-proof@v1\nextra AAAA\nindex 0\n\n",
        ])
    func badProofFiles(text: String) {
        #expect(throws: NoteError.self) { try LogProof(parsing: Array(text.utf8)) }
    }
}
