/// A wording with places for values: `{name}` is a place, everything else stands as it is. It is cut once, when it is
/// made, so that a value that looks like a place stays a value.
package struct TemplateText: Sendable, Equatable {
    /// A part of it.
    package enum Piece: Sendable, Equatable {
        case literal(String)
        case slot(String)
    }

    /// Its parts in order.
    package let pieces: [Piece]

    /// Cuts `text`; nil for a brace without its partner and for a place without a name.
    package init?(_ text: String) {
        var pieces: [Piece] = []
        var rest = text[...]
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[brace] == "{", let end = rest[brace...].firstIndex(of: "}") else { return nil }
            let name = rest[rest.index(after: brace)..<end]
            guard !name.isEmpty, name.utf8.allSatisfy({ Self.isNameByte($0) }) else { return nil }
            if rest.startIndex < brace { pieces.append(.literal(String(rest[..<brace]))) }
            pieces.append(.slot(String(name)))
            rest = rest[rest.index(after: end)...]
        }
        if !rest.isEmpty { pieces.append(.literal(String(rest))) }
        self.pieces = pieces
    }

    /// The places that it has.
    package var slots: Set<String> {
        Set(
            pieces.compactMap { piece in
                guard case .slot(let name) = piece else { return nil }
                return name
            })
    }

    /// The wording with every place filled. `values` has one for each place.
    func filled(with values: [String: String]) -> String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .literal(let literal): text += literal
            case .slot(let name): text += values[name] ?? ""
            }
        }
        return text
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
    }
}
