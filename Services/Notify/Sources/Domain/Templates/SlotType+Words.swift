internal import MeshKernel

extension SlotType {
    /// The moments that can be told: 2000-01-01 and the end of 9999, in UTC.
    private static let earliest: Int64 = 946_684_800_000
    private static let latest: Int64 = 253_402_300_799_999

    /// `value` as it stands in a message in `language`, or what is wrong with it. What comes out is a line of text, or
    /// several where the place allows; never anything that a channel could read as more than text. `isShort` for a short
    /// message.
    func words(
        for value: DataValue, in language: Language, isShort: Bool = false
    ) throws(DataRefusal) -> String {
        switch (self, value) {
        case (.digits(let count), .text(let text)):
            guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                count.contains(text.utf8.count)
            else { throw DataRefusal(.notDigits) }
            return text
        case (.reference(let maximum), .text(let text)):
            guard !text.isEmpty else { throw DataRefusal(.empty) }
            guard text.utf8.count <= maximum else { throw DataRefusal(.tooLong(maximumCharacters: maximum)) }
            guard text.utf8.allSatisfy(Self.isReferenceByte) else { throw DataRefusal(.malformedReference) }
            return text
        case (.line(let maximum), .text(let text)):
            try Self.check(text, maximum: maximum, allowsLines: false)
            return text
        case (.paragraph(let maximum), .text(let text)):
            try Self.check(text, maximum: maximum, allowsLines: true)
            return text
        case (.count(let range), .number(let number)):
            try Self.check(number, range)
            return "\(number)"
        case (.fen(let maximum), .number(let number)):
            try Self.check(number, 0...maximum)
            let rest = number % 100
            return "¥\(number / 100).\(rest < 10 ? "0" : "")\(rest)"
        case (.day, .time(let time)):
            return try Self.checked(time).day(in: language)
        case (.time, .time(let time)):
            return try Self.checked(time).words(in: language)
        case (.choice(let list), .text(let text)):
            guard let word = list[text] else { throw DataRefusal(.unknownWord) }
            return word.text(in: language)
        case (.lines(let maximum, let characters), .list(let texts)):
            guard !texts.isEmpty else { throw DataRefusal(.empty) }
            guard texts.count <= maximum else { throw DataRefusal(.tooMany(maximum: maximum)) }
            for text in texts { try Self.check(text, maximum: characters, allowsLines: false) }
            return texts.joined(separator: Self.separator(in: language))
        case (.choices(let list, let inShort), .list(let keys)):
            guard !keys.isEmpty else { throw DataRefusal(.empty) }
            var words: [String] = []
            for key in keys {
                guard let word = list[key] else { throw DataRefusal(.unknownWord) }
                words.append(word.text(in: language))
            }
            guard Set(keys).count == keys.count else { throw DataRefusal(.repeated) }
            guard isShort, words.count > inShort else { return words.joined(separator: Self.separator(in: language)) }
            let named = words.prefix(inShort).joined(separator: Self.separator(in: language))
            switch language {
            case .simplifiedChinese: return "\(named)等\(words.count)项"
            case .traditionalChinese: return "\(named)等\(words.count)項"
            case .english: return "\(named) and \(words.count - inShort) more"
            }
        case (.digits, _), (.reference, _), (.line, _), (.paragraph, _), (.count, _), (.fen, _), (.day, _), (.time, _),
            (.choice, _), (.lines, _), (.choices, _):
            throw DataRefusal(.wrongKind(wanted: kind))
        }
    }

    private static func separator(in language: Language) -> String { language == .english ? ", " : "、" }

    private static func check(_ number: Int64, _ range: ClosedRange<Int64>) throws(DataRefusal) {
        guard range.contains(number) else {
            throw DataRefusal(.outOfRange(minimum: range.lowerBound, maximum: range.upperBound))
        }
    }

    private static func checked(_ time: WallTime) throws(DataRefusal) -> BeijingTime {
        guard (earliest...latest).contains(time.milliseconds) else { throw DataRefusal(.outOfCalendar) }
        return BeijingTime(time)
    }

    private static func check(_ text: String, maximum: Int, allowsLines: Bool) throws(DataRefusal) {
        // Characters can be long; so many bytes each at most.
        guard text.utf8.count <= maximum * 12, text.count <= maximum else {
            throw DataRefusal(.tooLong(maximumCharacters: maximum))
        }
        var isVisible = false
        for scalar in text.unicodeScalars {
            if scalar == "\n" && allowsLines { continue }
            guard !ForbiddenScalars.contains(scalar) else { throw DataRefusal(.forbiddenCharacter) }
            guard scalar != "【", scalar != "】" else { throw DataRefusal(.senderMark) }
            if !scalar.properties.isWhitespace { isVisible = true }
        }
        guard isVisible else { throw DataRefusal(.empty) }
    }

    private static func isReferenceByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

/// Why a value is refused; its place's name is known a step further up.
struct DataRefusal: Error {
    let reason: DataFault.Reason

    init(_ reason: DataFault.Reason) {
        self.reason = reason
    }
}

/// Characters that no value may bring: controls, line and paragraph ends of Unicode, marks that turn the direction of
/// writing (they can make a text read as another), and invisible tags.
enum ForbiddenScalars {
    static func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF,
            0xFFF9...0xFFFB, 0xE0000...0xE007F:
            true
        default: false
        }
    }
}
