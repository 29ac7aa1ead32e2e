extension SeededRandom {
    /// One of `odds` times true.
    package func once(in odds: UInt64) -> Bool { next() % odds == 0 }

    /// `bytes` after one to four changes of the kinds that networks, bugs and enemies make.
    package func mutated(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<integer(in: 1...4) where !bytes.isEmpty {
            let place = integer(in: 0...(bytes.count - 1))
            switch next() % 8 {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: next())
            case 1: bytes[place] ^= 1 << UInt8(integer(in: 0...7))
            case 2: bytes.remove(at: place)
            case 3: bytes.insert(UInt8(truncatingIfNeeded: next()), at: place)
            case 4: bytes[place] = element(of: [0, 1, 0x7F, 0x80, 0xFE, 0xFF])
            case 5: bytes.removeSubrange(place..<min(place + integer(in: 1...32), bytes.count))
            case 6: if once(in: 4) { bytes.removeSubrange(place...) }
            default:
                let piece = Array(bytes[place..<min(place + integer(in: 1...64), bytes.count)])
                bytes.insert(contentsOf: piece, at: integer(in: 0...bytes.count))
            }
        }
        return bytes
    }

    /// A number near the edges where counting goes wrong.
    package func edge() -> UInt64 {
        let power: UInt64 = 1 << (next() & 63)
        return switch next() & 7 {
        case 0: 0
        case 1: power
        case 2: power &- 1
        case 3: power &+ 1
        case 4: UInt64.max &- (next() & 3)
        default: next() & 0xFF
        }
    }

    /// Cuts `bytes` into pieces of up to `most` bytes.
    package func pieces(of bytes: ArraySlice<UInt8>, most: Int) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var rest = bytes
        while !rest.isEmpty {
            let piece = rest.prefix(integer(in: 1...max(most, 1)))
            pieces.append(piece)
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }
}
