internal import MeshCrypto
internal import MeshKernel
internal import MeshRuntime

/// The page that a certificate's code leads to: what the certificate says, as the service knows it, in Chinese and in
/// English. No script runs on it, and it proves nothing: it leads to the page that checks a bundle.
enum SealPage {
    private static let style = """
        :root{--ground:#f6f7f9;--paper:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--accent:#0b57d0;--bad:#b3141d}
        @media(prefers-color-scheme:dark){:root{--ground:#0f1317;--paper:#171c22;--ink:#e6eaee;--soft:#a3adb8;\
        --line:#343c45;--accent:#8ab4f8;--bad:#ff9a92}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.55 system-ui,"PingFang SC","Microsoft YaHei",\
        "Noto Sans CJK SC",sans-serif;overflow-wrap:anywhere}
        main{max-width:52rem;margin:0 auto;padding:1.5rem 1.25rem 3rem}
        h1{font-size:1.5rem;margin:0 0 .3rem}
        section{background:var(--paper);border:1px solid var(--line);border-radius:.6rem;padding:1.1rem;margin:1rem 0}
        dl{display:grid;grid-template-columns:minmax(7rem,11rem) 1fr;gap:.45rem 1rem;margin:1rem 0}
        dt{color:var(--soft)}dd{margin:0}
        code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.88em}
        .warning{color:var(--bad)}a{color:var(--accent)}
        @media(max-width:34rem){dl{grid-template-columns:1fr;gap:.1rem}dd{margin-bottom:.5rem}}
        """

    private static let policy: String = {
        let digest = Base64.encode(Digest.sha256(Array(style.utf8)))
        return "default-src 'none'; style-src 'sha256-\(digest)'; frame-ancestors 'none'; form-action 'none'; "
            + "base-uri 'none'"
    }()

    /// The page of one seal.
    static func answer(_ certificate: EvidenceCertificate) -> PublicAnswer {
        page(
            title: certificate.number.description,
            body: section(certificate, SealWords.chinese, ChineseWording())
                + section(certificate, SealWords.english, EnglishWording()))
    }

    /// The page of a question that has no answer; `words` say why, in English.
    static func answer(status: Int, words: String, retryAfterSeconds: Int?) -> PublicAnswer {
        let body = [SealWords.chinese, SealWords.english].map { language in
            """
            <section lang="\(language.tag)"><h1>\(language.title)</h1><p class="warning">\(language.refusal(status))</p>
            <p><a href="../verify">\(language.bundleLink)</a></p></section>

            """
        }.joined()
        var answer = page(title: "\(status)", body: body + "<p><code>\(escaped(words))</code></p>\n")
        answer.status = status
        answer.retryAfterSeconds = retryAfterSeconds
        return answer
    }

    private static func page(title: String, body: String) -> PublicAnswer {
        let html = """
            <!doctype html>
            <html lang="zh-CN">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <meta name="robots" content="noindex">
            <link rel="icon" href="data:,">
            <title>\(escaped(title))</title>
            <style>\(style)</style>
            </head>
            <body>
            <main>
            \(body)</main>
            </body>
            </html>

            """
        return PublicAnswer(
            contentType: "text/html; charset=utf-8", body: Array(html.utf8), cache: .none, contentSecurityPolicy: policy
        )
    }

    private static func section(
        _ seal: EvidenceCertificate, _ language: SealWords, _ words: some CertificateWording
    ) -> String {
        func plain(_ text: String) -> String { escaped(text) }
        func mono(_ text: String) -> String { "<code>\(escaped(text))</code>" }
        func moment(_ time: WallTime) -> String {
            let beijing = WallTime(milliseconds: time.milliseconds &+ 8 * 3_600_000)
            return plain(words.beijing(clock(beijing))) + "<br>" + plain(words.utc(clock(time)))
        }
        let possession = plain(words.possession(seal.mode))
        let facts: [(String, String)] = [
            (words.numberLabel, mono(seal.number.description)), (words.nameLabel, plain(seal.name)),
            (words.projectLabel, plain(seal.projectTitle)),
            (words.holderLabel, plain(seal.holder(in: words))),
            (
                words.possessionLabel,
                seal.mode == .digest ? "<strong class=\"warning\">\(possession)</strong>" : possession
            ),
            ("SHA-256", mono(Hexadecimal.encode(seal.digests.sha256))),
            ("SM3", mono(Hexadecimal.encode(seal.digests.sm3))),
            (words.acceptedLabel, moment(seal.acceptedAt)), (words.timestampLabel, moment(seal.timestampAt)),
            (words.logLabel, plain(seal.logOrigin) + "<br>" + plain(words.place(inLog: seal.logIndex))),
            (words.leafLabel, mono(Hexadecimal.encode(seal.leafHash.bytes))),
            (words.serialLabel, mono(seal.tokenSerial)),
            (
                words.policyLabel, plain(words.clock(policy: seal.tokenPolicy)) + "<br>" + mono(seal.tokenPolicy)
            ),
            (words.issuerLabel, plain(seal.tokenIssuer)),
        ]
        let rows = facts.map { "<dt>\(escaped($0.0))</dt><dd>\($0.1)</dd>\n" }.joined()
        return """
            <section lang="\(language.tag)"><h1>\(language.title)</h1><p>\(language.found)</p>
            <dl>
            \(rows)</dl>
            <p>\(plain(words.meaning))</p>
            <p class="warning">\(language.notEvidence)</p>
            <p><a href="../verify">\(language.bundleLink)</a></p></section>

            """
    }

    /// `2026-01-01 00:00:00.000`, of a time that the reader is told the zone of.
    private static func clock(_ time: WallTime) -> String {
        String(Moment.text(time).map { $0 == "T" ? " " : $0 }.dropLast())
    }

    /// Names of files and projects may hold anything.
    static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "&": "&amp;"
            case "\"": "&quot;"
            case "'": "&#39;"
            case "<": "&lt;"
            case ">": "&gt;"
            default: String(character)
            }
        }.joined()
    }
}
