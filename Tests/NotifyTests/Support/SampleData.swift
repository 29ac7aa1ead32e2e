import MeshKernel
import Notify

extension Template {
    /// Past midnight in Beijing on 2026-11-23.
    static let sampleTime = WallTime(milliseconds: 1_795_363_200_000)

    /// Data for every place: the longest that it takes when `isLongest`.
    func sampleData(isLongest: Bool = false) -> [MessageDatum] {
        slots.map { slot in
            let usual = isLongest ? nil : Self.usual[slot.name].map { DataValue.text($0) }
            return MessageDatum(slot.name, usual ?? slot.type.sample(isLongest: isLongest))
        }
    }

    /// What stands in a place of this name in most messages.
    private static let usual = [
        "matter": "software", "number": "EV-2026-4GZT9", "order": "ord-20261123-7", "tracking": "SF1234567890",
        "work": "狐狸与月亮",
    ]
}

extension SlotType {
    fileprivate func sample(isLongest: Bool) -> DataValue {
        switch self {
        case .digits(let count):
            .text(String(repeating: "7", count: isLongest ? count.upperBound : count.lowerBound))
        case .reference(let maximum):
            .text(isLongest ? String(repeating: "X", count: maximum) : "EV-2026-4GZT9")
        case .line(let maximum): .text(isLongest ? String(repeating: "长", count: maximum) : "王小二")
        case .paragraph(let maximum): .text(isLongest ? String(repeating: "由", count: maximum) : "照片\n不清")
        case .count(let range): .number(isLongest ? range.upperBound : range.lowerBound)
        case .fen(let maximum): .number(isLongest ? maximum : 35_910)
        case .day, .time: .time(Template.sampleTime)
        case .choice(let list): .text(list.words.last?.key ?? "")
        case .choices(let list, _): .list(list.words.prefix(isLongest ? list.words.count : 2).map(\.key))
        case .lines(let maximum, let characters):
            .list(
                Array(
                    repeating: String(repeating: "字", count: isLongest ? characters : 2),
                    count: isLongest ? maximum : 2))
        }
    }
}
