internal import MeshKernel

extension FilingStatement {
    /// The statement in canonical JSON, as it is stored.
    var encoded: [UInt8] {
        CanonicalJSON.object([
            .init("storer", .string(storer)), .init("content", .string(content)),
            .init("statedAt", .string(String(statedAt.milliseconds))),
        ]).encoded
    }

    /// Reads what `encoded` gave, of a filing of this kind.
    init?(decoding bytes: [UInt8], kind: FilingKind) {
        guard let json = CanonicalJSON(parsing: bytes), let storer = json["storer"]?.string,
            let content = json["content"]?.string, let statedAt = json["statedAt"]?.string.flatMap({ Int64($0) })
        else { return nil }
        self.init(
            kind: kind, storer: storer, content: content, statedAt: WallTime(milliseconds: statedAt))
    }
}
