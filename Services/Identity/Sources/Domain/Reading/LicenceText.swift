internal import MeshKernel

/// The writing on a business licence and on the certificates of institutions.
enum LicenceText {
    /// The credit code, which its own check vouches for.
    static func number(in lines: [ReadLine]) -> String? {
        let found = PrintedText.pieces(of: 18, in: lines) { character in
            PrintedText.isDigit(character) || "A"..."Z" ~= character && character.isASCII
        }
        return found.lazy.compactMap { try? CreditCode($0).text }.first
    }

    /// The institution's name, when the machine is sure of it.
    static func name(in lines: [ReadLine]) -> String? {
        let ends = ["统一社会", "类型", "法定代表人", "注册资本", "成立日期"]
        guard let (value, confidence) = PrintedText.value(after: "名称", upTo: ends, in: lines),
            confidence >= DocumentSheet.Limits.confidenceMin
        else { return nil }
        let letters = value.prefix { PrintedText.isChinese($0) || "（）()·".contains($0) }
        guard letters.count >= 4, letters.count == value.count else { return nil }
        return (try? InstitutionName(String(letters)))?.text
    }

    /// The day on which the institution was founded.
    static func foundedOn(in lines: [ReadLine], today: CivilDate) -> CivilDate? {
        for line in lines {
            guard let match = line.text.firstMatch(of: #/(?:成立日期|注册日期)[:：]?([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日/#),
                let day = PrintedText.day(match.1, match.2, match.3), day <= today
            else { continue }
            return day
        }
        return nil
    }
}
