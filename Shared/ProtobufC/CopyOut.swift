public import CProtobufC

/// What generated `init(copying:)` initialisers take out of protobuf-c's structs.
public enum CopyOut {
    /// A `string` field's text, embedded NULs included. `invalidUTF8` names `field`.
    @inlinable
    public static func string(
        _ data: ProtobufCBinaryData, _ field: StaticString
    ) throws(ProtobufError) -> String {
        guard data.len > 0, let start = data.data else { return "" }
        guard let text = String(validating: UnsafeBufferPointer(start: start, count: data.len), as: UTF8.self) else {
            throw .invalidUTF8(field: field.description)
        }
        return text
    }

    /// A `bytes` field's bytes.
    @inlinable
    public static func bytes(_ data: ProtobufCBinaryData) -> [UInt8] {
        guard data.len > 0, let start = data.data else { return [] }
        return [UInt8](UnsafeBufferPointer(start: start, count: data.len))
    }

    /// A repeated `string` field's texts.
    @inlinable
    public static func strings(
        _ count: Int, _ start: UnsafeMutablePointer<ProtobufCBinaryData>?, _ field: StaticString
    ) throws(ProtobufError) -> [String] {
        guard count > 0, let start else { return [] }
        var texts: [String] = []
        texts.reserveCapacity(count)
        for index in 0..<count { texts.append(try string(start[index], field)) }
        return texts
    }

    /// A repeated `bytes` field's byte strings.
    @inlinable
    public static func byteStrings(_ count: Int, _ start: UnsafeMutablePointer<ProtobufCBinaryData>?) -> [[UInt8]] {
        guard count > 0, let start else { return [] }
        return (0..<count).map { bytes(start[$0]) }
    }

    /// A repeated field of numbers.
    @inlinable
    public static func numbers<T: Numeric & BitwiseCopyable>(_ count: Int, _ start: UnsafeMutablePointer<T>?) -> [T] {
        guard count > 0, let start else { return [] }
        return [T](UnsafeBufferPointer(start: start, count: count))
    }

    /// A repeated `bool` field.
    @inlinable
    public static func booleans(_ count: Int, _ start: UnsafeMutablePointer<protobuf_c_boolean>?) -> [Bool] {
        guard count > 0, let start else { return [] }
        return (0..<count).map { start[$0] != 0 }
    }

    /// A repeated enum field; `start` is an array of C enums, which have the size of an `int`.
    @inlinable
    public static func enums<E: RawRepresentable<Int32>, C>(
        _ count: Int, _ start: UnsafeMutablePointer<C>?, _ make: (Int32) -> E
    ) -> [E] {
        guard count > 0, let start else { return [] }
        let raw = UnsafeRawPointer(start)
        return (0..<count).map { index in
            make(raw.load(fromByteOffset: index * MemoryLayout<Int32>.stride, as: Int32.self))
        }
    }

    /// Sets a map's entry; of one key the last entry counts. Throws `ambiguousKey`, naming `field`, rather than to lose
    /// an entry whose key only looks like another's.
    @inlinable
    public static func insert<Value>(
        _ value: Value, _ key: String, into map: inout [String: Value], _ field: StaticString
    ) throws(ProtobufError) {
        if let index = map.index(forKey: key), !map.keys[index].utf8.elementsEqual(key.utf8) {
            throw .ambiguousKey(field: field.description)
        }
        map[key] = value
    }

    /// A message field, or nil when it is absent.
    @inlinable
    public static func message<M: ProtobufMessage>(
        _ source: UnsafeMutablePointer<M.CStruct>?, as type: M.Type = M.self
    ) throws(ProtobufError) -> M? {
        guard let source else { return nil }
        return try M(copying: UnsafePointer(source))
    }

    /// A repeated message field.
    @inlinable
    public static func messages<M: ProtobufMessage>(
        _ count: Int, _ start: UnsafeMutablePointer<UnsafeMutablePointer<M.CStruct>?>?, as type: M.Type = M.self
    ) throws(ProtobufError) -> [M] {
        guard count > 0, let start else { return [] }
        var list: [M] = []
        list.reserveCapacity(count)
        for index in 0..<count {
            guard let element = start[index] else { throw .refused(message: M.protoName) }
            list.append(try M(copying: UnsafePointer(element)))
        }
        return list
    }
}
