package import MeshRPC
internal import ProtobufC

/// Every text field of every method that a server serves, found in the descriptors that it serves itself: a field that
/// is added tomorrow is among them.
package struct TextFields: Sendable {
    /// One text field of one method's request.
    package struct Place: Sendable {
        /// The method.
        package let method: MethodDescriptor
        /// The names of the fields that lead to it, with dots between; an element of a list by its number.
        package let path: String

        /// For people: `Desk/ReplyTicket text`.
        package var words: String {
            "\(method.service.split(separator: ".").last ?? "")/\(method.name) \(path)"
        }
    }

    /// A request whose fields cannot be filled as it was asked for.
    package struct Unfillable: Error, CustomStringConvertible {
        package let description: String
    }

    /// Messages in messages, at most.
    private static let depthMax = 6

    /// All of them, in the order of services, methods and fields.
    package let places: [Place]
    private let pool: DescriptorPool

    /// Those of `services`.
    package init(of services: [ServiceDescriptor]) throws {
        let pool = try DescriptorPool(fileDescriptorSets: services.map(\.fileDescriptorSet))
        var places: [Place] = []
        for method in services.flatMap(\.methods) {
            guard let request = pool.message(named: method.requestType) else {
                throw Unfillable(description: "there is no \(method.requestType)")
            }
            places += Self.paths(in: request, pool, depth: 0).map { Place(method: method, path: $0) }
        }
        self.pool = pool
        self.places = places
    }

    private static func paths(in message: MessageSchema, _ pool: DescriptorPool, depth: Int) -> [String] {
        guard depth < depthMax else { return [] }
        return message.fields.flatMap { field -> [String] in
            let name = field.isRepeated ? field.name + ".0" : field.name
            switch field.kind {
            case .string: return [name]
            case .message(let inner):
                guard let inner = pool.message(named: inner) else { return [] }
                return paths(in: inner, pool, depth: depth + 1).map { "\(name).\($0)" }
            default: return []
            }
        }
    }

    /// The bytes of a request with `text` at a place and `others` elsewhere: by their paths, numbers and flags as digits.
    package func request(_ place: Place, holding text: String, others: [String: String]) throws -> [UInt8] {
        guard let type = pool.message(named: place.method.requestType) else {
            throw Unfillable(description: "there is no \(place.method.requestType)")
        }
        var values = others.reduce(into: [[String]: String]()) { values, entry in
            values[entry.key.split(separator: ".").map(String.init)] = entry.value
        }
        let path = place.path.split(separator: ".").map(String.init)
        values = values.filter { !excludes($0.key, path, in: type) }
        values[path] = text
        return try bytes(of: type, values)
    }

    /// Whether a value at `other` stands in a choice that the value at `path` decides otherwise.
    private func excludes(_ other: [String], _ path: [String], in message: MessageSchema) -> Bool {
        guard let head = path.first, let otherHead = other.first,
            let field = message.fields.first(where: { $0.name == head }),
            let otherField = message.fields.first(where: { $0.name == otherHead })
        else { return false }
        guard head == otherHead else {
            return field.oneofIndex != nil && field.oneofIndex == otherField.oneofIndex
        }
        guard case .message(let name) = field.kind, let inner = pool.message(named: name) else { return false }
        let skipped = field.isRepeated ? 2 : 1
        guard path.count > skipped, other.count > skipped, path[..<skipped] == other[..<skipped] else { return false }
        return excludes(Array(other.dropFirst(skipped)), Array(path.dropFirst(skipped)), in: inner)
    }

    private func bytes(of message: MessageSchema, _ values: [[String]: String]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var known: Set<String> = []
        for field in message.fields {
            known.insert(field.name)
            let own = values.filter { $0.key.first == field.name }
            guard !own.isEmpty else { continue }
            guard field.isRepeated else {
                bytes += try self.bytes(of: field, Self.behind(own, 1))
                continue
            }
            let numbers = Set(own.keys.compactMap { $0.count > 1 ? Int($0[1]) : nil }).sorted()
            for number in numbers {
                let element = own.filter { $0.key.count > 1 && $0.key[1] == "\(number)" }
                bytes += try self.bytes(of: field, Self.behind(element, 2))
            }
        }
        if let stranger = values.keys.first(where: { !known.contains($0.first ?? "") }) {
            throw Unfillable(description: "\(message.fullName) has no field \(stranger)")
        }
        return bytes
    }

    private static func behind(_ values: [[String]: String], _ count: Int) -> [[String]: String] {
        values.reduce(into: [:]) { $0[Array($1.key.dropFirst(count))] = $1.value }
    }

    /// One value with its key before it (the wire format of protocol buffers).
    private func bytes(of field: FieldSchema, _ values: [[String]: String]) throws -> [UInt8] {
        let number = UInt64(field.number) << 3
        switch field.kind {
        case .string, .bytes:
            let text = Array((values[[]] ?? "").utf8)
            return Self.varint(number | 2) + Self.varint(UInt64(text.count)) + text
        case .bool, .enumeration, .int32, .int64, .uint32, .uint64:
            guard let value = Int64(values[[]] ?? "") else {
                throw Unfillable(description: "\(field.name) takes digits")
            }
            return Self.varint(number) + Self.varint(UInt64(bitPattern: value))
        case .message(let name):
            guard let inner = pool.message(named: name) else {
                throw Unfillable(description: "there is no \(name)")
            }
            let content = try bytes(of: inner, values)
            return Self.varint(number | 2) + Self.varint(UInt64(content.count)) + content
        case .double, .float, .sint32, .sint64, .fixed32, .fixed64, .sfixed32, .sfixed64, .group:
            throw Unfillable(description: "\(field.name) is of a kind that nobody fills here")
        }
    }

    private static func varint(_ value: UInt64) -> [UInt8] {
        var value = value
        var bytes: [UInt8] = []
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        return bytes + [UInt8(value)]
    }
}
