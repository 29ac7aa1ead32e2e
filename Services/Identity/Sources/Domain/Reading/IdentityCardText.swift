internal import MeshKernel

/// The writing on a resident identity card (GA 461): labels before values on the portrait side.
enum IdentityCardText {
    /// The number, which its own check vouches for.
    static func number(in lines: [ReadLine], today: CivilDate) -> String? {
        let found = PrintedText.pieces(of: 18, in: lines) { PrintedText.isDigit($0) || $0 == "X" || $0 == "x" }
        return found.lazy.compactMap { try? ResidentNumber($0, today: today).text }.first
    }

    /// The name, when the machine is sure of it.
    static func name(in lines: [ReadLine]) -> String? {
        let ends = ["性别", "民族", "出生"]
        guard let (value, confidence) = PrintedText.value(after: "姓名", upTo: ends, in: lines),
            confidence >= DocumentSheet.Limits.confidenceMin
        else { return nil }
        let letters = value.prefix { PrintedText.isChinese($0) || $0 == "·" || $0 == "•" }
        guard letters.count >= 2, letters.count == value.count else { return nil }
        return (try? PersonName(String(letters)))?.text
    }
}
