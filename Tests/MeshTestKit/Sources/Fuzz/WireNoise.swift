/// Serialized messages of no type in particular: well formed more often than not, with fields that `Everything` has.
struct WireNoise {
    private static let depthMax = 6

    let random: SeededRandom

    /// The bytes of a message.
    func message(depth: Int = 0) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<random.integer(in: 0...(depth == 0 ? 24 : 6)) { bytes += field(depth) }
        return bytes
    }

    private func field(_ depth: Int) -> [UInt8] {
        let number: UInt64 =
            switch random.next() % 16 {
            case 0: random.edge() >> 3
            case 1...4: UInt64(random.integer(in: 1...7))
            default: UInt64(random.integer(in: 1...107))
            }
        let kind = random.element(of: [0, 0, 0, 1, 2, 2, 2, 2, 5] as [UInt64])
        let wire = random.once(in: 50) ? random.next() & 7 : kind
        let tag = varint(number << 3 | wire)
        switch wire {
        case 0: return tag + varint(random.edge())
        case 1: return tag + random.bytes(8)
        case 5: return tag + random.bytes(4)
        case 2:
            let payload = lengthDelimited(depth)
            let length = random.once(in: 60) ? random.edge() : UInt64(payload.count)
            return tag + varint(length) + payload
        default: return tag
        }
    }

    private func lengthDelimited(_ depth: Int) -> [UInt8] {
        switch random.next() & 7 {
        case 0, 1, 2: return depth < Self.depthMax ? message(depth: depth + 1) : []
        case 3:
            return Array(random.element(of: ["", "a", "☺", "type.googleapis.com/colophon.test.v1.Shape", "\0x"]).utf8)
        case 4: return random.bytes(random.integer(in: 0...20))
        case 5: return (0..<random.integer(in: 0...8)).flatMap { _ in varint(random.edge()) }
        // The entry of a map.
        case 6: return [8] + varint(random.edge()) + [16] + varint(random.edge())
        default: return [10, 1, 0x61, 18, 1, 0x62]
        }
    }

    private func varint(_ value: UInt64) -> [UInt8] {
        var (bytes, rest): ([UInt8], UInt64) = ([], value)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        // Longer than it need be is legal.
        guard random.once(in: 30), bytes.count < 9 else { return bytes + [UInt8(rest)] }
        return bytes + [UInt8(rest) | 0x80, 0]
    }
}
