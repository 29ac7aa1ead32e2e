/// A server's methods, found by the raw bytes of their names: no String is made for a request.
struct MethodTable: Sendable {
    private let entries: [MethodEntry]
    private let slots: [Int32]
    private let services: Set<String>

    /// A table of all `entries`; two of one name are a mistake in the program.
    init(_ entries: [MethodEntry]) {
        var capacity = 16
        while capacity < entries.count * 4 { capacity *= 2 }
        var slots = [Int32](repeating: -1, count: capacity)
        for (number, entry) in entries.enumerated() {
            var slot = Self.hash(entry.service, entry.method) & (capacity - 1)
            while slots[slot] >= 0 {
                let other = entries[Int(slots[slot])]
                precondition(
                    other.service != entry.service || other.method != entry.method,
                    "\(entry.descriptor.fullName) is offered twice")
                slot = (slot + 1) & (capacity - 1)
            }
            slots[slot] = Int32(number)
        }
        self.entries = entries
        self.slots = slots
        self.services = Set(entries.map(\.descriptor.service))
    }

    /// The method of these names, or nil.
    func find(_ service: UnsafeRawBufferPointer, _ method: UnsafeRawBufferPointer) -> MethodEntry? {
        let mask = slots.count - 1
        var slot = Self.hash(service, method) & mask
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            if entry.isNamed(service, method) { return entry }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Why there is no such method, for the answer.
    func unimplemented(_ service: UnsafeRawBufferPointer, _ method: UnsafeRawBufferPointer) -> RPCError {
        let name = String(decoding: service.prefix(256), as: UTF8.self)
        return services.contains(name)
            ? .unimplemented("\(name) has no method \(String(decoding: method.prefix(256), as: UTF8.self))")
            : .unimplemented("no service \(name) here")
    }

    private static func hash(_ service: [UInt8], _ method: [UInt8]) -> Int {
        service.withUnsafeBytes { service in method.withUnsafeBytes { hash(service, $0) } }
    }

    private static func hash(_ service: UnsafeRawBufferPointer, _ method: UnsafeRawBufferPointer) -> Int {
        // Names are ours, not an attacker's: speed is all that counts. Eight bytes a step.
        let mixed = mix(method, into: mix(service, into: 0x9E37_79B9_7F4A_7C15))
        return Int(truncatingIfNeeded: mixed ^ mixed >> 32)
    }

    @inline(__always)
    private static func mix(_ bytes: UnsafeRawBufferPointer, into seed: UInt64) -> UInt64 {
        var hash = seed ^ UInt64(truncatingIfNeeded: bytes.count)
        var offset = 0
        while offset + 8 <= bytes.count {
            hash = (hash ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* 0xFF51_AFD7_ED55_8CCD
            hash ^= hash >> 29
            offset += 8
        }
        while offset < bytes.count {
            hash = (hash ^ UInt64(bytes[offset])) &* 0x0000_0100_0000_01B3
            offset += 1
        }
        return hash
    }
}
