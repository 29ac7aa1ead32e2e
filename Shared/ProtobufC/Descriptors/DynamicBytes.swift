import CProtobufC

/// Bytes to protobuf-c structs of a `MessageLayout` and back.
enum DynamicBytes {
    /// Unpacks in `arena`.
    static func unpack(
        _ serialized: [UInt8], as layout: MessageLayout, in arena: Arena
    ) throws(ProtobufError) -> UnsafeRawPointer {
        let bytes = arena.copy(serialized)
        return UnsafeRawPointer(
            try Unpacking.unpack(
                UnsafeRawBufferPointer(start: bytes.data, count: bytes.len), as: UnsafePointer(layout.descriptor),
                in: arena))
    }

    /// A struct in `arena` with every field at its default.
    static func empty(_ layout: MessageLayout, in arena: Arena) -> UnsafeMutableRawPointer {
        let memory = arena.allocate(byteCount: layout.sizeBytes)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: layout.sizeBytes)
        memory.assumingMemoryBound(to: ProtobufCMessage.self).pointee.descriptor = UnsafePointer(layout.descriptor)
        return memory
    }

    /// Packs a struct.
    static func pack(_ message: UnsafeRawPointer) -> [UInt8] {
        let prepared = PreparedMessage(message.assumingMemoryBound(to: ProtobufCMessage.self))
        return [UInt8](unsafeUninitializedCapacity: prepared.byteCount) { buffer, count in
            prepared.write(to: UnsafeMutableRawBufferPointer(buffer))
            count = prepared.byteCount
        }
    }
}
