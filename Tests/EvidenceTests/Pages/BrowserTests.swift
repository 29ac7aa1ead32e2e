import Evidence
import Foundation
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshTestKit
import Testing

/// The page against the bundle that every version must verify, and what the Swift verifier says of the same bytes.
@Suite("The verifier page in a browser", .serialized, .timeLimit(.minutes(10)))
struct BrowserTests {
    private let folder: TemporaryFolder
    private let bundle = Golden.path("bundle.zip")
    private let work = Golden.path("work.txt")
    private let key: String

    init() throws {
        folder = try TemporaryFolder("page")
        key = try WholeFile.text(Golden.path("trust/log.pub"))
    }

    private static let order = VerificationReport.StepName.allCases.map(\.rawValue)
    private static let good = [
        "bundle": "pass", "file": "part", "token": "part", "inclusion": "pass", "signature": "pass",
        "witnesses": "none", "interval": "none", "chain": "pass",
    ]

    private func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        try WholeFile.replace(folder.file(name), with: bytes)
        return folder.file(name)
    }

    private func check(_ name: String, _ bundle: String, _ file: String?, trust: String? = nil) -> Browser.Case {
        Browser.Case(name: name, bundle: bundle, file: file, trust: trust)
    }

    private func verifier() throws -> BundleVerifier {
        BundleVerifier(trust: try TrustFolder.load(Golden.path("trust")))
    }

    @Test("a good bundle and its file hold, step by step in the order of the tool, from disk and over HTTP")
    func good() async throws {
        let served = try write("served.html", VerifyPage.html(logKey: NoteKey(parsing: key)))
        var overHTTP = check("http", bundle, work)
        overHTTP.page = served
        overHTTP.host = "127.0.0.1"
        let answers = try await Browser.run(
            [check("key given", bundle, work, trust: key), check("self-asserted", bundle, work), overHTTP],
            in: folder)
        for answer in answers {
            #expect(answer.order == Self.order)
            #expect(answer.said == [] && answer.asked == [], "\(answer.name): \(answer.said) \(answer.asked)")
            #expect(answer.facts?["number"] == "EV-2026-ER2DN-YQAJ4-1NAC1")
            #expect(answer.facts?["project"] == "样书 Golden")
            #expect(answer.facts?["holder"]?.hasPrefix("acc_golden (") == true)
            #expect(answer.facts?["timestamp"]?.hasPrefix("2026-01-01T00:00:00.123Z") == true)
            #expect(answer.facts?["index"] == "4" && answer.facts?["sequence"] == "2")
            #expect(answer.codes?.contains("tokenSignatureHolds") == true)
            #expect(Set(answer.codes ?? []).isSuperset(of: ["sm3", "certificateChain"]))
        }
        #expect(answers.map(\.verdict) == ["holds", "partial", "holds"])
        #expect(answers[0].steps == Self.good && answers[2].steps == Self.good)
        #expect(answers[1].steps == Self.good.merging(["signature": "part"]) { $1 })
        #expect(answers[0].codes?.contains("keyOfUser") == true)
        #expect(answers[1].codes?.contains("keySelfAsserted") == true)
        #expect(answers[2].codes?.contains("keyOfSite") == true)
    }

    @Test("both languages say everything, follow the reader's, and fit a phone")
    func languages() async throws {
        var cases: [Browser.Case] = []
        for language in ["zh-CN", "en-GB"] {
            for width in [400, 1_280] {
                for toggle in [false, true] {
                    var each = check("\(language) \(width) \(toggle)", bundle, work, trust: key)
                    (each.language, each.width, each.toggle) = (language, width, toggle)
                    // A page keeps the language it was switched to, so each case starts from a fresh one.
                    each.page = try write("\(language)-\(width)-\(toggle).html", VerifyPage.html())
                    cases.append(each)
                }
            }
        }
        for (each, answer) in zip(cases, try await Browser.run(cases, in: folder)) {
            let isChinese = (each.language == "zh-CN") != (each.toggle == true)
            #expect(answer.verdict == "holds" && answer.overflow == 0, "\(each.name)")
            #expect(answer.language == (isChinese ? "zh-CN" : "en"))
            let text = answer.text ?? ""
            #expect(!text.contains("undefined") && !text.contains("{0}") && !text.contains("null"), "\(text)")
            #expect(text.contains(isChinese ? "不证明作品由谁创作" : "does not show who made the work"))
            #expect(text.contains(isChinese ? "此处未核验" : "not checked here"))
        }
    }

    @Test("the texts of both languages have the same places, one for every code that the page can give, and no other")
    func texts() async throws {
        let expression = """
            (() => {
                const flat = (table, path = "") => Object.entries(table).flatMap(([name, value]) =>
                    typeof value === "object" ? flat(value, path + name + ".")
                        : [path + name + " " + [...value.matchAll(/\\{\\d\\}/g)].map(String).sort().join("")]);
                const source = document.getElementById("code").textContent;
                const given = new Set(Array.from(source.matchAll(
                    /\\b(?:pass|fail|unchecked|none|skip|Refusal)\\("(\\w+)"|\\? "(keyOf\\w+)" : "(keyOf\\w+)"/g
                )).flatMap(match => match.slice(1)).filter(Boolean));
                const differ = (a, b) => [...a].filter(each => !new Set(b).has(each));
                const codes = Object.keys(texts.en.code);
                return JSON.stringify([
                    flat(texts.zh).length, given.size > 60, differ(flat(texts.zh), flat(texts.en)),
                    differ(flat(texts.en), flat(texts.zh)), differ(given, codes), differ(codes, given),
                ]);
            })()
            """
        let answer = try await Browser.run([Browser.Case(name: "texts", evaluate: expression)], in: folder)[0]
        let value = try #require(answer.value)
        #expect(value.hasSuffix(",true,[],[],[],[]]"), "\(value)")
    }

    @Test("both of its SHA-256 agree with the browser's own, at every length and in any pieces")
    func digests() async throws {
        let expression = """
            (async () => {
                const random = new Uint8Array(1 << 16);
                let seed = 1;
                for (let i = 0; i < random.length; i++) random[i] = (seed = seed * 48271 % 2147483647) & 255;
                const lengths = Array.from({ length: 300 }, (_, i) => i).concat([4096, 65535, 65536]);
                const pieces = length => {
                    const hash = new Sha256();
                    for (let start = 0, step = 1; start < length; start += step, step = step * 7 % 131 + 1) {
                        hash.update(random.subarray(start, Math.min(length, start + step)));
                    }
                    return hash.digest();
                };
                const source = [document.getElementById("code").textContent, compressWrittenOut(),
                    "onmessage = ({ data: [bytes, lengths] }) => postMessage([compress !== compressPlain,"
                        + "lengths.map(length => hex(sha256(bytes.subarray(0, length))))]);"].join("\\n");
                const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
                worker.postMessage([random, lengths]);
                const [isWrittenOut, others] = await new Promise(resolve => {
                    worker.onmessage = ({ data }) => resolve(data);
                });
                const wrong = [];
                for (const [place, length] of lengths.entries()) {
                    const bytes = random.subarray(0, length);
                    const expected = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
                    const found = [hex(sha256(bytes)), hex(pieces(length)), others[place]];
                    if (found.some(each => each !== expected)) wrong.push(length);
                }
                return JSON.stringify([isWrittenOut, wrong]);
            })()
            """
        let answer = try await Browser.run([Browser.Case(name: "digests", evaluate: expression)], in: folder)[0]
        #expect(answer.value == "[true,[]]")
    }

    @Test("without the file, with another file, or with a key of another log, it says so and nothing more")
    func otherFiles() async throws {
        let other = try write("other.txt", Array("another work".utf8))
        let strangerKey = try #require(SigningKey(seed: [UInt8](repeating: 8, count: 32)))
        let sameName = try #require(NoteKey(name: EvidenceRoom.origin, key: strangerKey.publicKey)).line
        let otherName = try #require(NoteKey(name: "other.example", key: strangerKey.publicKey)).line
        var stale = check("stale", bundle, work, trust: key)
        stale.then = other
        let answers = try await Browser.run(
            [
                check("no file", bundle, nil, trust: key), check("another file", bundle, other, trust: key),
                check("another key", bundle, work, trust: sameName),
                check("another log", bundle, work, trust: otherName),
                check("no key", bundle, work, trust: "no key"), check("not a bundle", work, work, trust: key),
                stale,
            ], in: folder)
        #expect(answers.map(\.verdict) == ["partial", "failed", "failed", "failed", nil, "refused", nil])
        #expect(answers[0].steps == Self.good && answers[0].codes?.contains("noFile") == true)
        #expect(answers[1].failed == ["file", "token"])
        #expect(answers[2].failed == ["signature"] && answers[3].failed == ["signature"])
        #expect(answers[4].status == "This is neither a log key nor a tlog-policy")
        #expect(answers[5].code == "zipNoEnd")
        // Another file was chosen after the verdict on the first.
        #expect(answers[6].order == [])
    }

    @Test("over plain HTTP, where browsers withhold their cryptography, signatures are not checked here")
    func insecure() async throws {
        var plain = check("insecure", bundle, work, trust: key)
        plain.host = "insecure.example"
        let answer = try await Browser.run([plain], in: folder)[0]
        #expect(answer.verdict == "partial" && answer.failed == [])
        #expect(Set(answer.codes ?? []).isSuperset(of: ["tokenSignature", "logSignature", "digestHolds", "included"]))
        #expect(answer.codes?.contains("tokenSignatureHolds") == false)
        #expect(answer.codes?.contains("logSignatureHolds") == false)
    }

    @Test("flipping any byte fails it, except in the few fields that only unpackers look at")
    func flips() async throws {
        let bytes = try Golden.bytes("bundle.zip")
        let archive = try ZipArchive(reading: bytes)
        var record = try #require(bytes.firstRange(of: [0x50, 0x4B, 0x01, 0x02])).lowerBound
        var (unauthenticated, sample, local): (Set<Int>, [Int], Int) = ([], [], 0)
        for entry in archive.entries {
            let (name, size) = (entry.name.utf8.count, entry.bytes.count)
            unauthenticated.formUnion([4, 5, 36, 37, 38, 39, 40, 41].map { record + $0 })
            // In each entry: its header, its name, its first, middle and last byte; and its record in the directory.
            sample += [14, 30, 30 + name, 30 + name + size / 2, 30 + name + size - 1].map { local + $0 }
            sample.append(record + 42)
            local += 30 + name + size
            record += 46 + name
        }
        let whole = Browser.Flips(bundle: bundle, file: work, trust: key)
        var sampled = whole
        sampled.positions = sample
        let answers = try await Browser.run(
            [Browser.Case(name: "chosen", flips: sampled), Browser.Case(name: "every", flips: whole)], in: folder)
        #expect(answers[0].seen == sample.count && sample.count > 60)
        #expect(answers[0].survivors == [])
        #expect(answers[1].seen == bytes.count)
        let survivors = Set(answers[1].survivors ?? [])
        #expect(survivors == unauthenticated, "\(survivors.symmetricDifference(unauthenticated).sorted())")
    }

    @Test("a flipped byte of today's bundle fails too, with the times, the renewals and the sheet that it has")
    func flipsOfToday() async throws {
        let sample = try await EveryByteSample.make()
        let bytes = try sample.archive.encoded()
        let today = try write("today.zip", bytes)
        let file = try write("today.bin", EveryByteSample.content)
        var (sampled, local): ([Int], Int) = ([], 0)
        for entry in sample.archive.entries {
            // Of each file its name and its checksum, and a byte in every fifth of it.
            let content = local + 30 + entry.name.utf8.count
            sampled += [local + 14, local + 30]
            sampled += (0..<5).map { content + $0 * (entry.bytes.count - 1) / 4 }
            local = content + entry.bytes.count
        }
        let answers = try await Browser.run(
            [
                check("whole", today, file, trust: sample.policy),
                Browser.Case(
                    name: "flips",
                    flips: Browser.Flips(bundle: today, file: file, trust: sample.policy, positions: sampled)),
            ], in: folder)
        #expect(answers[0].verdict == "holds" && answers[0].failed == [], "\(answers[0].codes ?? [])")
        #expect(answers[0].steps?["witnesses"] == "pass" && answers[0].codes?.contains("intervalRenewals") == true)
        #expect(answers[1].seen == sampled.count && sampled.count > 200)
        #expect(answers[1].survivors == [])
    }

    @Test("a changed file that manifest and checksums agree with fails at the steps where the tool fails it")
    func rewritten() async throws {
        let archive = try ZipArchive(reading: Golden.bytes("bundle.zip"))
        let number = try #require(EvidenceNumber("EV-2026-ER2DN-YQAJ4-1NAC1"))
        var (cases, reports): ([Browser.Case], [VerificationReport]) = ([], [])
        for (place, entry) in archive.entries.enumerated() where entry.name != BundleFile.manifest {
            for position in stride(from: 3, to: entry.bytes.count, by: max(7, entry.bytes.count / 12)) {
                var changed = entry.bytes
                changed[position] ^= 0x01
                var entries = archive.entries
                entries[place] = ZipArchive.Entry(name: entry.name, bytes: changed)
                let manifest = BundleManifest(number: number, files: entries)
                entries[1] = ZipArchive.Entry(name: BundleFile.manifest, bytes: manifest.encoded)
                let bytes = try ZipArchive(entries: entries).encoded()
                let name = "\(place)-\(position)"
                cases.append(check(name, try write(name + ".zip", bytes), work, trust: key))
                reports.append(try verifier().verify(bundle: bytes, file: FileDigests(of: GoldenBundle.content)))
            }
        }
        let answers = try await Browser.run(cases, in: folder)
        for (answer, report) in zip(answers, reports) {
            var expected = Set(
                report.steps.filter { [.failed, .notChecked].contains($0.outcome) }.map(\.name.rawValue))
            var found = answer.failed
            // The page reads metadata of later versions too, and leaves their judgement to the entry's commitment.
            if expected.contains("file") {
                expected.remove("bundle")
                found.remove("bundle")
            }
            // Whether witnesses of nothing are missing or cannot be tried is a matter of words.
            if expected.contains("signature") {
                expected.remove("witnesses")
                found.remove("witnesses")
            }
            // Nor is an interval, around a token that one of the two can still read and the other cannot.
            if expected.contains("token") {
                expected.remove("interval")
                found.remove("interval")
            }
            #expect(found == expected, "\(answer.name): \(answer.codes ?? [])")
            #expect((answer.verdict == "holds") == report.isProven, "\(answer.name)")
        }
        #expect(answers.count > 80 && Set(answers.map(\.verdict)) == ["failed", "holds"])
    }

    @Test("a changed token fails wherever the tool fails it, though entry and log were made to fit it")
    func forged() async throws {
        let archive = try ZipArchive(reading: Golden.bytes("bundle.zip"))
        let response = try #require(archive[BundleFile.token])
        let fitting = try write("fitting.zip", ForgedBundle.bytes(tokenResponse: response, from: archive))
        var (cases, reports): ([Browser.Case], [VerificationReport]) = ([], [])
        for position in stride(from: ForgedBundle.frameBytes, to: response.count, by: 9) {
            var changed = response
            changed[position] ^= UInt8(1 << (position % 8))
            let bytes = try ForgedBundle.bytes(tokenResponse: changed, from: archive)
            cases.append(check("\(position)", try write("\(position).zip", bytes), work, trust: key))
            reports.append(try verifier().verify(bundle: bytes, file: FileDigests(of: GoldenBundle.content)))
        }
        let answers = try await Browser.run([check("fitting", fitting, work, trust: key)] + cases, in: folder)
        #expect(answers[0].verdict == "holds")
        let believed = zip(answers.dropFirst(), reports).filter { answer, report in
            !report.isProven && answer.failed.subtracting(["interval"]) != ["token"]
        }
        #expect(believed.isEmpty, "\(believed.map { ($0.0.name, $0.0.codes ?? []) })")
        #expect(reports.count > 100)
    }

    @Test("archives that are cut, compressed, doubled, climbing or lying about their sizes are refused by name")
    func hostile() async throws {
        let bytes = try Golden.bytes("bundle.zip")
        let archive = try ZipArchive(reading: bytes)
        let record = try #require(bytes.firstRange(of: [0x50, 0x4B, 0x01, 0x02])).lowerBound
        let end = bytes.count - 22
        func patched(_ changes: [Int: UInt8]) -> [UInt8] {
            var patched = bytes
            for (place, byte) in changes { patched[place] = byte }
            return patched
        }
        func renamed(_ from: String, _ to: String) -> [UInt8] {
            var renamed = bytes
            while let range = renamed.firstRange(of: Array(from.utf8)) { renamed.replaceSubrange(range, with: to.utf8) }
            return renamed
        }
        var huge: [Int: UInt8] = [:]
        for place in 18..<26 { (huge[place], huge[record + place + 2]) = (0xFF, 0xFF) }
        var archives: [(String, [UInt8])] = [
            ("zipNotStored", patched([8: 8, record + 10: 8])), ("zipNotStored", patched([6: 1, record + 8: 1])),
            ("zipDuplicate", renamed("chain/0000000000.leaf", "chain/0000000001.leaf")),
            ("zipUnsafeName", renamed("README.txt", "../../evil")),
            ("zipUnsafeName", renamed("README.txt", "/etc/evil!")),
            ("zipOverrun", patched(huge)), ("zipHeadersDiffer", patched([22: 0xFF])),
            ("zipTooMany", patched([end + 8: 0xFF, end + 9: 0xFF, end + 10: 0xFF, end + 11: 0xFF])),
            ("zipDirectory", patched([end + 19: 0xFF])), ("zipDisks", patched([end + 4: 1])),
            ("zipNoEnd", patched([end + 20: 1])), ("zipNoEnd", bytes + [0]), ("zipNoEnd", []),
            ("zipGap", patched([end + 8: 11, end + 10: 11])), ("zipExtra", patched([record + 32: 1])),
            ("fileUnknown", try ZipArchive(entries: archive.entries + [.init(name: "run.sh", bytes: [1])]).encoded()),
        ]
        let crowd = (0..<9_000).map { ZipArchive.Entry(name: "chain/\($0).leaf", bytes: []) }
        archives.append(("zipTooMany", try ZipArchive(entries: crowd).encoded(bounds: .large)))
        let chain = crowd + [ZipArchive.Entry(name: ChainFile.content, bytes: [])]
        archives.append(("wholeChain", try ZipArchive(entries: chain).encoded(bounds: .large)))
        for length in [1, 21, 22, 100, bytes.count / 2, bytes.count - 1] {
            archives.append(("zipNoEnd", Array(bytes[..<length])))
        }
        for name in BundleFile.required {
            let less = ZipArchive(entries: archive.entries.filter { $0.name != name })
            archives.append(("fileMissing", try less.encoded()))
        }
        var cases: [Browser.Case] = []
        for (place, (code, bytes)) in archives.enumerated() {
            cases.append(check("\(place) \(code)", try write("\(place).zip", bytes), work, trust: key))
            #expect(throws: VerificationReport.Refusal.self, "\(code)") {
                try verifier().verify(bundle: bytes, file: FileDigests(of: GoldenBundle.content))
            }
        }
        archives.append(("zipTooLarge", []))
        try sparse("large.zip", bytes: ZipArchive.Limits.archiveBytesMax + 1)
        cases.append(check("too large", folder.file("large.zip"), work, trust: key))
        for (answer, (code, _)) in zip(try await Browser.run(cases, in: folder), archives) {
            #expect(answer.verdict == "refused" && answer.code == code, "\(answer.name): \(answer.code ?? "accepted")")
            #expect(answer.order == [] && answer.text?.contains("undefined") == false)
        }
    }

    private func sparse(_ name: String, bytes: Int) throws {
        _ = try write(name, [])
        let file = try #require(FileHandle(forWritingAtPath: folder.file(name)))
        defer { try? file.close() }
        try file.truncate(atOffset: UInt64(bytes))
    }

    @Test("a file of 300 MB is read in pieces, with progress, and can be cancelled")
    func large() async throws {
        let size = 300_000_000
        try sparse("large.bin", bytes: size)
        var read = check("read", bundle, folder.file("large.bin"), trust: key)
        read.memory = true
        var cancelled = read
        (cancelled.name, cancelled.memory, cancelled.cancel) = ("cancelled", nil, true)
        let answers = try await Browser.run([read, cancelled, check("again", bundle, work, trust: key)], in: folder)
        #expect(answers[0].failed == ["file", "token"])
        #expect(try #require(answers[0].growth) < size / 3, "\(answers[0].growth ?? 0) bytes")
        #expect(try #require(answers[0].reports) >= 3)
        #expect(answers[1].verdict == nil && answers[1].status == "Cancelled")
        #expect(answers[2].verdict == "holds")
    }

    @Test("the page cannot be made to run other code or to speak to anybody")
    func contained() async throws {
        let expression = """
            (async () => {
                const stopped = new Set();
                document.addEventListener("securitypolicyviolation", event => stopped.add(event.effectiveDirective));
                try { await fetch("http://127.0.0.1:9/"); } catch {}
                try { new WebSocket("ws://127.0.0.1:9/"); } catch {}
                const script = document.createElement("script");
                script.textContent = "globalThis.isTaken = true";
                const image = new Image();
                image.src = "http://127.0.0.1:9/a.png";
                const style = document.createElement("style");
                style.textContent = "body { color: red; }";
                document.head.append(script, style);
                document.body.setAttribute("onclick", "globalThis.isTaken = true");
                document.body.click();
                for (let i = 0; i < 100 && stopped.size < 5; i++) await new Promise(resume => setTimeout(resume, 20));
                return JSON.stringify([[...stopped].sort(), globalThis.isTaken ?? null]);
            })()
            """
        let answer = try await Browser.run([Browser.Case(name: "contained", evaluate: expression)], in: folder)[0]
        #expect(
            answer.value
                == "[[\"connect-src\",\"img-src\",\"script-src-attr\",\"script-src-elem\",\"style-src-elem\"],null]")
        #expect(answer.asked == [])
    }

    @Test("cosignatures count by the reader's policy, only claim by the bundle's own, and fail when one is false")
    func witnesses() async throws {
        let archive = try ZipArchive(reading: Golden.bytes("bundle.zip"))
        let proof = try LogProof(parsing: #require(archive[BundleFile.proof]))
        let text = try SignedNote(parsing: proof.checkpoint).text
        let first = try Witness("first.example/w", seed: 21)
        let second = try Witness("second.example/w", seed: 22)
        let third = try Witness("third.example/w", seed: 23)
        let false2 = SignedNote.Signature(
            name: second.name, keyID: second.keyID, signature: [UInt8](repeating: 1, count: 72))
        func made(_ name: String, _ lines: [SignedNote.Signature], policy: String) throws -> String {
            let note = try SignedNote(parsing: proof.checkpoint)
            let checkpoint = SignedNote(text: text, signatures: note.signatures + lines).encoded
            var entries = try archive.entries.map { entry in
                if entry.name == BundleFile.policy {
                    return ZipArchive.Entry(name: entry.name, bytes: Array(policy.utf8))
                }
                guard entry.name.hasSuffix(".tlog-proof") else { return entry }
                let inclusion = try LogProof(parsing: entry.bytes).inclusion
                return ZipArchive.Entry(
                    name: entry.name, bytes: LogProof(inclusion: inclusion, checkpoint: checkpoint).encoded)
            }
            let number = try #require(EvidenceNumber("EV-2026-ER2DN-YQAJ4-1NAC1"))
            let manifest = BundleManifest(number: number, files: entries)
            entries[1] = ZipArchive.Entry(name: BundleFile.manifest, bytes: manifest.encoded)
            return try write(name, ZipArchive(entries: entries).encoded())
        }
        func policy(_ quorum: String) -> String {
            """
            # What one reader believes.
            log \(key)
            witness one \(first.line)
            witness two \(second.line) https://second.example
            witness three \(third.line)
            group most 2 one two three
            group all all one two three
            quorum \(quorum)

            """
        }
        let own = String(decoding: try #require(archive[BundleFile.policy]), as: UTF8.self)
        let two = [first.cosign(text, seconds: 1_767_225_601), second.cosign(text, seconds: 1_767_225_602)]
        let plain = try made("two.zip", two, policy: own)
        let claimed = try made("claimed.zip", two, policy: policy("most"))
        let broken = try made("false.zip", [two[0], false2], policy: own)
        let answers = try await Browser.run(
            [
                check("most", plain, work, trust: policy("most")), check("all", plain, work, trust: policy("all")),
                check("none", plain, work, trust: policy("none")), check("unknown", plain, work, trust: key),
                check("claimed", claimed, work, trust: key), check("false", broken, work, trust: policy("most")),
                check("bad group", plain, work, trust: policy("two\ngroup g 3 one two")),
                check("one key twice", plain, work, trust: policy("two\nwitness four \(first.line)")),
            ], in: folder)
        #expect(answers.map { $0.steps?["witnesses"] } == ["pass", "fail", "none", "none", "part", "fail", nil, nil])
        #expect(answers.map(\.verdict) == ["holds", "failed", "holds", "holds", "holds", "failed", nil, nil])
        #expect(answers[0].text?.contains("2 of 3 witnesses signed; that is enough") == true)
        #expect(answers[4].codes?.contains("witnessesSelfAsserted") == true)
        #expect(answers[5].codes?.contains("cosignatureDiffers") == true)
    }

    /// A bundle with both ends of its interval, cosigned and with tokens of an authority elsewhere; and whose they are.
    private func timed() async throws -> (bytes: [UInt8], content: [UInt8], number: EvidenceNumber) {
        let time = SeededTime()
        let content = Array("between two times".utf8)
        let server = try AuthorityServer(time: time)
        let authority = try await server.start("elsewhere")
        let log = try EvidenceRoom.identity().signer.publicKey
        let made = try await WitnessRoom.run(logs: [log], time: time) { witness in
            let independents = Independents(peers: [witness.peer], threshold: 1, authorities: [authority])
            return try await EvidenceRoom.run(time: time, independents: independents) { room in
                let project = try await room.project()
                func seal(_ content: [UInt8]) async throws -> EvidenceV1.EvidenceItem {
                    let item = try await room.seal(content, in: project)
                    _ = try await room.bundle(item.id, wait: .witnessed)
                    #expect(try await room.timing.schedule())
                    #expect(try await room.timing.work())
                    time.advance(by: .seconds(10))
                    return item
                }
                _ = try await seal([1])
                let item = try await seal(content)
                _ = try await seal([2])
                return (try await room.bundle(item.id).bytes, content, try #require(EvidenceNumber(item.number)))
            }
        }
        await server.stop()
        return made
    }

    @Test("independent times around the entry count by the reader's witnesses, and a false one fails")
    func interval() async throws {
        let (bytes, content, number) = try await timed()
        let archive = try archive(of: bytes)
        let file = try write("timed.bin", content)
        let witness = try WitnessRoom.signer("example.org/witness", seed: 21)
        let log = try EvidenceRoom.identity().signer
        let policy = "log \(log.publicKey.line)\nwitness w \(witness.publicKey.line)\n"
        let stranger = try WitnessRoom.signer("example.org/witness", seed: 22).publicKey.line
        let token = try TimestampToken(der: TimestampResponse(der: #require(archive[BundleFile.token])).granted())
        var cases: [Browser.Case] = []
        func add(_ name: String, _ changes: [String: [UInt8]?] = [:], trust: String = policy) throws {
            var changed = bytes
            for (name, content) in changes {
                changed = try EvidenceTests.archive(of: changed).replacing(name, with: content, number: number)
            }
            cases.append(check(name, try write("\(cases.count).zip", changed), file, trust: trust))
        }
        func cosigned(_ name: String, _ seconds: Int64) throws -> [UInt8] {
            let note = try SignedNote(parsing: #require(archive[name]))
            let at = UInt64(token.time.milliseconds / 1_000 + seconds)
            return SignedNote(text: note.text, signatures: [note.signatures[0], witness.cosign(note.text, at: at)])
                .encoded
        }
        func otherKey(_ name: String) throws -> [UInt8] {
            let key = try #require(SigningKey(seed: [UInt8](repeating: 8, count: 32)))
            let note = try SignedNote(parsing: #require(archive[name]))
            let signer = try #require(NoteSigner(name: log.publicKey.name, key: key))
            return SignedNote(
                text: note.text, signatures: signer.sign(note.text).signatures + note.signatures.dropFirst()
            ).encoded
        }
        let (t1, t2) = ("interval/t1.checkpoint", "interval/t2.checkpoint")
        let cosigned1 = try SignedNote(parsing: #require(archive[t1]))
        let line = try #require(cosigned1.signatures.last)
        let flipped = SignedNote(
            text: cosigned1.text,
            signatures: cosigned1.signatures.dropLast() + [
                SignedNote.Signature(
                    name: line.name, keyID: line.keyID, signature: line.signature.dropLast() + [line.signature[71] ^ 1])
            ]
        ).encoded
        let noHash = Base64.encode([UInt8](repeating: 0, count: 32))
        let way = Array("colophon/consistency/v1\n\(noHash)\n\n".utf8)
        try add("intervalBetween")
        try add("witnessesSelfAsserted", trust: log.publicKey.line)
        try add("intervalNobody", trust: "log \(log.publicKey.line)\nwitness w \(stranger)\n")
        try add(
            "intervalBefore", [t1: nil, "interval/t1.consistency": nil, "interval/t1.tsr": nil])
        try add("intervalAfter", [t2: nil, "interval/t2.consistency": nil, "interval/t2.tsr": nil])
        try add(
            "noInterval",
            Dictionary(
                uniqueKeysWithValues: archive.entries.filter { $0.name.hasPrefix("interval/") }.map { ($0.name, nil) }))
        try add("intervalKey", [t1: try otherKey(t1)])
        let sound = cases.count
        try add("intervalEarly", [t1: try cosigned(t1, 4)])
        try add("intervalLate", [t2: try cosigned(t2, -4)])
        try add(
            "intervalHolds",
            [t1: archive[t2], "interval/t1.consistency": archive["interval/t2.consistency"], "interval/t1.tsr": nil])
        try add(
            "intervalMisses",
            [t2: archive[t1], "interval/t2.consistency": archive["interval/t1.consistency"], "interval/t2.tsr": nil])
        try add("intervalOtherTree", ["interval/t1.consistency": way])
        try add("intervalUnreadable", ["interval/t1.consistency": [1]])
        try add("intervalLacks", [t1: nil])
        try add("intervalOther", ["interval/t3.checkpoint": archive[t2]])
        try add("intervalImprint", ["interval/t1.tsr": archive[BundleFile.token]])
        try add("intervalCosignature", [t1: flipped])
        try add("intervalOtherLog", [t1: try ScriptedLog(1).note(1).encoded])
        let answers = try await Browser.run(cases, in: folder)
        for (place, answer) in answers.enumerated() {
            #expect(answer.codes?.contains(answer.name) == true, "\(answer.name): \(answer.codes ?? [])")
            #expect(answer.verdict == (place < sound ? "holds" : "failed"), "\(answer.name)")
            if place >= sound { #expect(answer.failed == ["interval"], "\(answer.name): \(answer.failed)") }
        }
        #expect(
            answers[..<sound].map { $0.steps?["interval"] }
                == ["part", "part", "unchecked", "unchecked", "unchecked", "none", "unchecked"])
        #expect(answers[0].text?.contains("(example.org/witness), before 2") == true, "\(answers[0].text ?? "")")
    }

    @Test("renewals are followed one from the other, and one that is missing or out of its order fails")
    func renewals() async throws {
        let time = SeededTime()
        let content = Array("carried forward".utf8)
        let log = try EvidenceRoom.identity().signer.publicKey
        let (bundles, number) = try await WitnessRoom.run(logs: [log], time: time) { witness in
            let independents = Independents(peers: [witness.peer], threshold: 1)
            return try await EvidenceRoom.run(time: time, independents: independents) { room in
                let project = try await room.project()
                try await room.grow(in: project)
                let item = try await room.seal(content, in: project)
                _ = try await room.bundle(item.id, wait: .witnessed)
                var bundles = [try await room.bundle(item.id).bytes]
                for _ in 0..<3 {
                    try await room.grow(in: project)
                    bundles.append(try await room.renewed(bundles[bundles.count - 1]))
                }
                return (bundles, try #require(EvidenceNumber(item.number)))
            }
        }
        let file = try write("carried.bin", content)
        let witness = try WitnessRoom.signer("example.org/witness", seed: 21)
        let policy = "log \(log.line)\nwitness w \(witness.publicKey.line)\n"
        func without(_ stem: String) throws -> [UInt8] {
            var bytes = bundles[3]
            for ending in ["checkpoint", "consistency"] {
                bytes = try EvidenceTests.archive(of: bytes)
                    .replacing("interval/\(stem).\(ending)", with: nil, number: number)
            }
            return bytes
        }
        // As it was named when there was one place alone.
        var old = try without("renewed-01")
        for stem in ["renewed-02", "renewed-03"] {
            for ending in ["checkpoint", "consistency"] {
                old = try EvidenceTests.archive(of: old)
                    .replacing("interval/\(stem).\(ending)", with: nil, number: number)
            }
        }
        for ending in ["checkpoint", "consistency"] {
            let bytes = try #require(EvidenceTests.archive(of: bundles[3])["interval/renewed-01.\(ending)"])
            old = try EvidenceTests.archive(of: old)
                .replacing("interval/renewed.\(ending)", with: bytes, number: number)
        }
        let three = try EvidenceTests.archive(of: bundles[3])
        let repeated = try EvidenceTests.archive(
            of: three.replacing(
                "interval/renewed-03.checkpoint", with: three["interval/renewed-02.checkpoint"], number: number)
        ).replacing(
            "interval/renewed-03.consistency", with: Array("colophon/consistency/v1\n\n".utf8), number: number)
        let made: [(String, [UInt8])] = [
            ("intervalRenewed", bundles[1]), ("intervalRenewals", bundles[3]), ("intervalRenewed", old),
            ("intervalOtherTree", try without("renewed-01")), ("intervalGap", try repeatedGap(three, number)),
            ("intervalOlder", repeated),
        ]
        let cases = try made.enumerated().map { place, each in
            check(each.0, try write("renewal-\(place).zip", each.1), file, trust: policy)
        }
        let answers = try await Browser.run(cases, in: folder)
        for (place, answer) in answers.enumerated() {
            #expect(answer.codes?.contains(answer.name) == true, "\(answer.name): \(answer.codes ?? [])")
            #expect(answer.verdict == (place < 3 ? "holds" : "failed"), "\(answer.name)")
            if place >= 3 { #expect(answer.failed == ["interval"], "\(answer.name): \(answer.failed)") }
            let report = try BundleVerifier(
                trust: TrustAnchors(
                    log: log, authorities: try TrustFolder.load(Golden.path("trust")).authorities,
                    witnesses: try #require(WitnessQuorum([witness.publicKey], threshold: 0)))
            ).verify(bundle: made[place].1, file: FileDigests(of: content))
            let step = try #require(report.steps.first { $0.name == .interval })
            #expect((step.outcome == .failed) == (place >= 3), "\(answer.name): \(step)")
        }
        #expect(answers[1].text?.contains("renewed 3 times since, from 2026-") == true)
    }

    /// The bundle with its second renewal's checkpoint alone missing; a proof without one is no renewal.
    private func repeatedGap(_ archive: ZipArchive, _ number: EvidenceNumber) throws -> [UInt8] {
        let third = try #require(archive["interval/renewed-03.checkpoint"])
        // The third stands proven from the first: as it would be had there never been a second.
        var bytes = try archive.replacing("interval/renewed-02.checkpoint", with: nil, number: number)
        bytes = try EvidenceTests.archive(of: bytes)
            .replacing("interval/renewed-02.consistency", with: nil, number: number)
        let first = try #require(archive["interval/renewed-01.checkpoint"])
        bytes = try EvidenceTests.archive(of: bytes)
            .replacing("interval/renewed-03.checkpoint", with: first, number: number)
        #expect(third != first)
        return try EvidenceTests.archive(of: bytes).replacing(
            "interval/renewed-03.consistency", with: Array("colophon/consistency/v1\n\n".utf8), number: number)
    }

    @Test("who had verified the holder, as whom and when is shown in both languages, as text and nothing else")
    func attestation() async throws {
        let holders = KnownHolders()
        let hostile = "<b id=evil>李</b>\u{202E}*"
        let made = try await EvidenceRoom.run(holders: holders) { room in
            var made: [(bytes: [UInt8], content: [UInt8])] = []
            let words: [(HolderAttestation.Authority, String)] = [(.platform, "张*二"), (.henan, "李*"), (.cpcc, hostile)]
            for (place, (authority, name)) in words.enumerated() {
                let account = "acc_\(place)"
                holders.say(.init(authority: authority, version: 7, name: name), of: account)
                let project = try await room.project(account: account)
                let content = [UInt8](repeating: UInt8(place), count: 9)
                let item = try await room.seal(content, in: project, account: account)
                made.append((try await room.bundle(item.id, account: account).bytes, content))
            }
            return made
        }
        var cases: [Browser.Case] = []
        for (place, each) in made.enumerated() {
            let bundle = try write("attested-\(place).zip", each.bytes)
            let file = try write("attested-\(place).bin", each.content)
            for language in ["zh-CN", "en-GB"] {
                var one = check(
                    "\(place) \(language)", bundle, file, trust: try EvidenceRoom.identity().signer.publicKey.line)
                one.language = language
                one.page = try write("attested-\(place)-\(language).html", VerifyPage.html())
                cases.append(one)
            }
        }
        cases.append(check("before", self.bundle, work, trust: key))
        let answers = try await Browser.run(cases, in: folder)
        let facts = answers.map { $0.facts?["attestation"] }
        let day = Moment.text(WallTime(milliseconds: 1_790_000_000_000))
        for fact in facts.dropLast() { #expect(fact?.contains(day) == true && fact?.contains("7") == true, "\(facts)") }
        #expect(facts[0]?.hasPrefix("由本平台核实为“张*二”") == true, "\(facts)")
        #expect(facts[1]?.hasPrefix("by the platform, as “张*二”, version 7, at ") == true)
        #expect(facts[2]?.hasPrefix("按河南省版权登记要求核实为“李*”") == true)
        #expect(facts[5]?.hasPrefix("as the Copyright Protection Centre of China requires, as “<b id=evil>") == true)
        #expect(facts[4]?.contains(#"\u202e*”"#) == true)
        // The first version's bundle does not say by whom.
        #expect(facts[6] == nil && answers[6].facts?["holder"] != nil)
        #expect(answers.allSatisfy { $0.verdict == "holds" && $0.said.isEmpty })
    }

    @Test("with the keys that the log had before in it, the page believes bundles from then")
    func retired() async throws {
        let next = try #require(SigningKey(seed: [UInt8](repeating: 8, count: 32)))
        let today = try #require(NoteKey(name: EvidenceRoom.origin, key: next.publicKey))
        let before = try #require(NoteKey(parsing: key))
        func served(_ name: String, _ html: [UInt8]) throws -> Browser.Case {
            var each = check(name, bundle, work)
            each.page = try write(name + ".html", html)
            return each
        }
        let answers = try await Browser.run(
            [
                served("known", VerifyPage.html(logKey: today, retired: [before])),
                served("unknown", VerifyPage.html(logKey: today)),
            ], in: folder)
        #expect(answers.map(\.verdict) == ["holds", "failed"])
        #expect(answers[0].codes?.contains("keyOfSite") == true && answers[1].codes?.contains("logAbsent") == true)
    }

    @Test("what a sender said of itself is shown as its own word, in both languages, as text and nothing else")
    func client() async throws {
        let made = try await EvidenceRoom.run { room in
            let project = try await room.project()
            let content = Array("a sketch".utf8)
            var made: [[UInt8]] = []
            for (milliseconds, system) in [(Int64(1_000_000_000_123), "<b id=evil>13"), (0, "Linux"), (0, "")] {
                let header = EvidenceV1.SubmitRequest.Header(
                    project: project, name: "work.txt", size: UInt64(content.count),
                    clientTimeMilliseconds: milliseconds,
                    environment: .init(
                        program: milliseconds > 0 ? "colophon" : "", version: milliseconds > 0 ? "1.0" : "",
                        system: system))
                let item = try #require(
                    try await room.submit(
                        [.header(header), .chunk(content), .digest(.init(sha256: Digest.sha256(content)))]
                    ).evidence)
                made.append(try await room.bundle(item.id).bytes)
            }
            return made
        }
        let file = try write("sketch.bin", Array("a sketch".utf8))
        var cases: [Browser.Case] = []
        for (place, bytes) in made.enumerated() {
            let bundle = try write("client-\(place).zip", bytes)
            for language in ["zh-CN", "en-GB"] {
                var one = check(
                    "\(place) \(language)", bundle, file, trust: try EvidenceRoom.identity().signer.publicKey.line)
                one.language = language
                one.page = try write("client-\(place)-\(language).html", VerifyPage.html())
                cases.append(one)
            }
        }
        let answers = try await Browser.run(cases, in: folder)
        #expect(answers.allSatisfy { $0.verdict == "holds" && $0.said.isEmpty })
        let whole = "2001-09-09T01:46:40.123Z · colophon 1.0 · <b id=evil>13"
        #expect(answers.map { $0.facts?["client"] } == [whole, whole, "Linux", "Linux", nil, nil])
        #expect(answers[0].text?.contains("提交端自述，未核验") == true)
        #expect(answers[1].text?.contains("Told by sender, unchecked") == true)
    }

    @Test("a stage is shown, so is that digests alone came; a whole chain's bundle is named as one")
    func kinds() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let content = Array("never leaves the house".utf8)
            let header = EvidenceV1.SubmitRequest.Header(
                project: project, name: "work.txt", size: UInt64(content.count), mediaType: "text/plain",
                stage: .draft, hashOnly: true, sha256: Digest.sha256(content), sm3: Digest.sm3(content))
            let item = try #require(try await room.submit([.header(header)]).evidence)
            let chain = try await room.client.sealChain(
                EvidenceV1.SealChainRequest(project: project), options: room.options()
            ) { chunks in
                var bytes: [UInt8] = []
                for try await chunk in chunks { bytes += chunk.data }
                return bytes
            }
            let file = try write("work.bin", content)
            let key = room.identity.signer.publicKey.line
            let answers = try await Browser.run(
                [
                    check("digests", try write("digests.zip", room.bundle(item.id).bytes), file, trust: key),
                    check("chain", try write("chain.zip", chain), file, trust: key),
                ], in: folder)
            #expect(answers[0].verdict == "holds" && answers[0].facts?["stage"] == "draft")
            #expect(answers[0].facts?["possession"]?.contains("possession not shown") == true)
            #expect(answers[0].codes?.contains("possession") == true)
            #expect(answers[1].verdict == "refused" && answers[1].code == "wholeChain")
        }
    }

    @Test("bundles that the service made a moment ago hold, from the first of a chain to the last")
    func fresh() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project("连环 <b>画</b>")
            var cases: [Browser.Case] = []
            for place in 0..<3 {
                let content = [UInt8](repeating: UInt8(place), count: 70_000 * (place + 1))
                let item = try await room.seal(content, in: project, name: "第\(place)稿 &amp; \"x\".txt")
                let bytes = try await room.bundle(item.id).bytes
                cases.append(
                    check(
                        "\(place)", try write("\(place).zip", bytes), try write("\(place).bin", content),
                        trust: room.identity.signer.publicKey.line))
            }
            for (place, answer) in try await Browser.run(cases, in: folder).enumerated() {
                #expect(answer.verdict == "holds", "\(answer.codes ?? [])")
                #expect(answer.facts?["sequence"] == "\(place)")
                #expect(answer.facts?["name"] == "第\(place)稿 &amp; \"x\".txt")
                #expect(answer.facts?["project"] == "连环 <b>画</b>")
            }
        }
    }
}

/// A witness of a test: cosigns checkpoints (c2sp.org/tlog-cosignature).
private struct Witness {
    let name: String
    private let key: SigningKey

    init(_ name: String, seed: UInt8) throws {
        self.name = name
        key = try #require(SigningKey(seed: [UInt8](repeating: seed, count: 32)))
    }

    private var encoded: [UInt8] { [0x04] + key.publicKey.rawBytes }
    private var identifier: [UInt8] { Array(Digest.sha256(Array((name + "\n").utf8) + encoded)[..<4]) }
    var keyID: UInt32 { identifier.reduce(0) { $0 << 8 | UInt32($1) } }
    var line: String { "\(name)+\(Hexadecimal.encode(identifier))+\(Base64.encode(encoded))" }

    func cosign(_ text: String, seconds: UInt64) -> SignedNote.Signature {
        let time = (0..<8).map { UInt8(truncatingIfNeeded: seconds >> (56 - 8 * UInt64($0))) }
        let signature = key.sign(Array("cosignature/v1\ntime \(seconds)\n\(text)".utf8))
        return SignedNote.Signature(name: name, keyID: keyID, signature: time + signature)
    }
}
