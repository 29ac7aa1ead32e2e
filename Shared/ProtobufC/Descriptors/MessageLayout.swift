import CProtobufC

/// A message type that is known only at run time: its schema, and a protobuf-c descriptor of a struct laid out here.
final class MessageLayout {
    let schema: MessageSchema
    /// protobuf-c's description; valid as long as the layout.
    let descriptor: UnsafeMutablePointer<ProtobufCMessageDescriptor>
    /// Which JSON form of its own the type has.
    let wellKnownType: WellKnownType?
    /// In the order of the file.
    private(set) var fields: [FieldLayout] = []
    /// Places in `fields` by JSON name and by original name.
    private(set) var indexByName: [String: Int] = [:]

    private let cFields: UnsafeMutablePointer<ProtobufCFieldDescriptor>
    private let cRanges: UnsafeMutablePointer<ProtobufCIntRange>
    private let cOrder: UnsafeMutablePointer<UInt32>
    private let cName: UnsafeMutablePointer<CChar>

    /// Bytes of one struct.
    var sizeBytes: Int { descriptor.pointee.sizeof_message }

    init(_ schema: MessageSchema) {
        self.schema = schema
        wellKnownType = WellKnownType(schema)
        descriptor = .allocate(capacity: 1)
        descriptor.initialize(to: ProtobufCMessageDescriptor())
        cFields = .allocate(capacity: max(schema.fields.count, 1))
        cRanges = .allocate(capacity: schema.fields.count + 1)
        cOrder = .allocate(capacity: max(schema.fields.count, 1))
        let name = Array(schema.fullName.utf8CString)
        cName = .allocate(capacity: name.count)
        cName.initialize(from: name, count: name.count)
    }

    deinit {
        descriptor.deallocate()
        cFields.deallocate()
        cRanges.deallocate()
        cOrder.deallocate()
        cName.deallocate()
    }

    /// Fills the descriptor in. `message` gives the layout of a message type and its place in the pool.
    func link(
        message: (String) throws(ProtobufError) -> (Int, MessageLayout),
        enumeration: (String) throws(ProtobufError) -> Void
    ) throws(ProtobufError) {
        if schema.isMapEntry { try checkMapEntry() }
        try placeFields(message: message, enumeration: enumeration)
        let sorted = fields.indices.sorted { fields[$0].schema.number < fields[$1].schema.number }
        var ranges = 0
        for (position, index) in sorted.enumerated() {
            let field = fields[index]
            if position > 0 {
                let before = fields[sorted[position - 1]].schema.number
                guard before != field.schema.number else {
                    throw .invalidDescriptors("\(schema.fullName) has two fields \(before)")
                }
                if before + 1 != field.schema.number { ranges += 1 }
            }
            if position == 0 || fields[sorted[position - 1]].schema.number + 1 != field.schema.number {
                (cRanges + ranges).initialize(
                    to: ProtobufCIntRange(start_value: Int32(field.schema.number), orig_index: UInt32(position)))
            }
            (cFields + position).initialize(to: try cField(field, message: message))
            (cOrder + position).initialize(to: UInt32(position))
        }
        let rangeCount = sorted.isEmpty ? 0 : ranges + 1
        (cRanges + rangeCount).initialize(to: ProtobufCIntRange(start_value: 0, orig_index: UInt32(sorted.count)))
        descriptor.pointee.magic = MessageLayout.magic
        descriptor.pointee.name = UnsafePointer(cName)
        descriptor.pointee.short_name = UnsafePointer(cName)
        descriptor.pointee.c_name = UnsafePointer(cName)
        descriptor.pointee.package_name = UnsafePointer(cName)
        descriptor.pointee.n_fields = UInt32(sorted.count)
        descriptor.pointee.fields = UnsafePointer(cFields)
        // Only lookups by name use this order, and nothing here does any.
        descriptor.pointee.fields_sorted_by_name = UnsafePointer(cOrder)
        descriptor.pointee.n_field_ranges = UInt32(rangeCount)
        descriptor.pointee.field_ranges = UnsafePointer(cRanges)
    }

