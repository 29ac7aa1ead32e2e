import Evidence
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRuntime
import MeshTestKit
import NIOPosix
import Testing

@Suite("A witness", .timeLimit(.minutes(5)))
struct WitnessTests {
    private let time = SeededTime()

    private func witness(
        _ log: ScriptedLog, _ folder: TemporaryFolder, retired: [NoteKey] = []
    ) throws -> CheckpointWitness {
        try CheckpointWitness(
            signer: try WitnessRoom.signer("example.org/witness", seed: 21), logs: [log.signer.publicKey],
            retired: retired, folder: try WitnessFolder(folder.path), time: time)
    }

    @Test("a cosignature holds for its checkpoint, its time and its key, and for nothing else")
    func cosignature() throws {
        let log = try ScriptedLog(5)
        let signer = try WitnessRoom.signer("example.org/witness", seed: 21)
        let note = try log.note(5)
        let line = signer.cosign(note.text, at: 1_767_225_600)
        let cosigned = SignedNote(text: note.text, signatures: note.signatures + [line])
        #expect(try signer.publicKey.times(on: cosigned) == [1_767_225_600])
        #expect(try SignedNote(parsing: cosigned.encoded) == cosigned)
        // The log's own key still reads its note, and is no witness of it.
        try log.signer.publicKey.verify(cosigned)
        #expect(try signer.publicKey.times(on: note) == [])
        #expect(line.signature.count == 72)

        for position in line.signature.indices {
            var bytes = line.signature
            bytes[position] ^= 1
            let flipped = SignedNote.Signature(name: line.name, keyID: line.keyID, signature: bytes)
            #expect(throws: NoteError.wrongSignature) {
                try signer.publicKey.times(on: SignedNote(text: note.text, signatures: [flipped]))
            }
        }
        #expect(throws: NoteError.wrongSignature) {
            try signer.publicKey.times(on: SignedNote(text: try log.note(4).text, signatures: [line]))
        }
        let other = try WitnessRoom.signer("example.org/witness", seed: 22)
        #expect(try other.publicKey.times(on: cosigned) == [])
    }

    @Test("a witness's key line reads and writes the same, and is not the line of a log's key")
    func keyLine() throws {
        let key = try WitnessRoom.signer("example.org/witness", seed: 21).publicKey
        #expect(WitnessKey(parsing: key.line + "\n") == key)
        #expect(NoteKey(parsing: key.line) == nil)
        #expect(WitnessKey(parsing: try ScriptedLog(0).signer.publicKey.line) == nil)
        #expect(WitnessKey(parsing: key.line.replacing("witness", with: "other")) == nil)
        #expect(
            try ScriptedLog(0, seed: 21).signer.publicKey.isSameKey(
                as: #require(
                    SigningKey(seed: [UInt8](repeating: 21, count: 32))
                ).publicKey))
        #expect(key.isKey(of: try ScriptedLog(0, seed: 21).signer.publicKey))
        #expect(!key.isKey(of: try ScriptedLog(0, seed: 3).signer.publicKey))
    }

    @Test("a request reads as it was written, and nothing that is almost one")
    func request() throws {
        let log = try ScriptedLog(300)
        let request = try log.request(from: 7, to: 300)
        #expect(try AddCheckpointRequest(parsing: request.encoded) == request)
        let text = String(decoding: request.encoded, as: UTF8.self)
        for wrong in [
            "", "old\n", "old 7", text.replacing("old 7", with: "old 07"), text.replacing("old 7", with: "old -7"),
            text.replacing("old 7\n", with: "old 7\nAAAA\n"), text.replacing("old 7\n", with: "old 7\r\n"),
            text.replacing("\n\n", with: "\n"), String(text.dropLast()),
            "old 7\n" + String(repeating: Base64.encode([UInt8](repeating: 1, count: 32)) + "\n", count: 64) + "\n",
        ] {
            #expect(throws: NoteError.self, "\(wrong.prefix(40))") {
                try AddCheckpointRequest(parsing: Array(wrong.utf8))
            }
        }
        #expect(throws: NoteError.tooLarge) {
            try AddCheckpointRequest(
                parsing: [UInt8](repeating: 0x41, count: AddCheckpointRequest.Limits.requestBytesMax + 1))
        }
    }

    @Test("a log that grows is cosigned step by step, at the witness's own time")
    func growth() throws {
        let folder = try TemporaryFolder("witness")
        let log = try ScriptedLog(1_000)
        let witness = try witness(log, folder)
        var old = 0
        for size in [0, 1, 2, 3, 255, 256, 257, 999, 999, 1_000] {
            time.advance(by: .seconds(10))
            let request = try log.request(from: old, to: size)
            let line = try witness.answer(request.encoded)
            let cosigned = SignedNote(text: request.note.text, signatures: [line])
            #expect(try witness.key.times(on: cosigned) == [UInt64(time.wall().milliseconds / 1_000)])
            old = size
        }
    }

    @Test(
        "a fork, a shrunk log, a wrong start or proof, another signer and a stranger are each refused as what they are")
    func refusals() throws {
        let folder = try TemporaryFolder("witness")
        let log = try ScriptedLog(40)
        let fork = try ScriptedLog(40, history: "b")
        let witness = try witness(log, folder)
        _ = try witness.answer(try log.request(from: 0, to: 20).encoded)

        func refusal(_ request: AddCheckpointRequest) -> WitnessRefusal? {
            do throws(WitnessRefusal) {
                _ = try witness.answer(request.encoded)
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal(try fork.request(from: 20, to: 40)) == .wrongProof)
        #expect(refusal(try fork.request(from: 20, to: 20)) == .otherSize(20))
        #expect(refusal(try log.request(from: 20, to: 19)) == .malformed)
        #expect(refusal(try log.request(from: 10, to: 19)) == .otherSize(20))
        #expect(refusal(try log.request(from: 0, to: 40)) == .otherSize(20))
        #expect(refusal(try log.request(from: 30, to: 40)) == .otherSize(20))
        let right = try log.request(from: 20, to: 40)
        #expect(
            refusal(
                AddCheckpointRequest(
                    oldSize: 20, proof: ConsistencyProof(hashes: right.proof.hashes.dropLast()), note: right.note))
                == .wrongProof)
        #expect(refusal(try ScriptedLog(40, seed: 4).request(from: 20, to: 40)) == .wrongSignature)
        #expect(refusal(try ScriptedLog(40, origin: "example.com/other").request(from: 20, to: 40)) == .unknownLog)
        // Nothing of this has moved the witness.
        #expect(refusal(right) == nil)
    }

    @Test("what was seen is known after a restart, and a state that the log did not sign is not believed")
    func restart() throws {
        let folder = try TemporaryFolder("witness")
        let log = try ScriptedLog(40)
        do {
            _ = try witness(log, folder).answer(try log.request(from: 0, to: 20).encoded)
        }
        do {
            let again = try witness(log, folder)
            #expect(throws: WitnessRefusal.otherSize(20)) { try again.answer(try log.request(from: 0, to: 40).encoded) }
            _ = try again.answer(try log.request(from: 20, to: 40).encoded)
            // Two of one state would each forget what the other has seen.
            #expect(throws: WitnessFolder.Failure.self) { try witness(log, folder) }
        }
        let file = try #require(FileTree.files(below: folder.path).first { $0.hasSuffix(".checkpoint") })
        #expect(try SignedNote(parsing: WholeFile.contents(file)) == log.note(40))
        try WholeFile.replace(file, with: try ScriptedLog(40, seed: 4).note(10).encoded)
        #expect(throws: WitnessFolder.Failure.self) { try witness(log, folder) }
        try WholeFile.replace(file, with: [])
        #expect(throws: WitnessFolder.Failure.self) { try witness(log, folder) }
    }

    @Test("the key that a log had before vouches for what was seen, and for no new checkpoint")
    func retired() throws {
        let folder = try TemporaryFolder("witness")
        let old = try ScriptedLog(60)
        let new = try ScriptedLog(60, seed: 5)
        let other = try ScriptedLog(60, origin: "example.com/other")
        do {
            _ = try witness(old, folder).answer(try old.request(from: 0, to: 20).encoded)
        }
        #expect(throws: WitnessFolder.Failure.self) { try witness(new, folder) }
        #expect(throws: WitnessFolder.Failure.self) {
            try witness(new, folder, retired: [other.signer.publicKey])
        }
        let again = try witness(new, folder, retired: [other.signer.publicKey, old.signer.publicKey])
        #expect(throws: WitnessRefusal.wrongSignature) {
            try again.answer(try old.request(from: 20, to: 40).encoded)
        }
        #expect(throws: WitnessRefusal.otherSize(20)) { try again.answer(try new.request(from: 0, to: 40).encoded) }
        _ = try again.answer(try new.request(from: 20, to: 40).encoded)
        let file = try #require(FileTree.files(below: folder.path).first { $0.hasSuffix(".checkpoint") })
        #expect(try SignedNote(parsing: WholeFile.contents(file)) == new.note(40))
    }

    @Test("over HTTP every outcome has its status, and a size comes as one")
    func http() async throws {
        let log = try ScriptedLog(40)
        try await WitnessRoom.run(logs: [log.signer.publicKey], time: time) { room in
            func post(_ body: [UInt8], path: String = WitnessServer.path) async throws -> HTTPRequest.Answer {
                let request = HTTPRequest(
                    posting: body, as: "text/plain", to: room.peer.url + path, timeoutMilliseconds: 60_000,
                    answerBytesMax: 10_000)
                return try await NIOThreadPool.singleton.runIfActive { try request.send() }
            }
            func send(_ request: AddCheckpointRequest, to peer: WitnessPeer) async throws -> WitnessPeer.Answer {
                try await NIOThreadPool.singleton.runIfActive { peer.send(request) }
            }
            let good = try await post(try log.request(from: 0, to: 20).encoded)
            #expect(good.status == 200)
            let note = try SignedNote(parsing: Array((try log.note(20).text + "\n").utf8) + good.body)
            #expect(try room.witness.key.times(on: note).count == 1)
            let conflict = try await post(try log.request(from: 0, to: 40).encoded)
            #expect(conflict.status == 409 && conflict.contentType == "text/x.tlog.size")
            #expect(conflict.body == Array("20\n".utf8))
            #expect(try await post(Array("old 20\n".utf8)).status == 400)
            #expect(try await post([]).status == 400)
            #expect(try await post([UInt8](repeating: 65, count: 200_000)).status == 413)
            #expect(try await post(try ScriptedLog(40, seed: 4).request(from: 20, to: 40).encoded).status == 403)
            #expect(try await post(try ScriptedLog(40, origin: "x").request(from: 20, to: 40).encoded).status == 404)
            #expect(try await post(try ScriptedLog(40, history: "b").request(from: 20, to: 40).encoded).status == 422)
            #expect(try await post([], path: "/other").status == 404)
            #expect(
                try await send(try log.request(from: 20, to: 40), to: room.peer)
                    == .cosigned(
                        line: Array(
                            try WitnessRoom.signer("example.org/witness", seed: 21)
                                .cosign(log.note(40).text, at: UInt64(time.wall().milliseconds / 1_000)).line.utf8),
                        time: WallTime(milliseconds: time.wall().milliseconds / 1_000 * 1_000)))
            #expect(try await send(try log.request(from: 20, to: 40), to: room.peer) == .otherSize(40))
            // A witness of this address with another key has not cosigned.
            let stranger = WitnessPeer(key: try WitnessRoom.signer("x", seed: 9).publicKey, url: room.peer.url)
            guard case .failed = try await send(try log.request(from: 40, to: 40), to: stranger) else {
                Issue.record("another key's cosignature was taken")
                return
            }
        }
    }

    /// Another's reading of c2sp.org/signed-note and tlog-cosignature: verifies a checkpoint's two signatures under the
    /// log's and the witness's line, then cosigns it as a third.
    private static let python = """
        import base64, hashlib, sys
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
        text, _, lines = open(sys.argv[1], "rb").read().decode().rpartition("\\n\\n")
        text += "\\n"
        def identifier(name, key):
            return hashlib.sha256(name.encode() + b"\\x0a" + key).digest()[:4]
        def signed(vkey, kind):
            name, stated, key = vkey.split("+", 2)
            key = base64.b64decode(key)
            assert key[0] == kind and identifier(name, key).hex() == stated, vkey
            found = [base64.b64decode(line.split(" ")[2]) for line in lines.splitlines()
                     if line.split(" ")[:2] == ["\\u2014", name]]
            [signature] = [each[4:] for each in found if each[:4] == identifier(name, key)]
            return Ed25519PublicKey.from_public_bytes(key[1:]), signature
        key, signature = signed(sys.argv[2], 1)
        key.verify(signature, text.encode())
        key, signature = signed(sys.argv[3], 4)
        time = int.from_bytes(signature[:8], "big")
        key.verify(signature[8:], f"cosignature/v1\\ntime {time}\\n{text}".encode())
        own, name, later = Ed25519PrivateKey.generate(), "python.example/w", time + 5
        public = b"\\x04" + own.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        ident = identifier(name, public)
        made = own.sign(f"cosignature/v1\\ntime {later}\\n{text}".encode())
        print(time)
        print(f"{name}+{ident.hex()}+{base64.b64encode(public).decode()}")
        print(base64.b64encode(ident + later.to_bytes(8, "big") + made).decode())
        """

    @Test("python3-cryptography verifies both signatures of a real checkpoint, and its own cosignature verifies here")
    func python() async throws {
        let log = try EvidenceRoom.identity().signer.publicKey
        try await WitnessRoom.run(logs: [log], time: time) { witness in
            let independents = Independents(peers: [witness.peer], threshold: 1)
            try await EvidenceRoom.run(time: time, independents: independents) { room in
                let item = try await room.seal([1], in: try await room.project())
                _ = try await room.bundle(item.id, wait: .witnessed)
                let checkpoint = try await OutsideRoom.run(room) { try await $0.ask("/checkpoint").body }
                let folder = try TemporaryFolder("python")
                try WholeFile.replace(folder.file("checkpoint"), with: checkpoint)
                let words = [
                    "python3", "-c", Self.python, folder.file("checkpoint"), log.line, witness.witness.key.line,
                ]
                let program = try await FinishedProgram(words, logs: folder.path)
                try #require(
                    program.exit == .code(0), "apt-get install python3-cryptography: \(program.errors)")
                let lines = program.output.split(separator: "\n").map(String.init)
                let time = UInt64(self.time.wall().milliseconds / 1_000)
                #expect(lines.first == "\(time)")

                let key = try #require(WitnessKey(parsing: lines[1]))
                #expect(key.name == "python.example/w" && key.line == lines[1])
                let line = "\u{2014} \(key.name) \(lines[2])\n"
                let cosigned = try SignedNote(parsing: checkpoint + Array(line.utf8))
                #expect(try key.times(on: cosigned) == [time + 5])
                #expect(try witness.witness.key.times(on: cosigned) == [time])

                var changed = checkpoint
                changed[changed.count - 10] = changed[changed.count - 10] == 65 ? 66 : 65
                try WholeFile.replace(folder.file("checkpoint"), with: changed)
                let refused = try await FinishedProgram(words, logs: folder.path)
                #expect(refused.exit != .code(0) && refused.errors.contains("InvalidSignature"), "\(refused)")
            }
        }
    }

    @Test("a quorum's policy is in the form of c2sp.org/tlog-policy, and no key counts twice")
    func quorum() throws {
        let one = try WitnessRoom.signer("one", seed: 1).publicKey
        let two = try WitnessRoom.signer("two", seed: 2).publicKey
        #expect(
            WitnessQuorum([one, two], threshold: 1)?.policy
                == "witness w1 \(one.line)\nwitness w2 \(two.line)\ngroup witnesses 1 w1 w2\nquorum witnesses\n")
        #expect(WitnessQuorum.none.policy == "quorum none\n")
        #expect(WitnessQuorum([one, two], threshold: 3) == nil)
        #expect(WitnessQuorum([one, one], threshold: 1) == nil)
        #expect(WitnessQuorum([one, try WitnessRoom.signer("other-name", seed: 1).publicKey], threshold: 1) == nil)
    }
}
