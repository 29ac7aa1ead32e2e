/// Where finished spans go.
package struct TraceExport: Sendable, Decodable, Equatable {
    /// The destination.
    package enum Exporter: Sendable, Equatable {
        case none
        /// Appends one OTLP/JSON document a line.
        case file(String)
        /// Posts OTLP/JSON documents to this URL.
        case url(String)
    }

    /// Where they go; nowhere unless said otherwise.
    package var exporter = Exporter.none
    /// Share of the traces begun here that are recorded, from 0 to 1. A caller's decision is kept as it is.
    package var ratio = 1.0

    /// Nothing is exported.
    package init() {}

    package init(exporter: Exporter, ratio: Double = 1.0) {
        self.exporter = exporter
        self.ratio = ratio
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let text = try container.decodeIfPresent(String.self, forKey: .exporter) ?? "none"
        if text == "none" {
            exporter = .none
        } else if text.hasPrefix("file:"), text.utf8.count > 5 {
            exporter = .file(String(text.dropFirst(5)))
        } else if text.hasPrefix("http://") || text.hasPrefix("https://") {
            exporter = .url(text)
        } else {
            throw DecodingError.dataCorruptedError(
                forKey: .exporter, in: container,
                debugDescription: "must be none, file:PATH, or a URL that begins with http:// or https://")
        }
        ratio = try container.decodeIfPresent(Double.self, forKey: .ratio) ?? 1
        guard (0...1).contains(ratio) else {
            throw DecodingError.dataCorruptedError(
                forKey: .ratio, in: container, debugDescription: "must be from 0 to 1")
        }
    }

    private enum CodingKeys: String, CodingKey {
        case exporter, ratio
    }
}
