import CProtobufC
import MeshKernel

/// Turns JSON into protobuf-c structs of a pool's layouts.
struct JSONReader {
    let pool: DescriptorPool

    func bytes(of value: JSONValue, type: String, path: String) throws(JSONError) -> [UInt8] {
        guard let layout = pool.layout(named: type) else { throw .unknownType(path: path, name: type) }
        let arena = Arena()
        let message = try self.message(value, layout, arena, path: path)
        return withExtendedLifetime(arena) { DynamicBytes.pack(UnsafeRawPointer(message)) }
    }

    private func message(
        _ value: JSONValue, _ layout: MessageLayout, _ arena: Arena, path: String
    ) throws(JSONError) -> UnsafeMutableRawPointer {
        let target = DynamicBytes.empty(layout, in: arena)
        switch layout.wellKnownType {
        case .timestamp:
            guard case .string(let text) = value, let (seconds, nanos) = CivilTime.parse(text) else {
                throw .invalidText(path: path, expected: "a time such as \"2026-01-31T12:00:00Z\", years 1 to 9999")
            }
            set(seconds, nanos, target, layout)
            return target
        case .duration:
            guard case .string(let text) = value, let (seconds, nanos) = CivilTime.parseDuration(text) else {
                throw .invalidText(path: path, expected: "a length of time such as \"1.5s\", at most 315576000000s")
            }
            set(seconds, nanos, target, layout)
            return target
        case .any:
            try any(value, target, layout, arena, path: path)
            return target
        case nil: break
        }
        guard case .object(let members) = value else { throw .wrongType(path: path, expected: "an object") }
        var seen: Set<Int> = []
        for member in members {
            let path = JSONPath.member(member.name, of: path)
            guard let index = layout.indexByName[member.name] else { throw .unknownField(path: path) }
            guard seen.insert(index).inserted else { throw .duplicate(path: path) }
            if case .null = member.value { continue }
            try field(member.value, layout.fields[index], layout, target, arena, path: path)
        }
        return target
    }

    private func field(
        _ value: JSONValue, _ field: FieldLayout, _ layout: MessageLayout, _ target: UnsafeMutableRawPointer,
        _ arena: Arena, path: String
    ) throws(JSONError) {
        let place = target + field.offset
        let quantifier = target + field.quantifierOffset
        if field.schema.isRepeated {
            if let index = field.message, case let entry = pool.layout(at: index), entry.schema.isMapEntry {
                guard case .object(let members) = value else { throw .wrongType(path: path, expected: "an object") }
                let list = arena.space(for: UnsafeMutableRawPointer?.self, count: members.count)
                var keys: Set<[UInt8]> = []
                for (position, member) in members.enumerated() {
                    let path = JSONPath.key(member.name, of: path)
                    let pair = try self.entry(member.name, member.value, entry, arena, path: path)
                    (list + position).initialize(to: pair)
                    // Two spellings of one number are one key.
                    guard keys.insert(try canonicalKey(member.name, entry, path: path)).inserted else {
                        throw .duplicate(path: path)
                    }
                }
                quantifier.storeBytes(of: members.count, as: Int.self)
                place.storeBytes(of: UnsafeMutableRawPointer(list), as: UnsafeMutableRawPointer?.self)
                return
            }
            guard case .array(let elements) = value else { throw .wrongType(path: path, expected: "an array") }
            let step = FieldLayout.size(of: field.schema.kind)
            let list = arena.allocate(byteCount: elements.count * step)
            for (position, element) in elements.enumerated() {
                let path = "\(path)[\(position)]"
                if case .null = element { throw .wrongType(path: path, expected: "\(field.schema.kind)") }
                try self.value(element, field, list + position * step, arena, path: path)
            }
            quantifier.storeBytes(of: elements.count, as: Int.self)
            place.storeBytes(of: list, as: UnsafeMutableRawPointer?.self)
            return
        }
        if let oneof = field.schema.oneofIndex {
            guard quantifier.load(as: UInt32.self) == 0 else {
                throw .oneofTwice(path: path, oneof: layout.schema.oneofs[oneof].name)
            }
            quantifier.storeBytes(of: field.schema.number, as: UInt32.self)
        } else if field.schema.hasPresence {
            quantifier.storeBytes(of: 1, as: Int32.self)
        }
        try self.value(value, field, place, arena, path: path)
    }

