import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshStore
import MeshTestKit
import Synchronization
import Testing

@Suite("Public verification", .timeLimit(.minutes(5)))
struct VerificationTests {
    private let content = Array("the first sketch".utf8)
    /// Everything that an answer may tell, and all of it stands on the certificate.
    private static let facts = [
        "number", "name", "project", "holder", "holderVerification", "possessionShown", "sha256", "sm3", "acceptedAt",
        "timestampAt", "logOrigin", "logIndex", "leafHash", "tokenSerial", "tokenPolicy", "tokenIssuer",
    ]

    private func json(_ answer: OutsideRoom.Answer) throws -> CanonicalJSON {
        #expect(answer.headers["content-type"] == "application/json")
        return try #require(CanonicalJSON(parsing: Array(answer.body.dropLast())))
    }

    private func reason(_ answer: OutsideRoom.Answer) throws -> String? {
        try json(answer)["error"]?["reason"]?.string
    }

    private func refusal(_ body: () async throws -> Void) async -> RPCError? {
        await #expect(throws: RPCError.self) { try await body() }
    }

    private func ask(
        file content: [UInt8], in room: EvidenceRoom, chunk: Int = 7
    ) async throws -> EvidenceV1.PublicSeals {
        try await room.verification.verifyFile(options: CallOptions(timeout: .seconds(60))) { writer in
            for start in stride(from: 0, to: content.count, by: chunk) {
                let piece = Array(content[start..<min(start + chunk, content.count)])
                try await writer.write(EvidenceV1.VerifyFileRequest(chunk: piece))
            }
        }
    }

    /// Keeps the log before, and cannot be reached.
    private struct Unreachable: FormerSeals {
        func seals(
            _ question: SealQuestion
        ) async throws(EvidenceError) -> (seals: [EvidenceCertificate], more: Bool)? {
            throw .formerUnreachable
        }
    }

    @Test("a digest leads to its seal in the log before first, whatever is found here, or to none if nobody can tell")
    func earlier() async throws {
        let key = try #require(SigningKey(seed: [UInt8](repeating: 9, count: 32)))
        let identity = try #require(LogIdentity(origin: "evidence.example/next", key: key))
        try await EvidenceRoom.run { old in
            let first = try await old.seal(content, in: try await old.project())
            let time = SeededTime(start: old.time.wall().advanced(by: .seconds(60)))
            try await EvidenceRoom.run(identity: identity, time: time, former: FormerLog(old.caller)) { room in
                let project = try await room.project()
                let second = try await room.seal(content, in: project)
                let both = [first.number, second.number]
                for digest in [.sha256(first.sha256), .sm3(first.sm3)] as [EvidenceV1.VerifyDigestRequest.Digest] {
                    let answer = try await room.verification.verifyDigest(
                        EvidenceV1.VerifyDigestRequest(digest: digest))
                    #expect(answer.seals.map(\.number) == both && !answer.more)
                    #expect(answer.seals.map(\.logOrigin) == [EvidenceRoom.origin, identity.origin])
                }
                #expect(try await ask(file: content, in: room).seals.map(\.number) == both)
                for number in both {
                    let seal = try await room.verification.verifyNumber(
                        EvidenceV1.VerifyNumberRequest(number: number))
                    #expect(seal.number == number)
                }
                // One more than an answer holds.
                for _ in 1..<Limits.verifySealsMax { _ = try await room.seal(content, in: project) }
                let full = try await ask(file: content, in: room)
                #expect(full.seals.count == Limits.verifySealsMax && full.more)
                #expect(full.seals.prefix(2).map(\.number) == both)
            }
            try await EvidenceRoom.run(identity: identity, time: time, former: Unreachable()) { room in
                let item = try await room.seal(content, in: try await room.project())
                let refusal = await refusal {
                    _ = try await room.verification.verifyDigest(
                        EvidenceV1.VerifyDigestRequest(digest: .sha256(item.sha256)))
                }
                #expect(refusal?.code == .unavailable && refusal?.reason?.reason == "FORMER_UNREACHABLE")
                let seal = try await room.verification.verifyNumber(
                    EvidenceV1.VerifyNumberRequest(number: item.number))
                #expect(seal.number == item.number)
            }
        }
    }