    /// `PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC`, which is a macro with a cast and so has no Swift name.
    private static let magic: UInt32 = 0x28aa_eef9

    /// A map's entry has a key that can be a JSON name, a value, and nothing else.
    private func checkMapEntry() throws(ProtobufError) {
        let fields = schema.fields.sorted { $0.number < $1.number }
        guard fields.map(\.number) == [1, 2], fields.allSatisfy({ !$0.isRepeated && $0.oneofIndex == nil }) else {
            throw .invalidDescriptors("\(schema.fullName) is not a map's entry")
        }
        switch fields[0].kind {
        case .int32, .int64, .uint32, .uint64, .sint32, .sint64, .fixed32, .fixed64, .sfixed32, .sfixed64, .bool,
            .string:
            break
        case .double, .float, .bytes, .message, .enumeration, .group:
            throw .invalidDescriptors("\(schema.fullName) has a \(fields[0].kind) as its key")
        }
    }

    private func placeFields(
        message: (String) throws(ProtobufError) -> (Int, MessageLayout),
        enumeration: (String) throws(ProtobufError) -> Void
    ) throws(ProtobufError) {
        var end = MemoryLayout<ProtobufCMessage>.size
        func place(_ size: Int, _ alignment: Int) -> Int {
            let start = (end + alignment - 1) / alignment * alignment
            end = start + size
            return start
        }
        // A oneof is its case and a union as large as the largest member can be.
        let oneofs = schema.oneofs.map { _ in (place(4, 4), place(MemoryLayout<ProtobufCBinaryData>.size, 8)) }
        for field in schema.fields {
            guard field.kind != .group else { throw .invalidDescriptors("\(schema.fullName).\(field.name) is a group") }
            var target: Int?
            if case .message(let name) = field.kind { target = try message(name).0 }
            if case .enumeration(let name) = field.kind { try enumeration(name) }
            let offset: Int
            var quantifier = 0
            if field.isRepeated {
                quantifier = place(8, 8)
                offset = place(8, 8)
            } else if let index = field.oneofIndex {
                (quantifier, offset) = oneofs[index]
            } else {
                if field.hasPresence { quantifier = place(4, 4) }
                offset = place(FieldLayout.size(of: field.kind), FieldLayout.alignment(of: field.kind))
            }
            indexByName[field.jsonName] = fields.count
            fields.append(
                FieldLayout(schema: field, offset: offset, quantifierOffset: quantifier, message: target))
        }
        // A JSON name wins where it is another field's original name.
        for (index, field) in fields.enumerated() where indexByName[field.schema.name] == nil {
            indexByName[field.schema.name] = index
        }
        descriptor.pointee.sizeof_message = (end + 7) / 8 * 8
    }

    private func cField(
        _ field: FieldLayout, message: (String) throws(ProtobufError) -> (Int, MessageLayout)
    ) throws(ProtobufError) -> ProtobufCFieldDescriptor {
        var result = ProtobufCFieldDescriptor()
        result.name = UnsafePointer(cName)
        result.id = field.schema.number
        if field.schema.isRepeated {
            result.label = PROTOBUF_C_LABEL_REPEATED
        } else if field.schema.isRequired {
            result.label = PROTOBUF_C_LABEL_REQUIRED
        } else {
            result.label = field.schema.hasPresence ? PROTOBUF_C_LABEL_OPTIONAL : PROTOBUF_C_LABEL_NONE
        }
        result.type = FieldLayout.cType(of: field.schema.kind)
        result.quantifier_offset = UInt32(field.quantifierOffset)
        result.offset = UInt32(field.offset)
        if case .message(let name) = field.schema.kind {
            result.descriptor = UnsafeRawPointer(try message(name).1.descriptor)
        }
        if field.schema.isPacked { result.flags |= UInt32(PROTOBUF_C_FIELD_FLAG_PACKED.rawValue) }
        if field.schema.oneofIndex != nil { result.flags |= UInt32(PROTOBUF_C_FIELD_FLAG_ONEOF.rawValue) }
        return result
    }
}
