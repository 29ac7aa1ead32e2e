import CProtobufC
import MeshKernel

/// Turns protobuf-c structs of a pool's layouts into JSON.
struct JSONWriter {
    let pool: DescriptorPool
    /// How many `Any` this message is inside of: each unpacks anew, so that only this count bounds them.
    var anyDepth = 0

    func value(of serialized: [UInt8], type: String, path: String) throws(JSONError) -> JSONValue {
        guard anyDepth <= Limits.nestingDepthMax else { throw .tooDeep }
        guard let layout = pool.layout(named: type) else { throw .unknownType(path: path, name: type) }
        let arena = Arena()
        let message: UnsafeRawPointer
        do throws(ProtobufError) {
            message = try DynamicBytes.unpack(serialized, as: layout, in: arena)
        } catch {
            throw .message(error)
        }
        let value = try self.message(message, layout, path: path)
        withExtendedLifetime(arena) {}
        return value
    }

    private func message(
        _ source: UnsafeRawPointer, _ layout: MessageLayout, path: String
    ) throws(JSONError) -> JSONValue {
        switch layout.wellKnownType {
        case .timestamp: return .string(try timestamp(source, layout, path: path))
        case .duration: return .string(try duration(source, layout, path: path))
        case .any: return try any(source, layout, path: path)
        case nil: break
        }
        var members: [JSONValue.Member] = []
        for field in layout.fields where FieldPresence.isPresent(field, in: source) {
            let path = JSONPath.member(field.schema.name, of: path)
            let value = try self.field(field, source, path: path)
            members.append(JSONValue.Member(name: field.schema.jsonName, value: value))
        }
        return .object(members)
    }

    private func field(
        _ field: FieldLayout, _ source: UnsafeRawPointer, path: String
    ) throws(JSONError) -> JSONValue {
        let start = source + field.offset
        guard field.schema.isRepeated else { return try value(field, start, path: path) }
        let count = (source + field.quantifierOffset).load(as: Int.self)
        guard let list = start.load(as: UnsafeRawPointer?.self) else { return .array([]) }
        let step = FieldLayout.size(of: field.schema.kind)
        if let index = field.message, case let entry = pool.layout(at: index), entry.schema.isMapEntry {
            var members: [JSONValue.Member] = []
            var places: [[UInt8]: Int] = [:]
            for position in 0..<count {
                guard let pair = (list + position * step).load(as: UnsafeRawPointer?.self) else { continue }
                let (key, value) = try self.entry(pair, entry, path: path)
                // The last entry of a key counts.
                if let place = places[Array(key.utf8)] {
                    members[place].value = value
                } else {
                    places[Array(key.utf8)] = members.count
                    members.append(JSONValue.Member(name: key, value: value))
                }
            }
            return .object(members)
        }
        var elements: [JSONValue] = []
        for position in 0..<count {
            elements.append(try value(field, list + position * step, path: "\(path)[\(position)]"))
        }
        return .array(elements)
    }

    private func entry(
        _ source: UnsafeRawPointer, _ layout: MessageLayout, path: String
    ) throws(JSONError) -> (String, JSONValue) {
        guard let keyField = layout.fields.first(where: { $0.schema.number == 1 }),
            let valueField = layout.fields.first(where: { $0.schema.number == 2 })
        else { throw .message(.invalidDescriptors("\(layout.schema.fullName) is not a map's entry")) }
        let key: String
        switch try value(keyField, source + keyField.offset, path: path) {
        case .string(let text), .number(let text): key = text
        case .bool(let flag): key = flag ? "true" : "false"
        case .null, .array, .object: key = ""
        }
        let path = JSONPath.key(key, of: path)
        return (key, try value(valueField, source + valueField.offset, path: path))
    }