    @Test("number, either digest and the file itself lead to the same facts, by rpc and over HTTP")
    func found() async throws {
        try await EvidenceRoom.run { room in
            let item = try await room.seal(content, in: try await room.project("A project"))
            let seal = try await room.verification.verifyNumber(
                EvidenceV1.VerifyNumberRequest(number: item.number.lowercased()))
            #expect(seal.number == item.number && seal.name == "work.txt" && seal.project == "A project")
            #expect(seal.sha256 == item.sha256 && seal.sm3 == item.sm3 && seal.possessionShown)
            #expect(seal.logIndex == item.logIndex && seal.leafHash == item.leafHash)
            #expect(seal.logOrigin == EvidenceRoom.origin && seal.timestampAt == item.timestampAt)
            #expect(seal.holder == "张*二" && seal.holderVerification == "verified")
            let expected = EvidenceV1.PublicSeals(seals: [seal])
            for digest in [.sha256(item.sha256), .sm3(item.sm3)] as [EvidenceV1.VerifyDigestRequest.Digest] {
                let answer = try await room.verification.verifyDigest(EvidenceV1.VerifyDigestRequest(digest: digest))
                #expect(answer == expected)
            }
            #expect(try await ask(file: content, in: room) == expected)
            try await OutsideRoom.run(room) { outside in
                let answers = [
                    try await outside.ask("/v1/verify/\(item.number)"),
                    try await outside.ask("/v1/verify?sha256=\(Hexadecimal.encode(item.sha256))"),
                    try await outside.ask("/v1/verify?sm3=\(Hexadecimal.encode(item.sm3).uppercased())"),
                    try await outside.send(content, as: "application/octet-stream", to: "/v1/verify"),
                    try await outside.send(content, as: "text/plain", to: "/v1/verify"),
                ]
                for answer in answers {
                    #expect(answer.status == 200 && answer.body == answers[0].body)
                    #expect(answer.headers["cache-control"] == "no-store")
                    #expect(answer.headers["access-control-allow-origin"] == "*")
                }
                let told = try #require(try json(answers[0])["seals"]?.array)
                #expect(told.count == 1 && told[0]["tokenSerial"]?.string == seal.tokenSerial)
                #expect(told[0]["timestampAt"]?.string?.hasPrefix("2026-01-01T00:00:00") == true)
            }
        }
    }

    @Test("a seal has these fields over rpc, in JSON and on its page, and no other")
    func fields() {
        // The properties of the generated value are the fields of the message.
        let fields = Mirror(reflecting: EvidenceV1.PublicSeal()).children.compactMap(\.label)
        #expect(fields == Self.facts)
    }

