extension GoogleProtobuf.`Any` {
    /// Holds `message` under the usual type URL, "type.googleapis.com/" and the full name.
    public init<M: ProtobufMessage>(packing message: M) {
        self.init(typeUrl: "type.googleapis.com/" + M.protoName, value: message.serialized())
    }

    /// The full name of the message inside: what follows the URL's last slash.
    public var typeName: String {
        guard let slash = typeUrl.lastIndex(of: "/") else { return typeUrl }
        return String(typeUrl[typeUrl.index(after: slash)...])
    }

    /// The message inside, or nil when it is of another type. Throws when its bytes are malformed.
    public func unpacked<M: ProtobufMessage>(as type: M.Type) throws(ProtobufError) -> M? {
        guard typeName == M.protoName else { return nil }
        return try M(serialized: value)
    }
}
