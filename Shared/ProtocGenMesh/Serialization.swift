import CProtobufC
import ProtobufC

/// Packs protobuf-c structs that have no Swift value.
enum Serialization {
    /// The bytes of the struct at `pointer`, which begins with a `ProtobufCMessage`.
    static func bytes(of pointer: UnsafeRawPointer) -> [UInt8] {
        let prepared = PreparedMessage(pointer.assumingMemoryBound(to: ProtobufCMessage.self))
        return [UInt8](unsafeUninitializedCapacity: prepared.byteCount) { buffer, count in
            prepared.write(to: UnsafeMutableRawBufferPointer(buffer))
            count = prepared.byteCount
        }
    }
}