    /// One value, written to `place`.
    private func value(
        _ value: JSONValue, _ field: FieldLayout, _ place: UnsafeMutableRawPointer, _ arena: Arena, path: String
    ) throws(JSONError) {
        switch field.schema.kind {
        case .double:
            place.storeBytes(of: try JSONNumber.floating(value, Double.self, "double", path: path), as: Double.self)
        case .float:
            place.storeBytes(of: try JSONNumber.floating(value, Float.self, "float", path: path), as: Float.self)
        case .int64, .sint64, .sfixed64:
            place.storeBytes(of: try JSONNumber.integer(value, Int64.self, "int64", path: path), as: Int64.self)
        case .uint64, .fixed64:
            place.storeBytes(of: try JSONNumber.integer(value, UInt64.self, "uint64", path: path), as: UInt64.self)
        case .int32, .sint32, .sfixed32:
            place.storeBytes(of: try JSONNumber.integer(value, Int32.self, "int32", path: path), as: Int32.self)
        case .uint32, .fixed32:
            place.storeBytes(of: try JSONNumber.integer(value, UInt32.self, "uint32", path: path), as: UInt32.self)
        case .bool:
            guard case .bool(let flag) = value else { throw .wrongType(path: path, expected: "true or false") }
            place.storeBytes(of: flag ? 1 : 0, as: Int32.self)
        case .string:
            guard case .string(let text) = value else { throw .wrongType(path: path, expected: "a string") }
            place.storeBytes(of: arena.copy(text), as: ProtobufCBinaryData.self)
        case .bytes:
            guard case .string(let text) = value else { throw .wrongType(path: path, expected: "a base64 string") }
            guard let bytes = Base64.decodeEither(text) else { throw .invalidText(path: path, expected: "base64") }
            place.storeBytes(of: arena.copy(bytes), as: ProtobufCBinaryData.self)
        case .enumeration(let name):
            place.storeBytes(of: try enumeration(value, name, path: path), as: Int32.self)
        case .message:
            guard let index = field.message else { return }
            let nested = try message(value, pool.layout(at: index), arena, path: path)
            place.storeBytes(of: nested, as: UnsafeMutableRawPointer?.self)
        case .group: throw .unknownField(path: path)
        }
    }

    private func enumeration(_ value: JSONValue, _ name: String, path: String) throws(JSONError) -> Int32 {
        switch value {
        case .string(let text):
            guard let found = pool.enumeration(named: name)?.values.first(where: { $0.name == text }) else {
                throw .unknownEnumValue(path: path, name: text)
            }
            return found.number
        case .number: return try JSONNumber.integer(value, Int32.self, "an enum's 32 bits", path: path)
        case .null, .bool, .array, .object: throw .wrongType(path: path, expected: "an enum's name or number")
        }
    }

    /// A map's entry.
    private func entry(
        _ key: String, _ value: JSONValue, _ layout: MessageLayout, _ arena: Arena, path: String
    ) throws(JSONError) -> UnsafeMutableRawPointer {
        let target = DynamicBytes.empty(layout, in: arena)
        for field in layout.fields {
            if field.schema.number == 1 {
                try self.value(try keyValue(key, field, path: path), field, target + field.offset, arena, path: path)
            } else {
                if case .null = value { throw .wrongType(path: path, expected: "\(field.schema.kind)") }
                try self.value(value, field, target + field.offset, arena, path: path)
            }
        }
        return target
    }

    /// A member's name as the value that the key's type would be written as.
    private func keyValue(_ key: String, _ field: FieldLayout, path: String) throws(JSONError) -> JSONValue {
        guard field.schema.kind == .bool else { return .string(key) }
        switch key {
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: throw .wrongType(path: path, expected: "\"true\" or \"false\"")
        }
    }

    private func canonicalKey(_ key: String, _ layout: MessageLayout, path: String) throws(JSONError) -> [UInt8] {
        guard let field = layout.fields.first(where: { $0.schema.number == 1 }) else { return [] }
        switch field.schema.kind {
        case .string, .bool: return Array(key.utf8)
        case .uint64, .fixed64, .uint32, .fixed32:
            return Array(String(try JSONNumber.integer(.string(key), UInt64.self, "uint64", path: path)).utf8)
        default:
            return Array(String(try JSONNumber.integer(.string(key), Int64.self, "int64", path: path)).utf8)
        }
    }

    private func set(_ seconds: Int64, _ nanos: Int32, _ target: UnsafeMutableRawPointer, _ layout: MessageLayout) {
        for field in layout.fields {
            if field.schema.number == 1 {
                (target + field.offset).storeBytes(of: seconds, as: Int64.self)
            }
            if field.schema.number == 2 {
                (target + field.offset).storeBytes(of: nanos, as: Int32.self)
            }
        }
    }

    private func any(
        _ value: JSONValue, _ target: UnsafeMutableRawPointer, _ layout: MessageLayout, _ arena: Arena, path: String
    ) throws(JSONError) {
        guard case .object(let members) = value else { throw .wrongType(path: path, expected: "an object") }
        if members.isEmpty { return }
        guard let head = members.first(where: { $0.name == "@type" }), case .string(let url) = head.value else {
            throw .wrongType(path: JSONPath.member("@type", of: path), expected: "a type URL")
        }
        let type = GoogleProtobuf.`Any`(typeUrl: url).typeName
        let rest = members.filter { $0.name != "@type" }
        let payload: [UInt8]
        if pool.layout(named: type)?.wellKnownType != nil {
            guard rest.count == 1, rest[0].name == "value" else {
                throw .wrongType(path: path, expected: "an object of \"@type\" and \"value\"")
            }
            payload = try bytes(of: rest[0].value, type: type, path: JSONPath.member("value", of: path))
        } else {
            payload = try bytes(of: .object(rest), type: type, path: path)
        }
        for field in layout.fields {
            let place = target + field.offset
            if field.schema.number == 1 { place.storeBytes(of: arena.copy(url), as: ProtobufCBinaryData.self) }
            if field.schema.number == 2 { place.storeBytes(of: arena.copy(payload), as: ProtobufCBinaryData.self) }
        }
    }
}
