/// One category of works in an authority's list.
package struct WorksCategory: Sendable, Equatable {
    /// What settings and applications name it by, e.g. "F".
    package let code: String
    /// As its authority calls it.
    package let name: String
    /// Whether a work in it must be explained.
    package let needsExplanation: Bool

    package init(code: String, name: String, needsExplanation: Bool) {
        self.code = code
        self.name = name
        self.needsExplanation = needsExplanation
    }
}

/// The works categories of an authority. Which there are could not be confirmed from a public source, so the list is
/// data: the configuration replaces it.
package struct WorksCategoryList: Sendable, Equatable {
    private let byCode: [String: WorksCategory]

    /// Later ones of the same code win.
    package init(_ categories: [WorksCategory]) {
        byCode = Dictionary(categories.map { ($0.code, $0) }) { _, last in last }
    }

    /// The category of a code; nil when the list has none.
    package subscript(code: String) -> WorksCategory? { byCode[code] }

    /// Used where the configuration names none.
    package static let assumed = WorksCategoryList(
        [
            ("A", "文字"), ("B", "音乐"), ("C", "戏剧"), ("D", "曲艺"), ("E", "舞蹈"), ("F", "美术"), ("G", "摄影"), ("H", "电影（视听）"),
            ("I", "类似摄制电影"), ("J", "工程/产品设计图"), ("K", "地图/示意图"), ("L", "其他"), ("M", "口述"), ("N", "杂技"), ("O", "建筑"),
            ("P", "模型"),
        ].map { WorksCategory(code: $0.0, name: $0.1, needsExplanation: $0.0 == "L") })
}
