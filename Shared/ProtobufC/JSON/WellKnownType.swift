/// Types whose JSON is not the list of their fields.
enum WellKnownType: String {
    case any = "google.protobuf.Any"
    case duration = "google.protobuf.Duration"
    case timestamp = "google.protobuf.Timestamp"

    /// Nil for every other type, and for one that only has the name.
    init?(_ schema: MessageSchema) {
        guard let type = WellKnownType(rawValue: schema.fullName) else { return nil }
        let kinds: [FieldKind] =
            switch type {
            case .any: [.string, .bytes]
            case .duration, .timestamp: [.int64, .int32]
            }
        let fields = schema.fields.sorted { $0.number < $1.number }
        guard fields.map(\.kind) == kinds, fields.map(\.number) == [1, 2],
            fields.allSatisfy({ !$0.isRepeated && $0.oneofIndex == nil })
        else { return nil }
        self = type
    }
}
