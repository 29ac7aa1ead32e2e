public import CProtobufC

/// What generated `fill` methods copy into the arena.
extension Arena {
    /// Uninitialised room for `count` values of a C type.
    @inlinable
    public func space<T>(for type: T.Type, count: Int = 1) -> UnsafeMutablePointer<T> {
        allocate(byteCount: count * MemoryLayout<T>.stride).bindMemory(to: T.self, capacity: count)
    }

    /// The text's UTF-8.
    @inlinable
    public func copy(_ text: String) -> ProtobufCBinaryData {
        var text = text
        return text.withUTF8 { copy(UnsafeRawBufferPointer($0)) }
    }

    /// The bytes. Long ones are not copied: the arena keeps the array, so that nobody can change or free what the
    /// struct points to.
    @inlinable
    public func copy(_ bytes: [UInt8]) -> ProtobufCBinaryData {
        guard bytes.count >= Arena.borrowedBytesMin else { return bytes.withUnsafeBytes { copy($0) } }
        borrowed.append(bytes)
        return bytes.withUnsafeBufferPointer {
            ProtobufCBinaryData(len: $0.count, data: UnsafeMutablePointer(mutating: $0.baseAddress))
        }
    }

    /// The bytes.
    @inlinable
    public func copy(_ bytes: UnsafeRawBufferPointer) -> ProtobufCBinaryData {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return ProtobufCBinaryData(len: 0, data: nil) }
        let copy = allocate(byteCount: bytes.count)
        copy.copyMemory(from: base, byteCount: bytes.count)
        return ProtobufCBinaryData(len: bytes.count, data: copy.assumingMemoryBound(to: UInt8.self))
    }

    /// Every text's UTF-8, in order.
    @inlinable
    public func copy(_ texts: [String]) -> UnsafeMutablePointer<ProtobufCBinaryData> {
        let copies = space(for: ProtobufCBinaryData.self, count: texts.count)
        for index in texts.indices { (copies + index).initialize(to: copy(texts[index])) }
        return copies
    }

    /// Every byte string, in order.
    @inlinable
    public func copy(_ list: [[UInt8]]) -> UnsafeMutablePointer<ProtobufCBinaryData> {
        let copies = space(for: ProtobufCBinaryData.self, count: list.count)
        for index in list.indices { (copies + index).initialize(to: copy(list[index])) }
        return copies
    }

    /// Numbers, in order.
    @inlinable
    public func copy<T: Numeric & BitwiseCopyable>(_ numbers: [T]) -> UnsafeMutablePointer<T> {
        let copies = space(for: T.self, count: numbers.count)
        for index in numbers.indices { (copies + index).initialize(to: numbers[index]) }
        return copies
    }

    /// Booleans as protobuf-c keeps them.
    @inlinable
    public func copy(_ flags: [Bool]) -> UnsafeMutablePointer<protobuf_c_boolean> {
        let copies = space(for: protobuf_c_boolean.self, count: flags.count)
        for index in flags.indices { (copies + index).initialize(to: flags[index] ? 1 : 0) }
        return copies
    }

    /// Enum numbers under the C enum's own type, which has the size of an `int`.
    @inlinable
    public func copy<E: RawRepresentable<Int32>, C>(_ values: [E], as type: C.Type) -> UnsafeMutablePointer<C> {
        let copies = allocate(byteCount: values.count * MemoryLayout<Int32>.stride)
        for index in values.indices {
            copies.storeBytes(
                of: values[index].rawValue, toByteOffset: index * MemoryLayout<Int32>.stride, as: Int32.self)
        }
        return copies.bindMemory(to: C.self, capacity: values.count)
    }

    /// A message's struct, filled.
    @inlinable
    public func copy<M: ProtobufMessage>(_ message: M) -> UnsafeMutablePointer<M.CStruct> {
        let target = space(for: M.CStruct.self)
        message.fill(target, in: self)
        return target
    }

    /// Pointers to the filled structs, in order.
    @inlinable
    public func copy<M: ProtobufMessage>(_ messages: [M]) -> UnsafeMutablePointer<UnsafeMutablePointer<M.CStruct>?> {
        let pointers = space(for: UnsafeMutablePointer<M.CStruct>?.self, count: messages.count)
        let structs = space(for: M.CStruct.self, count: messages.count)
        for index in messages.indices {
            messages[index].fill(structs + index, in: self)
            (pointers + index).initialize(to: structs + index)
        }
        return pointers
    }
}
