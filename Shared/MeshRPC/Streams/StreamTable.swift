/// Open streams by id: open addressing with linear probing. Ids of one connection are odd and dense, so that half the
/// id is nearly a perfect hash.
package struct StreamTable<Value> {
    private var ids: [UInt32] = []
    private var values: [Value?] = []
    private var mask = 0

    /// Streams in the table.
    package private(set) var count = 0

    /// An empty table; allocates nothing.
    package init() {}

    /// The stream's value. Id 0 names no stream.
    @inline(__always)
    package subscript(id id: UInt32) -> Value? {
        guard let index = index(of: id) else { return nil }
        return values[index]
    }

    /// Adds a stream that is not in the table yet.
    package mutating func insert(_ id: UInt32, _ value: Value) {
        precondition(id != 0, "id 0 is the connection")
        if (count + 1) * 2 > ids.count { grow() }
        var index = Int(id >> 1) & mask
        while ids[index] != 0 {
            precondition(ids[index] != id, "a stream is opened once")
            index = (index + 1) & mask
        }
        ids[index] = id
        values[index] = value
        count += 1
    }

    /// Takes a stream out.
    @discardableResult
    package mutating func remove(_ id: UInt32) -> Value? {
        guard var hole = index(of: id) else { return nil }
        let removed = values[hole]
        count -= 1
        var index = hole
        while true {
            index = (index + 1) & mask
            if ids[index] == 0 { break }
            // An entry moves back unless its home lies between the hole and itself.
            let home = Int(ids[index] >> 1) & mask
            if (index &- home) & mask >= (index &- hole) & mask {
                ids[hole] = ids[index]
                values.swapAt(hole, index)
                hole = index
            }
        }
        ids[hole] = 0
        values[hole] = nil
        if count == 0, ids.count > 1_024 {
            ids = []
            values = []
            mask = 0
        }
        return removed
    }

    /// Every stream, lowest id first.
    package var sorted: [(id: UInt32, value: Value)] {
        var all: [(id: UInt32, value: Value)] = []
        all.reserveCapacity(count)
        for index in ids.indices where ids[index] != 0 {
            if let value = values[index] { all.append((ids[index], value)) }
        }
        return all.sorted { $0.id < $1.id }
    }

    @inline(__always)
    private func index(of id: UInt32) -> Int? {
        guard count > 0, id != 0 else { return nil }
        var index = Int(id >> 1) & mask
        while ids[index] != id {
            if ids[index] == 0 { return nil }
            index = (index + 1) & mask
        }
        return index
    }

    private mutating func grow() {
        let oldIDs = ids
        let oldValues = values
        let capacity = max(16, ids.count * 2)
        ids = Array(repeating: 0, count: capacity)
        values = Array(repeating: nil, count: capacity)
        mask = capacity - 1
        count = 0
        for index in oldIDs.indices where oldIDs[index] != 0 {
            if let value = oldValues[index] { insert(oldIDs[index], value) }
        }
    }
}
