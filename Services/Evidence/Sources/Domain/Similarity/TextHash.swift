extension Fingerprint {
    /// The simhash of a text, after Charikar (2002): over all runs of characters, letters and digits alone, in lower case,
    /// each run of five, or of three where it begins with an ideograph or a syllable sign. A word that is changed touches
    /// few runs, and so few bits. Nil for a text too short to compare.
    package init?(of text: String) {
        var votes = [Int32](repeating: 0, count: 64)
        var window: [UInt32] = []
        var runs = 0
        func take(_ run: ArraySlice<UInt32>) {
            var hash = TextHash.start
            for character in run { hash = (hash ^ UInt64(character)) &* TextHash.prime }
            hash = TextHash.mixed(hash)
            votes.withUnsafeMutableBufferPointer { votes in
                for bit in 0..<64 { votes[bit] &+= Int32(truncatingIfNeeded: hash >> UInt64(bit) & 1) &* 2 &- 1 }
            }
            runs += 1
        }
        func slide() {
            let length = TextHash.isDense(window[0]) ? TextHash.denseRun : TextHash.run
            if window.count >= length { take(window[..<length]) }
            window.removeFirst()
        }
        for scalar in text.unicodeScalars {
            guard let character = TextHash.normalised(scalar) else { continue }
            window.append(character)
            if window.count == TextHash.run { slide() }
        }
        while !window.isEmpty { slide() }
        guard runs >= TextHash.Limits.runsMin else { return nil }
        self.init(kind: .text, bits: votes.indices.reduce(0) { $0 | (votes[$1] > 0 ? 1 << UInt64($1) : 0) })
    }
}

/// How a text becomes runs of characters.
package enum TextHash {
    /// Bounds of a text that is compared.
    package enum Limits {
        /// Shorter texts say too little.
        package static let runsMin = 64
        /// Larger texts are not read.
        package static let textBytesMax = 4_194_304
    }

    /// Characters in a run.
    static let run = 5
    /// Where each character says as much as a syllable or a word.
    static let denseRun = 3
    /// FNV-1a of 64 bits.
    static let start: UInt64 = 0xCBF2_9CE4_8422_2325
    static let prime: UInt64 = 0x0000_0100_0000_01B3

    /// The finalizer of SplitMix64: every bit of a run reaches every bit of its hash.
    static func mixed(_ value: UInt64) -> UInt64 {
        var hash = value
        hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
        return hash ^ hash >> 31
    }

    /// Ideographs, kana and hangul.
    static func isDense(_ character: UInt32) -> Bool {
        switch character {
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0x20000...0x3FFFF:
            true
        default: false
        }
    }

    /// A letter or digit in its plain form; nil for everything between them.
    static func normalised(_ scalar: Unicode.Scalar) -> UInt32? {
        var value = scalar.value
        // Letters and digits of full width.
        if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
        switch value {
        case 0x30...0x39, 0x61...0x7A: return value
        case 0x41...0x5A: return value + 0x20
        case ..<0x80: return nil
        default: break
        }
        if isDense(value) { return value }
        guard let plain = Unicode.Scalar(value) else { return nil }
        let properties = plain.properties
        guard properties.isAlphabetic || properties.numericType != nil else { return nil }
        return properties.isUppercase ? properties.lowercaseMapping.unicodeScalars.first?.value : value
    }
}