    @Test("no answer has a fact that the certificate does not print", arguments: [false, true])
    func bounded(isHashOnly: Bool) async throws {
        try await EvidenceRoom.run { room in
            let account = "acc_0192f3c1-0001"
            let project = try await room.project("样书 & <b>", account: account)
            let header = EvidenceV1.SubmitRequest.Header(
                project: project, name: "a <i>.txt", size: UInt64(content.count), mediaType: "text/x-tellable",
                hashOnly: isHashOnly, sha256: isHashOnly ? Digest.sha256(content) : [],
                sm3: isHashOnly ? Digest.sm3(content) : [], clientTimeMilliseconds: 1_000_000_000_123,
                environment: .init(program: "senderprogram", version: "9.8.7", system: "Sendersystem 13"))
            let digest = EvidenceV1.SubmitRequest.Part.digest(.init(sha256: Digest.sha256(content)))
            let parts = [.header(header)] + (isHashOnly ? [] : [.chunk(content), digest])
            let item = try #require(try await room.submit(parts, account: account).evidence)
            let bundle = try await room.bundle(item.id, account: account)
            let files = try archive(of: bundle.bytes)
            let paper = try await PrintedPaper(try #require(files[BundleFile.certificate]))
            let sheet = paper.pages.joined().filter { !$0.isWhitespace }
            // What the sender says of itself is for the holder's sheet alone; so are size, type and place in the chain.
            let told = ["senderprogram", "Sendersystem13", "2001-09-0901:46:40.123", "text/x-tellable"]
            for words in told { #expect(sheet.contains(words), "\(words)") }
            try await OutsideRoom.run(room) { outside in
                let answer = try await outside.ask("/v1/verify/\(item.number)")
                guard case .object(let whole) = try json(answer),
                    case .object(let members)? = try json(answer)["seals"]?.array?.first
                else { throw SystemFailure("an answer that is no object") }
                #expect(whole.map(\.key) == ["seals", "more", "shows"])
                #expect(members.map(\.key) == Self.facts)
                for member in members {
                    guard let text = member.value.string else { continue }
                    // The certificate says these in words.
                    let printed =
                        switch member.key {
                        case "holderVerification": "identityverified"
                        case "acceptedAt", "timestampAt": text.replacing("T", with: "").replacing("Z", with: "UTC")
                        default: text
                        }
                    #expect(sheet.contains(printed.filter { !$0.isWhitespace }), "\(member.key): \(text)")
                }
                #expect(members.first { $0.key == "possessionShown" }?.value == .boolean(!isHashOnly))
                let page = try await outside.ask("/verify/\(item.number)")
                let secrets = [item.id, project, account, bundle.name, "senderprogram", "9.8.7", "Sendersystem"]
                for secret in secrets + ["2001-09-09", "1000000000123", "text/x-tellable"] {
                    #expect(!answer.text.contains(secret) && !page.text.contains(secret), "\(secret)")
                }
                #expect(page.status == 200 && page.headers["content-type"] == "text/html; charset=utf-8")
                let policy = try #require(page.headers["content-security-policy"])
                #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"))
                #expect(page.text.contains("样书 &amp; &lt;b&gt;") && page.text.contains("a &lt;i&gt;.txt"))
                #expect(!page.text.contains("<b>") && !page.text.contains("<script"))
                for words in [
                    "lang=\"zh-CN\"", "lang=\"en\"", "存证", "Evidence number", "href=\"../verify\"",
                    Hexadecimal.encode(item.sha256), Hexadecimal.encode(item.sm3), "张*二",
                ] {
                    #expect(page.text.contains(words), "\(words)")
                }
                // Every fact of the page has its label on the certificate, and its value behind it.
                let facts = page.text.matches(of: #/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/#.dotMatchesNewlines())
                #expect(facts.count == 2 * (Self.facts.count - 2), "\(facts.map(\.output.1))")
                for fact in facts {
                    let label = fact.output.1.filter { !$0.isWhitespace }
                    #expect(sheet.contains(label), "\(label)")
                    let value = fact.output.2.replacing(#/<[^>]*>/#, with: "")
                        .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&#39;", with: "'")
                        .replacing("&amp;", with: "&")
                        .filter { !$0.isWhitespace }
                    #expect(sheet.contains(value), "\(label): \(value)")
                }
                #expect(page.text.contains("possession not shown") == isHashOnly)

                // Of what was erased nothing is said but that it was.
                _ = try await room.erasure.eraseItem(
                    EvidenceV1.EraseItemRequest(which: .id(item.id)), options: room.options(account))
                let gone = [
                    try await outside.ask("/v1/verify/\(item.number)"), try await outside.ask("/verify/\(item.number)"),
                ]
                for (place, answer) in gone.enumerated() {
                    #expect(answer.status == 410, "\(place)")
                    let facts = [
                        "a &lt;i", "a <i", "样书", "张*二", Hexadecimal.encode(item.sha256), Hexadecimal.encode(item.sm3),
                        Hexadecimal.encode(item.leafHash), "<dt>", "tokenSerial",
                    ]
                    for fact in secrets + facts { #expect(!answer.text.contains(fact), "\(place): \(fact)") }
                }
            }
        }
    }

    @Test("a file sealed many times is answered with its first sixteen seals, the earliest first")
    func several() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            var numbers: [String] = []
            for _ in 0..<18 {
                numbers.append(try await room.seal(content, in: project).number)
                room.time.advance(by: .milliseconds(3))
            }
            _ = try await room.seal([1], in: project)
            let answer = try await room.verification.verifyDigest(
                EvidenceV1.VerifyDigestRequest(digest: .sha256(Digest.sha256(content))))
            #expect(answer.seals.map(\.number) == Array(numbers.prefix(16)) && answer.more)
            let one = try await room.verification.verifyDigest(
                EvidenceV1.VerifyDigestRequest(digest: .sha256(Digest.sha256([1]))))
            #expect(one.seals.count == 1 && !one.more)
        }
    }

    @Test("what is not there and what is no question are told apart")
    func refused() async throws {
        try await EvidenceRoom.run { room in
            let item = try await room.seal(content, in: try await room.project())
            let unknown = EvidenceNumber(at: room.time.wall(), random: SeededRandom(seed: 3)).description
            let digest = Hexadecimal.encode(Digest.sha256([9]))
            var wrong = Array(item.number.utf8)
            wrong[wrong.count - 1] = wrong[wrong.count - 1] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
            let cases: [(String, Int, String)] = [
                ("/\(unknown)", 404, "EVIDENCE_NOT_FOUND"), ("?sha256=\(digest)", 404, "DIGEST_NOT_FOUND"),
                ("?sm3=\(digest)", 404, "DIGEST_NOT_FOUND"), ("/EV-1", 400, "INVALID_EVIDENCE"),
                ("/", 400, "INVALID_EVIDENCE"), ("/\(String(decoding: wrong, as: UTF8.self))", 400, "INVALID_EVIDENCE"),
                ("/\(item.number)/x", 400, "INVALID_EVIDENCE"), ("/\(item.id)", 400, "INVALID_EVIDENCE"),
                ("", 400, "INVALID_QUESTION"), ("?", 400, "INVALID_QUESTION"),
                ("?md5=\(digest)", 400, "INVALID_QUESTION"),
                ("?sha256=\(digest)&sm3=\(digest)", 400, "INVALID_QUESTION"), ("?sha256=", 400, "INVALID_DIGEST"),
                ("?sha256=\(digest.dropLast())", 400, "INVALID_DIGEST"), ("?sm3=\(digest)0", 400, "INVALID_DIGEST"),
                ("?sha256=\(String(repeating: "g", count: 64))", 400, "INVALID_DIGEST"),
            ]
            try await OutsideRoom.run(room) { outside in
                for (path, status, word) in cases {
                    let answer = try await outside.ask("/v1/verify\(path)")
                    #expect(answer.status == status, "\(path)")
                    #expect(try reason(answer) == word, "\(path)")
                    room.time.advance(by: .seconds(2))
                }
                for (path, status) in [("/\(unknown)", 404), ("/EV-1", 400), ("/", 400)] {
                    let page = try await outside.ask("/verify\(path)")
                    #expect(page.status == status && page.headers["content-type"] == "text/html; charset=utf-8")
                    #expect(page.text.contains("lang=\"zh-CN\"") && page.text.contains("lang=\"en\""))
                }
                for method in ["PUT", "DELETE"] {
                    let answer = try await outside.ask("/v1/verify", "-X", method)
                    #expect(answer.status == 405 && answer.headers["allow"] == "GET, HEAD, POST")
                }
            }
            func number(_ text: String) async -> String? {
                await refusal {
                    _ = try await room.verification.verifyNumber(EvidenceV1.VerifyNumberRequest(number: text))
                }?.reason?.reason
            }
            #expect(await number(unknown) == "EVIDENCE_NOT_FOUND")
            #expect(await number("x") == "INVALID_EVIDENCE")
            func digestReason(_ digest: EvidenceV1.VerifyDigestRequest.Digest?) async -> String? {
                await refusal {
                    _ = try await room.verification.verifyDigest(EvidenceV1.VerifyDigestRequest(digest: digest))
                }?.reason?.reason
            }
            #expect(await digestReason(nil) == "INVALID_QUESTION")
            #expect(await digestReason(.sha256([1])) == "INVALID_DIGEST")
            #expect(await digestReason(.sm3([UInt8](repeating: 0, count: 33))) == "INVALID_DIGEST")
            #expect(await digestReason(.sm3([UInt8](repeating: 0, count: 32))) == "DIGEST_NOT_FOUND")
        }
    }

    @Test("a file that is empty, too large or endless is refused, bytes have an allowance, and nothing of any is kept")
    func files() async throws {
        let largest = 600_000
        var rates = VerificationBudget.Rates.strangers
        rates.sourceBytes = AllowanceBucket.Rate(burst: 1_000_000, perSecond: 1_000)
        try await EvidenceRoom.run(strangers: rates, questionBytesMax: largest) { room in
            func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 7, count: count) }
            try await OutsideRoom.run(room) { outside in
                func send(_ count: Int, _ options: String...) async throws -> OutsideRoom.Answer {
                    try WholeFile.replace(outside.folder.file("file"), with: bytes(count))
                    return try await outside.ask(
                        "/v1/verify",
                        options: ["-X", "POST", "-H", "Expect:", "--data-binary", "@\(outside.folder.file("file"))"]
                            + options)
                }
                let empty = try await send(0)
                #expect(empty.status == 400)
                #expect(try reason(empty) == "EMPTY_FILE")
                let stated = try await send(largest + 1)
                #expect(stated.status == 413)
                let endless = try await send(largest + 1, "-H", "Transfer-Encoding: chunked")
                #expect(endless.status == 413 && endless.headers["connection"] == "close")
                #expect(try reason(endless) == "FILE_TOO_LARGE")
                room.time.advance(by: .seconds(2_000))
                let whole = try await send(largest)
                #expect(whole.status == 404)
                #expect(try reason(whole) == "DIGEST_NOT_FOUND")
                let again = try await send(largest)
                #expect(again.status == 429 && again.headers["retry-after"] != nil)
                #expect(try reason(again) == "TOO_MANY_QUESTIONS")
                // The allowance for questions is another.
                #expect(try await outside.ask("/v1/verify/EV-1").status == 400)
            }
            func file(_ pieces: [[UInt8]]) async -> String? {
                await refusal {
                    _ = try await room.verification.verifyFile(options: CallOptions(timeout: .seconds(60))) { writer in
                        for piece in pieces {
                            try await writer.write(EvidenceV1.VerifyFileRequest(chunk: piece))
                        }
                    }
                }?.reason?.reason
            }
            #expect(await file([]) == "EMPTY_FILE")
            #expect(await file([[]]) == "INVALID_CHUNK")
            #expect(await file([bytes(262_145)]) == "INVALID_CHUNK")
            #expect(await file(Array(repeating: bytes(200_000), count: 4)) == "FILE_TOO_LARGE")
            #expect(room.blobFiles.isEmpty)
        }
    }

    @Test("each network has its allowance, and so have all callers: past it they are told when to come again")
    func rates() async throws {
        try await EvidenceRoom.run { room in
            let item = try await room.seal(content, in: try await room.project())
            try await OutsideRoom.run(room) { outside in
                for _ in 0..<Limits.verifySourceBurst {
                    #expect(try await outside.ask("/v1/verify/\(item.number)").status == 200)
                }
                let refused = try await outside.ask("/v1/verify/\(item.number)")
                #expect(refused.status == 429)
                #expect(try reason(refused) == "TOO_MANY_QUESTIONS")
                let seconds = try #require(refused.headers["retry-after"].flatMap { Int64($0) })
                #expect((1...2).contains(seconds))
                let page = try await outside.ask("/verify/\(item.number)")
                #expect(page.status == 429 && page.headers["retry-after"] != nil)
                // The log is not asked about with the same allowance, and callers have their own.
                #expect(try await outside.ask("/checkpoint").status == 200)
                _ = try await room.verification.verifyNumber(EvidenceV1.VerifyNumberRequest(number: item.number))
                room.time.advance(by: .seconds(seconds))
                #expect(try await outside.ask("/v1/verify/\(item.number)").status == 200)
                let text = String(decoding: room.metrics.exposition(), as: UTF8.self)
                #expect(text.contains(#"colophon_evidence_questions_total{asker="stranger",outcome="too-many"} 2"#))
            }
            for _ in 1..<Limits.verifyTotalBurst {
                _ = try? await room.verification.verifyNumber(EvidenceV1.VerifyNumberRequest(number: "x"))
            }
            // Some came back while the clock moved on.
            var last: RPCError?
            for _ in 0..<Limits.verifyTotalPerSecond * 4 where last?.code != .resourceExhausted {
                last = await refusal {
                    _ = try await room.verification.verifyNumber(EvidenceV1.VerifyNumberRequest(number: "x"))
                }
            }
            #expect(last?.reason?.reason == "TOO_MANY_QUESTIONS" && last?.retryDelay != nil)
        }
    }

    @Test("a flood of questions from all sides gets its allowance and no more, and every work is sealed meanwhile")
    func flooded() async throws {
        let (rounds, milliseconds) = (40, 100)
        // The clock stands still but for the rounds: what is allowed in all of them together is known.
        let seconds = rounds * milliseconds / 1_000
        let callersMax = Limits.verifyTotalBurst + Limits.verifyTotalPerSecond * seconds
        let strangersMax = Limits.verifySourceBurst + Limits.verifySourcePerSecond * seconds
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let item = try await room.seal(content, in: project)
            let (callers, strangers) = (Flood(), Flood())
            let file = SeededRandom(seed: 5).bytes(200_000)
            try await OutsideRoom.run(room) { outside in
                let path = "/v1/verify/\(item.number)"
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<6 {
                        group.addTask {
                            while callers.goesOn {
                                do {
                                    if number % 3 == 0 {
                                        // It is known or not, and has cost the same.
                                        _ = try await self.ask(file: file, in: room, chunk: 50_000)
                                    } else {
                                        _ = try await room.verification.verifyDigest(
                                            EvidenceV1.VerifyDigestRequest(digest: .sha256(item.sha256)))
                                    }
                                    callers.count("")
                                } catch let error as RPCError {
                                    let reason = error.reason?.reason ?? "\(error)"
                                    callers.count(reason == "DIGEST_NOT_FOUND" ? "" : reason)
                                }
                            }
                        }
                    }
                    group.addTask {
                        while strangers.goesOn {
                            let status = try await outside.ask(path).status
                            strangers.count(status == 200 ? "" : "\(status)")
                        }
                    }
                    group.addTask {
                        // The flood ends with the last seal: were they kept waiting, neither would.
                        defer {
                            callers.end()
                            strangers.end()
                        }
                        for round in 0..<rounds {
                            let before = (callers.refused, strangers.refused)
                            room.time.advance(by: .milliseconds(milliseconds))
                            _ = try await room.seal(Array("work \(round)".utf8), in: project)
                            // It goes on, and is refused, between two seals; more than is allowed is seen below.
                            try await until {
                                callers.refused > before.0 && strangers.refused > before.1
                                    || callers.answered > callersMax || strangers.answered > strangersMax
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            #expect((Limits.verifyTotalBurst...callersMax).contains(callers.answered), "\(callers.answered)")
            #expect((Limits.verifySourceBurst...strangersMax).contains(strangers.answered), "\(strangers.answered)")
            #expect(callers.refusals == ["TOO_MANY_QUESTIONS"] && strangers.refusals == ["429"])
            let text = String(decoding: room.metrics.exposition(), as: UTF8.self)
            for (asker, flood) in [("caller", callers), ("stranger", strangers)] {
                let count = #"{asker="\#(asker)",outcome="too-many"} \#(flood.refused)"#
                #expect(text.contains("colophon_evidence_questions_total" + count), "\(count): \(text)")
            }
            #expect(try await room.audit().size == UInt64(rounds + 1))
        }
    }

    @Test("a stolen store tells no digest, and digests are still found after a restart")
    func stolen() async throws {
        let folder = try await EvidenceRoom.run { room in
            _ = try await room.seal(content, in: try await room.project())
            let rows = try await room.store.read { try $0.rows("SELECT sha256, sm3 FROM evidence_digests") }
            #expect(rows.count == 1)
            for column in ["sha256", "sm3"] {
                let code = try #require(try rows.first?.blob(column))
                #expect(code != Digest.sha256(content) && code != Digest.sm3(content))
            }
            return room.folder
        }
        for path in FileTree.files(below: folder.path) {
            let bytes = try WholeFile.contents(path)
            #expect(bytes.firstRange(of: Digest.sha256(content)) == nil, "\(path)")
            #expect(bytes.firstRange(of: Digest.sm3(content)) == nil, "\(path)")
        }
        try await EvidenceRoom.run(folder: folder) { room in
            let seals = try await ask(file: content, in: room).seals
            #expect(seals.count == 1)
        }
    }

    @Test("items from before the index are found once they were indexed, erased ones are passed over")
    func indexed() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let theirs = try await room.project(account: "acc_b")
            for number in 0..<6 {
                _ = try await room.seal([UInt8(number)], in: project)
                _ = try await room.seal([UInt8(number)], in: theirs, account: "acc_b")
                room.time.advance(by: .milliseconds(2))
            }
            try await room.store.write { transaction in
                try transaction.execute("DELETE FROM evidence_digests")
                try transaction.destroySubjectKey("acc_b")
            }
            let missing = await refusal { _ = try await ask(file: [3], in: room) }
            #expect(missing?.reason?.reason == "DIGEST_NOT_FOUND")
            #expect(try await room.server.indexOldItems() == 6)
            #expect(try await room.server.indexOldItems() == 0)
            for number in 0..<6 { #expect(try await ask(file: [UInt8(number)], in: room).seals.count == 1) }
        }
    }

    @Test("an erased item answers that it was, by its number, and is not found by its digest")
    func erased() async throws {
        try await EvidenceRoom.run { room in
            let item = try await room.seal(content, in: try await room.project())
            try await room.store.write { try $0.destroySubjectKey("acc_a") }
            let gone = await refusal {
                _ = try await room.verification.verifyNumber(EvidenceV1.VerifyNumberRequest(number: item.number))
            }
            #expect(gone?.code == .notFound && gone?.reason?.reason == "ERASED")
            let missing = await refusal { _ = try await ask(file: content, in: room) }
            #expect(missing?.reason?.reason == "DIGEST_NOT_FOUND")
            try await OutsideRoom.run(room) { outside in
                let answer = try await outside.ask("/v1/verify/\(item.number)")
                #expect(answer.status == 410)
                #expect(try reason(answer) == "ERASED")
                #expect(try await outside.ask("/verify/\(item.number)").status == 410)
            }
        }
    }

    @Test("what was changed in the store is not shown as sealed")
    func changed() async throws {
        try await EvidenceRoom.run { room in
            let item = try await room.seal(content, in: try await room.project())
            try await room.store.write { transaction in
                let leaf = try transaction.row("SELECT leaf FROM log_entries")?.blob("leaf") ?? []
                var other = leaf
                other[40] ^= 1
                try transaction.execute("UPDATE log_entries SET leaf = ?", .blob(other))
            }
            let refused = await refusal {
                _ = try await room.verification.verifyNumber(EvidenceV1.VerifyNumberRequest(number: item.number))
            }
            #expect(refused?.code == .internal && refused?.reason?.reason == "LOG_BROKEN")
        }
    }

    @Test("digests that were only declared say so, and a lie about one of them finds no file")
    func declared() async throws {
        try await EvidenceRoom.run { room in
            let project = try await room.project()
            let other = Array("another file".utf8)
            let header = EvidenceV1.SubmitRequest.Header(
                project: project, name: "a", size: 5, hashOnly: true, sha256: Digest.sha256(content),
                sm3: Digest.sm3(other))
            _ = try await room.submit([.header(header)])
            let found = try await room.verification.verifyDigest(
                EvidenceV1.VerifyDigestRequest(digest: .sm3(Digest.sm3(other))))
            #expect(found.seals.map(\.possessionShown) == [false])
            for file in [content, other] {
                let missing = await refusal { _ = try await ask(file: file, in: room) }
                #expect(missing?.reason?.reason == "DIGEST_NOT_FOUND")
            }
            try await OutsideRoom.run(room) { outside in
                let number = try #require(found.seals.first?.number)
                let page = try await outside.ask("/verify/\(number)")
                #expect(page.text.contains("possession not shown"))
            }
        }
    }
}

/// What many askers share: until when they ask, and what they were told.
private final class Flood: Sendable {
    private let state = Mutex((goesOn: true, answered: 0, refused: 0, refusals: Set<String>()))

    var goesOn: Bool { state.withLock { $0.goesOn } }
    var answered: Int { state.withLock { $0.answered } }
    var refused: Int { state.withLock { $0.refused } }
    var refusals: Set<String> { state.withLock { $0.refusals } }

    func end() {
        state.withLock { $0.goesOn = false }
    }

    /// One more was answered, or refused with this word.
    func count(_ refusal: String) {
        state.withLock { state in
            if refusal.isEmpty {
                state.answered += 1
            } else {
                state.refused += 1
                state.refusals.insert(refusal)
            }
        }
    }
}
