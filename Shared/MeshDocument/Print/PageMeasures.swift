/// Where things stand on an A4 page, in points.
enum PageMeasures {
    static let width = 595.276
    static let height = 841.89
    /// White beside the text.
    static let marginSide = 64.0
    /// White above the text.
    static let marginTop = 62.0
    /// Where the text ends.
    static let textBottom = height - 68
    /// Where the foot begins.
    static let footTop = height - 56
    static let footPoints = 8.0
    /// Between two cells of a row.
    static let gutter = 12.0
    /// The frame's two lines: distance from the paper's edge and thickness.
    static let frame: [(inset: Double, thickness: Double)] = [(28, 1.6), (32, 0.5)]
    static let ruleThickness = 0.4

    /// Of the text.
    static let textWidth = width - 2 * marginSide
}
