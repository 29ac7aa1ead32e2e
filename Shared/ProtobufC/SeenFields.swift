/// Which fields of one message have occurred, by their index in the descriptor; without allocation for the first 64.
struct SeenFields {
    private var low: UInt64 = 0
    private var high: Set<Int>?

    /// True when the field had occurred before.
    mutating func insert(_ index: Int) -> Bool {
        if index < 64 {
            let bit: UInt64 = 1 << UInt64(index)
            defer { low |= bit }
            return low & bit != 0
        }
        if high == nil { high = [] }
        return high?.insert(index).inserted == false
    }
}
