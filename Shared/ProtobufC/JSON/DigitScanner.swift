/// Takes fixed characters and digits from the front of a text.
struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// Takes `character` when it is next.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let next = rest.first, UInt32(next) == character.value else { return false }
        rest.removeFirst()
        return true
    }

    /// Exactly `count` digits.
    mutating func digits(_ count: Int) -> Int64? {
        guard rest.count >= count else { return nil }
        var number: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// One digit or more.
    mutating func anyDigits(atMost count: Int) -> Int64? {
        guard var number = digit() else { return nil }
        var taken = 1
        while let digit = digit() {
            taken += 1
            guard taken <= count else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// Nothing, or a dot and 1 to 9 digits, as billionths.
    mutating func fraction() -> Int32? {
        guard take(".") else { return 0 }
        var number: Int32 = 0
        var taken = 0
        while let digit = digit() {
            taken += 1
            guard taken <= 9 else { return nil }
            number = number * 10 + Int32(digit)
        }
        guard taken > 0 else { return nil }
        for _ in taken..<9 { number *= 10 }
        return number
    }

    private mutating func digit() -> Int64? {
        guard let next = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) else { return nil }
        rest.removeFirst()
        return Int64(next - UInt8(ascii: "0"))
    }
}
