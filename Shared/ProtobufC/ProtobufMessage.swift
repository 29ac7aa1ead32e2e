public import CProtobufC

/// A generated value of one message type. Unknown fields are dropped; absent fields have proto3's defaults.
///
/// A negative zero in a `double` or `float` of its own is packed as zero: protobuf-c takes it for the default. In lists
/// and oneofs it stays.
public protocol ProtobufMessage: Sendable, Equatable {
    /// protobuf-c's struct for the type.
    associatedtype CStruct

    /// The full name, such as "colophon.evidence.v1.Project".
    static var protoName: String { get }

    /// protobuf-c's description of the struct; lives as long as the process.
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> { get }

    /// Every field at its default.
    init()

    /// Copies everything out of `source`, which protobuf-c has unpacked. Throws `invalidUTF8`, naming the field.
    init(copying source: UnsafePointer<CStruct>) throws(ProtobufError)

    /// Initialises `target` deeply; what it points to is memory of `arena`.
    func fill(_ target: UnsafeMutablePointer<CStruct>, in arena: Arena)
}

extension ProtobufMessage {
    /// The message in `serialized`. The arena is scratch space only: the value holds none of it.
    /// Throws for every kind of malformed input, see `ProtobufError`.
    @inlinable
    public init(serialized: UnsafeRawBufferPointer, arena: Arena) throws(ProtobufError) {
        let message = try Unpacking.unpack(serialized, as: Self.descriptor, in: arena)
        try self.init(copying: UnsafeRawPointer(message).assumingMemoryBound(to: CStruct.self))
    }

    /// The message in `serialized`, with an arena of its own.
    public init(serialized: [UInt8]) throws(ProtobufError) {
        let arena = Arena()
        let outcome: Result<Self, ProtobufError> = serialized.withUnsafeBytes { bytes in
            do throws(ProtobufError) {
                return .success(try Self(serialized: bytes, arena: arena))
            } catch {
                return .failure(error)
            }
        }
        self = try outcome.get()
    }

    /// The message as a filled C struct whose size on the wire is known; valid until `arena.reset()`.
    @inlinable
    public func prepared(in arena: Arena) -> PreparedMessage {
        PreparedMessage(UnsafeRawPointer(arena.copy(self)).assumingMemoryBound(to: ProtobufCMessage.self))
    }

    /// The message's bytes in memory of the arena; valid until `arena.reset()`.
    @inlinable
    public func packed(in arena: Arena) -> UnsafeRawBufferPointer {
        let message = prepared(in: arena)
        let target = UnsafeMutableRawBufferPointer(
            start: arena.allocate(byteCount: message.byteCount), count: message.byteCount)
        message.write(to: target)
        return UnsafeRawBufferPointer(target)
    }

    /// The message's bytes. Equal values give equal bytes: map entries are sorted by key.
    public func serialized() -> [UInt8] {
        let message: PreparedMessage
        let arena = Arena()
        message = prepared(in: arena)
        return withExtendedLifetime(arena) {
            [UInt8](unsafeUninitializedCapacity: message.byteCount) { buffer, count in
                message.write(to: UnsafeMutableRawBufferPointer(buffer))
                count = message.byteCount
            }
        }
    }
}
