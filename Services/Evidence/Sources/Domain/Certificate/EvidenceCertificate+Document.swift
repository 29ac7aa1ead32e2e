package import MeshDocument
internal import MeshKernel

extension EvidenceCertificate {
    /// The certificate for print, a page in Chinese and a page in English.
    package func document() throws(PDFError) -> PDFDocument {
        let code = try QRCode(encoding: address ?? number.description)
        return PDFDocument(
            title: "\(ChineseWording().title) \(number)", language: "zh-CN", created: acceptedAt,
            footer: "\(number)    非证据 · not evidence", isFramed: true,
            sections: [page(ChineseWording(), code), page(EnglishWording(), code)])
    }

    private func page(_ words: some CertificateWording, _ code: QRCode) -> [PDFBlock] {
        let hasHanTitle = words.title.unicodeScalars.contains { $0.properties.isIdeographic }
        return [
            .space(10),
            .text(
                PDFText(
                    words.title, points: 28, isBold: !hasHanTitle, alignment: .centre, tracking: hasHanTitle ? 14 : 1)),
            .space(4),
            .text(
                PDFText(
                    words.subtitle, points: 9.5, alignment: .centre, ink: .grey, tracking: hasHanTitle ? 2.5 : 6)),
            .space(9),
            .text(PDFText(words.notEvidence, points: 10.5, alignment: .centre, ink: .red, tracking: 0.6)),
            .space(14),
            .table(PDFTable(columns: [24, 76], rows: facts(words), isRuled: true, padding: client == nil ? 4.2 : 2.8)),
            .space(12),
            .table(
                PDFTable(
                    columns: [24, 76], rows: [[.code(code, side: 108), .texts(notes(words))]], isRuled: false,
                    padding: 0, gap: 4)),
        ]
    }

    private func facts(_ words: some CertificateWording) -> [[PDFTable.Cell]] {
        func row(_ label: String, _ values: [PDFText]) -> [PDFTable.Cell] {
            [.texts([PDFText(label, points: 9.5, ink: .grey, linesMax: 2)]), .texts(values)]
        }
        func plain(_ text: String, lines: Int = 2) -> PDFText {
            PDFText(text.split(separator: "\n").joined(separator: " "), points: 10.5, linesMax: lines)
        }
        func mono(_ text: String) -> PDFText { PDFText(text, points: 9, typeface: .mono, linesMax: 2) }
        func moment(_ time: WallTime) -> [PDFText] {
            [
                plain(words.beijing(Self.clock(WallTime(milliseconds: time.milliseconds &+ 8 * 3_600_000)))),
                plain(words.utc(Self.clock(time))),
            ]
        }
        let possession = PDFText(
            words.possession(mode), points: 10.5, ink: mode == .digest ? .red : .black, linesMax: 2)
        let clientLabel = words.clientLabel
        let told = client.map { client -> [PDFTable.Cell] in
            let time = client.time.map { [words.utc(Self.clock($0))] } ?? []
            let words = (time + (client.words.isEmpty ? [] : [client.words])).joined(separator: "  ")
            return row(clientLabel, [plain(words)])
        }
        var rows = [
            row(words.numberLabel, [PDFText(number.description, points: 11.5, isBold: true, linesMax: 1)]),
            row(words.nameLabel, [plain(name, lines: 3)]),
            row(words.projectLabel, [plain(projectTitle, lines: 3)]),
            row(words.holderLabel, [plain(holder(in: words))]),
            row(words.fileLabel, [plain(words.size(words.grouped(size), mediaType: mediaType), lines: 3)]),
            row(words.possessionLabel, [possession]),
            row("SHA-256", [mono(Self.groups(digests.sha256))]),
            row("SM3", [mono(Self.groups(digests.sm3))]),
            row(words.acceptedLabel, moment(acceptedAt)),
            row(words.timestampLabel, moment(timestampAt)),
        ]
        if let told { rows.append(told) }
        rows += [
            row(words.chainLabel, [plain(words.place(inChain: sequence))]),
            row(words.logLabel, [plain(logOrigin), plain(words.place(inLog: logIndex))]),
            row(words.leafLabel, [mono(Self.groups(leafHash.bytes))]),
            row(words.serialLabel, [mono(tokenSerial)]),
            row(words.policyLabel, [plain(words.clock(policy: tokenPolicy)), mono(tokenPolicy)]),
            row(words.issuerLabel, [plain(tokenIssuer)]),
        ]
        return rows
    }

    private func notes(_ words: some CertificateWording) -> [PDFText] {
        func note(_ text: String) -> PDFText { PDFText(text, points: 8.8) }
        func command(_ text: String) -> PDFText { PDFText(text, points: 7.4, typeface: .mono) }
        let bundle = "\(number).zip"
        return [
            note(words.meaning),
            note(words.bundle(named: bundle)),
            note(address.map { words.check(at: $0) } ?? words.checkByNumber),
            PDFText(words.offline, points: 8.8, ink: .grey),
            command("colophon verify --trust TRUST \(bundle) FILE"),
            command(
                "openssl ts -verify -data FILE -in token.tsr \\\n  -CAfile TRUST/tsa-ca.pem -untrusted tsa-chain.pem"),
        ]
    }

    /// Thirty-two bytes in hexadecimal as people compare them: two lines of four groups.
    private static func groups(_ bytes: [UInt8]) -> String {
        stride(from: 0, to: bytes.count, by: 4)
            .map { Hexadecimal.encode(Array(bytes[$0..<min($0 + 4, bytes.count)])) + ($0 == 12 ? "\n" : "  ") }
            .joined()
    }

    /// `2026-01-01 00:00:00.000`, of a time that the reader is told the zone of.
    private static func clock(_ time: WallTime) -> String {
        let text = Moment.text(time)
        return String(text.map { $0 == "T" ? " " : $0 }.dropLast())
    }
}