    /// One value at `place`, not a list.
    private func value(
        _ field: FieldLayout, _ place: UnsafeRawPointer, path: String
    ) throws(JSONError) -> JSONValue {
        switch field.schema.kind {
        case .double: return JSONWriter.number(place.load(as: Double.self))
        case .float: return JSONWriter.number(place.load(as: Float.self))
        case .int64, .sint64, .sfixed64: return .string(String(place.load(as: Int64.self)))
        case .uint64, .fixed64: return .string(String(place.load(as: UInt64.self)))
        case .int32, .sint32, .sfixed32: return .number(String(place.load(as: Int32.self)))
        case .uint32, .fixed32: return .number(String(place.load(as: UInt32.self)))
        case .bool: return .bool(place.load(as: Int32.self) != 0)
        case .string: return .string(try text(place.load(as: ProtobufCBinaryData.self), path: path))
        case .bytes: return .string(Base64.encode(CopyOut.bytes(place.load(as: ProtobufCBinaryData.self))))
        case .enumeration(let name):
            let number = place.load(as: Int32.self)
            guard let value = pool.enumeration(named: name)?.values.first(where: { $0.number == number }) else {
                return .number(String(number))
            }
            return .string(value.name)
        case .message:
            guard let index = field.message else { return .null }
            let layout = pool.layout(at: index)
            guard let source = place.load(as: UnsafeRawPointer?.self) else {
                // A map's entry without its value.
                let arena = Arena()
                let empty = try message(UnsafeRawPointer(DynamicBytes.empty(layout, in: arena)), layout, path: path)
                withExtendedLifetime(arena) {}
                return empty
            }
            return try message(source, layout, path: path)
        case .group: return .null
        }
    }

    private func text(_ data: ProtobufCBinaryData, path: String) throws(JSONError) -> String {
        guard data.len > 0, let start = data.data else { return "" }
        guard let text = String(validating: UnsafeBufferPointer(start: start, count: data.len), as: UTF8.self) else {
            throw .message(.invalidUTF8(field: path))
        }
        return text
    }

    /// The shortest digits that give the same number; strings for what JSON has no numbers for.
    private static func number<T: BinaryFloatingPoint & CustomStringConvertible>(_ value: T) -> JSONValue {
        if value.isNaN { return .string("NaN") }
        if value.isInfinite { return .string(value < 0 ? "-Infinity" : "Infinity") }
        // The shortest digits of the largest `float` are above it as a `double`, and some readers then refuse them.
        let text =
            value.magnitude == T(Float.greatestFiniteMagnitude) ? Double(value).description : value.description
        return .number(text.hasSuffix(".0") && value != 0 ? String(text.dropLast(2)) : text)
    }

    private func timestamp(
        _ source: UnsafeRawPointer, _ layout: MessageLayout, path: String
    ) throws(JSONError) -> String {
        let (seconds, nanos) = secondsAndNanos(source, layout)
        guard GoogleProtobuf.Timestamp(seconds: seconds, nanos: nanos).isValid else {
            throw .invalidText(path: path, expected: "a time in the years 1 to 9999")
        }
        return CivilTime.text(seconds: seconds, nanos: nanos)
    }

    private func duration(
        _ source: UnsafeRawPointer, _ layout: MessageLayout, path: String
    ) throws(JSONError) -> String {
        let (seconds, nanos) = secondsAndNanos(source, layout)
        guard GoogleProtobuf.Duration(seconds: seconds, nanos: nanos).isValid else {
            throw .invalidText(path: path, expected: "at most 315576000000 seconds, of one sign with its nanoseconds")
        }
        return CivilTime.durationText(seconds: seconds, nanos: nanos)
    }

    private func secondsAndNanos(_ source: UnsafeRawPointer, _ layout: MessageLayout) -> (Int64, Int32) {
        var seconds: Int64 = 0
        var nanos: Int32 = 0
        for field in layout.fields {
            if field.schema.number == 1 {
                seconds = (source + field.offset).load(as: Int64.self)
            }
            if field.schema.number == 2 {
                nanos = (source + field.offset).load(as: Int32.self)
            }
        }
        return (seconds, nanos)
    }

    /// The members of the message inside, with its type in front; types with a JSON form of their own stand in "value".
    private func any(_ source: UnsafeRawPointer, _ layout: MessageLayout, path: String) throws(JSONError) -> JSONValue {
        var url = ""
        var payload: [UInt8] = []
        for field in layout.fields {
            let data = (source + field.offset).load(as: ProtobufCBinaryData.self)
            if field.schema.number == 1 { url = try text(data, path: JSONPath.member("type_url", of: path)) }
            if field.schema.number == 2 { payload = CopyOut.bytes(data) }
        }
        if url.isEmpty, payload.isEmpty { return .object([]) }
        let type = GoogleProtobuf.`Any`(typeUrl: url).typeName
        let inner = try JSONWriter(pool: pool, anyDepth: anyDepth + 1).value(of: payload, type: type, path: path)
        let head = JSONValue.Member(name: "@type", value: .string(url))
        if pool.layout(named: type)?.wellKnownType == nil, case .object(let members) = inner {
            return .object([head] + members)
        }
        return .object([head, JSONValue.Member(name: "value", value: inner)])
    }
}
