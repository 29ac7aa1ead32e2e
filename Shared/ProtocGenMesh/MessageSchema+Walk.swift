import ProtobufC

extension MessageSchema {
    /// The message and all inside it, entries of maps included.
    var withNested: [MessageSchema] { [self] + messages.flatMap(\.withNested) }

    /// Enums of the message and of all inside it.
    var allEnums: [EnumSchema] { withNested.flatMap(\.enums) }
}
