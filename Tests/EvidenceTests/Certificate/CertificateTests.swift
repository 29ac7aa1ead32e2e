import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshTestKit
import Testing

@Suite("The certificate", .timeLimit(.minutes(5)))
struct CertificateTests {
    private func golden() throws -> (bundle: Bundle, token: TimestampToken) {
        let archive = try ZipArchive(reading: try Golden.bytes("bundle.zip"))
        let response = try #require(archive[BundleFile.token])
        let made = try GoldenBundle(
            response: response,
            authorityChain: String(decoding: try #require(archive[BundleFile.authorityChain]), as: UTF8.self))
        return (made.bundle, try TimestampToken(der: TimestampResponse(der: response).granted()))
    }

    private func printed(_ bundle: Bundle, base: String? = "https://evidence.example/") throws -> [UInt8] {
        let base = try base.map { try #require(PublicBase($0)) }
        return try EvidenceCertificate(of: bundle, publicBase: base).document().printed()
    }

    /// The golden bundle with other metadata.
    private func bundle(
        name: String = "colophon.txt", title: String = "样书 Golden", mode: WorkMetadata.Mode = .bytes,
        holder: WorkMetadata.Holder? = nil, client: ClientStatement? = nil
    ) throws -> Bundle {
        let bundle = try golden().bundle
        let first = try #require(WorkMetadata(decoding: bundle.opening.meta))
        let metadata = WorkMetadata(
            number: first.number, name: try FileName(name), size: first.size, mediaType: first.mediaType, mode: mode,
            sm3: first.sm3, projectTitle: try ProjectTitle(title), authority: first.authority,
            holder: holder ?? first.holder, client: client)
        let opening = Opening(
            workSalt: bundle.opening.workSalt, metaSalt: bundle.opening.metaSalt, sha256: bundle.opening.sha256,
            meta: metadata.encoded)
        return Bundle(
            number: bundle.number, leaf: bundle.leaf, opening: opening, proof: bundle.proof,
            tokenResponse: bundle.tokenResponse, authorityChain: bundle.authorityChain,
            timestampPolicy: bundle.timestampPolicy, logKey: bundle.logKey, chain: bundle.chain)
    }

    private func grouped(_ bytes: [UInt8]) -> String {
        stride(from: 0, to: bytes.count, by: 4)
            .map { Hexadecimal.encode(Array(bytes[$0..<$0 + 4])) }.joined(separator: " ")
    }

    @Test("another program's reader finds every fact, on a page in Chinese and on one in English")
    func facts() async throws {
        let (bundle, token) = try golden()
        let paper = try await PrintedPaper(try printed(bundle))
        #expect(paper.pages.count == 2)
        let leaf = try #require(Leaf(decoding: bundle.leaf))
        let both = [
            bundle.number.description, "colophon.txt", "样书 Golden", "acc_****lden", "text/plain",
            grouped(bundle.opening.sha256), grouped(Digest.sm3(GoldenBundle.content)), grouped(leaf.hash.bytes),
            "2026-01-01 08:00:00.123", "2026-01-01 00:00:00.123", EvidenceRoom.origin, Hexadecimal.encode(token.serial),
            token.policy, "CN=timestamp signer", "colophon verify --trust TRUST \(bundle.number).zip FILE",
            "openssl ts -verify -data FILE -in token.tsr \\ -CAfile TRUST/tsa-ca.pem -untrusted tsa-chain.pem",
            "https://evidence.example/verify/\(bundle.number)",
        ]
        for page in paper.pages {
            for fact in both { #expect(page.contains(fact), "\(fact) in \(page)") }
            #expect(!page.contains("acc_golden"))
            // What the bundle brings is nothing to trust it by.
            #expect(!page.contains("-CAfile tsa-chain.pem"))
        }
        let sources = ["tsa-ca.pem须另行取得，不得取自证据包", "tsa-ca.pemfromasourceofyourown,neverfromthebundle"]
        for (page, words) in zip(paper.pages, sources) {
            #expect(page.filter { !$0.isWhitespace }.contains(words), "\(page)")
        }
        let chinese = [
            "证据编号", "作品名称", "所属项目", "持有人", "身份未核验", "79 字节", "受理时间", "时间戳时间", "北京时间（UTC+8）", "证据链序号",
            "2（自 0 起，本项目第 3 件）", "日志位置", "第 4 条（自 0 起）", "日志叶哈希", "时间戳序列号", "时间戳策略", "主机时钟，未经时间同步", "时间戳签发者",
            "已提交文件全部字节", "非证据", "本证书本身不是证据",
        ]
        let english = [
            "Evidence number", "Name of the work", "Project", "Holder", "identity not checked", "79 bytes", "Accepted",
            "Timestamp", "Beijing time (UTC+8)", "Place in the chain", "2, counted from 0 within its project",
            "Place in the log", "entry 4, counted from 0", "Leaf hash in the log", "Token serial number",
            "Token policy", "the host's, without time synchronisation", "Token issuer",
            "all of its bytes were submitted", "Not evidence", "This certificate is not evidence",
            "does not show who made the work",
        ]
        for fact in chinese { #expect(paper.pages[0].contains(fact), "\(fact) in \(paper.pages[0])") }
        for fact in english { #expect(paper.pages[1].contains(fact), "\(fact) in \(paper.pages[1])") }
        for page in paper.pages {
            #expect(!page.lowercased().contains("authorship") && !page.contains("possession not shown"))
        }
    }

    @Test("its code, photographed from either page, is the address at which anybody checks; without one, the number")
    func code() async throws {
        let bundle = try golden().bundle
        let paper = try await PrintedPaper(try printed(bundle))
        for page in 1...2 {
            #expect(try await paper.codes(page: page) == ["https://evidence.example/verify/\(bundle.number)"])
        }
        let without = try await PrintedPaper(try printed(bundle, base: nil))
        #expect(try await without.codes(page: 1) == [bundle.number.description])
        let long = "https://" + String(repeating: "a", count: PublicBase.Limits.addressBytesMax - 8)
        let longest = try await PrintedPaper(try printed(bundle, base: long))
        #expect(try await longest.codes(page: 2) == ["\(long)/verify/\(bundle.number)"])
    }

    @Test("equal bundles give equal bytes, whatever the time")
    func deterministic() async throws {
        let bundle = try golden().bundle
        let first = try printed(bundle)
        #expect(try printed(bundle) == first)
        #expect(try printed(bundle, base: nil) != first)
        #expect(try await PrintedPaper(first).information.contains("20260101000000Z"))
    }

    @Test("of a work of which only digests came, both pages say that possession is not shown")
    func digestOnly() async throws {
        let paper = try await PrintedPaper(try printed(try bundle(mode: .digest)))
        for page in paper.pages { #expect(page.contains("possession not shown")) }
    }

    @Test("names its holder with the masked name that identity gave, and with the masked account where there is none")
    func maskedHolder() async throws {
        func holder(_ name: String) throws -> WorkMetadata.Holder {
            WorkMetadata.Holder(
                account: "acc_0192f3c1",
                attestation: HolderAttestation(
                    authority: .cpcc, holder: "hld_1", version: 1, kind: "person", maskedName: name,
                    verifiedAt: WallTime(milliseconds: 5)))
        }
        let named = try await PrintedPaper(try printed(try bundle(holder: try holder("张*二"))))
        #expect(named.pages[0].contains("张*二（已按中国版权保护中心要求实名认证）"))
        #expect(named.pages[1].contains("张*二 (identity verified to the rules of the CPCC)"))
        for page in named.pages { #expect(!page.contains("acc_") && !page.contains("账户")) }
        let nameless = try await PrintedPaper(try printed(try bundle(holder: try holder(" "))))
        #expect(nameless.pages[0].contains("acc_****f3c1（账户；已按中国版权保护中心要求实名认证）"))
        let long = try holder(String(repeating: "某", count: 340))
        let client = try ClientStatement(
            milliseconds: 1_790_000_000_000, program: String(repeating: "p", count: 128), version: "1.0",
            system: String(repeating: "系", count: 42))
        let full = try await PrintedPaper(
            try printed(
                try bundle(
                    name: String(repeating: "名", count: 85), title: String(repeating: "W", count: 200), holder: long,
                    client: client)))
        #expect(full.pages.count == 2)
        for page in full.pages { #expect(page.contains("-CAfile TRUST/tsa-ca.pem -untrusted tsa-chain.pem")) }
    }

    @Test(
        "long and strange names stay within two pages, and everything below them is still there",
        arguments: [
            (String(repeating: "n", count: 255), String(repeating: "作", count: 200)),
            (String(repeating: "名", count: 85), String(repeating: "W", count: 200)),
            ("👩🏽‍🚀.png", "𠮷野家の𪚥 🇨🇳 шрифт"),
            ("a" + String(repeating: "\u{0335}", count: 120), "Z" + String(repeating: "\u{0321}\u{0489}", count: 400)),
            ("שלום.txt", "مرحبا بالعالم"), ("%s%n<b>.txt", "'; --\u{200D}\u{200B}"),
        ])
    func strangeNames(name: String, title: String) async throws {
        let bundle = try bundle(name: name, title: title)
        let paper = try await PrintedPaper(try printed(bundle))
        #expect(paper.pages.count == 2)
        for page in paper.pages {
            #expect(page.contains(grouped(bundle.opening.sha256)))
            #expect(page.contains("-CAfile TRUST/tsa-ca.pem -untrusted tsa-chain.pem"))
        }
        #expect(try await paper.codes(page: 1).count == 1)
    }

    @Test("it goes with the bundle, is listed, is called no evidence, and cannot be changed unseen")
    func bundled() async throws {
        try await EvidenceRoom.run { room in
            let content = Array("a work with a certificate".utf8)
            let item = try await room.seal(content, in: try await room.project("有证书的作品"), name: "稿.txt")
            let bytes = try await room.bundle(item.id).bytes
            #expect(try await room.bundle(item.id).bytes == bytes)
            let archive = try ZipArchive(reading: bytes)
            let pdf = try #require(archive[BundleFile.certificate])
            let paper = try await PrintedPaper(pdf)
            for page in paper.pages { #expect(page.contains(item.number) && page.contains("稿.txt")) }
            let manifest = String(decoding: try #require(archive[BundleFile.manifest]), as: UTF8.self)
            #expect(manifest.contains(Hexadecimal.encode(Digest.sha256(pdf))))
            let readme = String(decoding: try #require(archive[BundleFile.readme]), as: UTF8.self)
            #expect(readme.contains("certificate.pdf") && readme.contains("it is not evidence"))

            let verifier = try room.verifier()
            let report = try verifier.verify(bundle: bytes, file: FileDigests(of: content))
            #expect(report.isProven)
            #expect(report.steps.first?.detail.hasSuffix("certificate.pdf is not evidence") == true)
            for position in stride(from: 0, to: pdf.count, by: 97) {
                let entries = archive.entries.map { entry in
                    guard entry.name == BundleFile.certificate else { return entry }
                    var changed = entry.bytes
                    changed[position] ^= 0x01
                    return ZipArchive.Entry(name: entry.name, bytes: changed)
                }
                let changed = try verifier.verify(
                    bundle: try ZipArchive(entries: entries).encoded(), file: FileDigests(of: content))
                #expect(changed.steps.filter { $0.outcome == .failed }.map(\.name) == [.bundle])
            }
            // Taken out together with its line in the manifest, it is a bundle like the first version's.
            let rest = archive.entries.filter { $0.name != BundleFile.certificate && $0.name != BundleFile.manifest }
            let number = try #require(EvidenceNumber(item.number))
            let list = BundleManifest(number: number, files: rest)
            let without = ZipArchive(
                entries: [rest[0], ZipArchive.Entry(name: BundleFile.manifest, bytes: list.encoded)] + rest.dropFirst())
            #expect(
                try verifier.verify(bundle: try without.encoded(), file: FileDigests(of: content)).isProven)
        }
    }

    @Test("a machine that cannot print still gives a bundle that proves, and the bundle says why it has no certificate")
    func missing() throws {
        var bundle = try golden().bundle
        let reason = PDFError.missingFont(face: "AR PL UMing CN", package: "fonts-arphic-uming").description
        bundle.certificate = .missing(reason: reason)
        let archive = bundle.archive
        #expect(archive[BundleFile.certificate] == nil)
        let readme = String(decoding: try #require(archive[BundleFile.readme]), as: UTF8.self)
        #expect(readme.contains("no certificate.pdf in this bundle: \(reason)"))
        #expect(reason.contains("fonts-arphic-uming"))
        let verifier = BundleVerifier(trust: try TrustFolder.load(Golden.path("trust")))
        let file = FileDigests(of: GoldenBundle.content)
        #expect(try verifier.verify(bundle: try archive.encoded(), file: file).isProven)
    }

    @Test("an unreadable part of a bundle is named")
    func unreadable() throws {
        let bundle = try golden().bundle
        let broken = Bundle(
            number: bundle.number, leaf: bundle.leaf, opening: bundle.opening, proof: bundle.proof, tokenResponse: [1],
            authorityChain: bundle.authorityChain, timestampPolicy: bundle.timestampPolicy, logKey: bundle.logKey,
            chain: bundle.chain)
        #expect(throws: EvidenceCertificate.Fault.unreadable(BundleFile.token)) {
            try EvidenceCertificate(of: broken, publicBase: nil)
        }
    }

    @Test(
        "an address that no camera could follow is refused",
        arguments: [
            "", "evidence.example", "ftp://evidence.example", "https://", "https:///x", "https://a b", "https://a?b",
            "https://a#b", "https://ä", "https://" + String(repeating: "a", count: 160), "https://a//",
        ])
    func addresses(address: String) {
        #expect(PublicBase(address) == nil)
    }
}
