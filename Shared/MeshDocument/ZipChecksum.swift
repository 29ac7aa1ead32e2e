/// CRC-32 of an entry (ISO 3309; APPNOTE 6.3, section 4.4.7).
enum ZipChecksum {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }

    static func of(_ bytes: [UInt8]) -> UInt32 {
        table.withUnsafeBufferPointer { table in
            bytes.withUnsafeBufferPointer { bytes in
                var sum = UInt32.max
                for byte in bytes { sum = sum >> 8 ^ table[Int(truncatingIfNeeded: sum ^ UInt32(byte)) & 0xFF] }
                return ~sum
            }
        }
    }
}
