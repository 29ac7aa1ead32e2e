extension InspectionPage {
    /// Every page of the listener, for the line at the top.
    static let paths = ["/status", "/connections", "/calls"]

    /// The page for people: no script, nothing fetched, dark where the reader's system is dark.
    package var html: [UInt8] {
        var text = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(Self.escaped(subject)) · \(Self.title(path))</title>
            <style>\(Self.style)</style></head><body>
            <header><b>\(Self.escaped(subject))</b><nav>
            """
        for other in Self.paths {
            let current = other == path ? " aria-current=\"page\"" : ""
            text += "<a href=\"\(other)\"\(current)>\(Self.title(other))</a>"
        }
        text += "<a href=\"\(path)?format=json\">JSON</a></nav></header><main>"
        if !facts.isEmpty {
            text += "<dl>"
            for fact in facts {
                text += "<div><dt>\(Self.title(fact.key))</dt><dd>\(Self.escaped(fact.value.words))</dd></div>"
            }
            text += "</dl>"
        }
        for table in tables { text += Self.html(table) }
        return Array((text + "</main></body></html>\n").utf8)
    }

    private static func html(_ table: Table) -> String {
        var text = "<h2>\(title(table.key)) <small>\(table.rows.count)</small></h2>"
        guard !table.rows.isEmpty else { return text + "<p>None.</p>" }
        text += "<div class=\"wide\"><table><thead><tr>"
        for column in table.columns { text += "<th>\(title(column))</th>" }
        text += "</tr></thead><tbody>"
        for row in table.rows {
            text += "<tr>"
            for value in row {
                text += "<td\(value.isNumber ? " class=\"n\"" : "")>\(escaped(value.words))</td>"
            }
            text += "</tr>"
        }
        return text + "</tbody></table></div>"
    }

    /// `resident_bytes` as `Resident bytes`.
    private static func title(_ key: String) -> String {
        let words = key.split { $0 == "_" || $0 == "/" }.joined(separator: " ")
        return escaped(words.prefix(1).uppercased() + words.dropFirst())
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static let style = """
        :root{color-scheme:light dark;--line:#8884;--soft:#8881;--accent:#8a5a2b}
        body{margin:0;font:15px/1.5 system-ui,sans-serif}
        header{display:flex;gap:2rem;align-items:baseline;padding:.8rem 1.5rem;border-bottom:2px solid var(--accent)}
        nav{display:flex;gap:1rem;flex-wrap:wrap}a{color:inherit;text-decoration:none;opacity:.7}
        a:hover,a[aria-current]{opacity:1;text-decoration:underline}
        main{padding:1rem 1.5rem;max-width:80rem;margin:auto}
        dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.6rem 2rem;margin:0}
        dt{opacity:.6;font-size:.85em}dd{margin:0;overflow-wrap:anywhere}
        h2{font-size:1.05rem;margin:1.6rem 0 .4rem}small{opacity:.5;font-weight:400}
        .wide{overflow-x:auto}table{border-collapse:collapse;width:100%}
        th{text-align:left;font-weight:600;opacity:.6;font-size:.85em}
        th,td{padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line);white-space:nowrap}
        .n{font-variant-numeric:tabular-nums}tbody tr:hover{background:var(--soft)}
        """
}
