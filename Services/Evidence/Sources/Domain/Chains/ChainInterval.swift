/// Between which timed checkpoints of a chain's archive an item was logged, by their sizes.
package struct ChainInterval: Sendable, Equatable {
    /// Place of the item in the chain, from 0.
    package let sequence: UInt64
    /// The last one before the item; nil without one.
    package let before: UInt64?
    /// The first one with it; nil without one.
    package let after: UInt64?

    package init(sequence: UInt64, before: UInt64?, after: UInt64?) {
        self.sequence = sequence
        self.before = before
        self.after = after
    }
}

/// What `intervals.json` says.
package struct ChainIntervals: Sendable, Equatable {
    /// Names the form of the file.
    package static let format = "colophon/chain-intervals/v1"

    /// In the order of the chain; items of which nobody said a time are left out.
    package let intervals: [ChainInterval]
    /// Items whose times found no room in the archive; each one's own bundle has them.
    package let omitted: UInt64

    package init(intervals: [ChainInterval], omitted: UInt64) {
        self.intervals = intervals
        self.omitted = omitted
    }

    /// The bytes of the file.
    package var encoded: [UInt8] {
        CanonicalJSON.object([
            .init("format", .string(Self.format)), .init("omitted", .number(omitted)),
            .init(
                "intervals",
                .array(
                    intervals.map { interval in
                        var members = [CanonicalJSON.Member("sequence", .number(interval.sequence))]
                        if let before = interval.before { members.append(.init("before", .number(before))) }
                        if let after = interval.after { members.append(.init("after", .number(after))) }
                        return .object(members)
                    })),
        ]).encoded + [0x0A]
    }

    /// Nil unless the bytes are exactly what `encoded` gives, with every place once and in order.
    package init?(decoding bytes: [UInt8]) {
        guard bytes.last == 0x0A, let json = CanonicalJSON(parsing: Array(bytes.dropLast())),
            json["format"]?.string == Self.format, let omitted = json["omitted"]?.number,
            let list = json["intervals"]?.array
        else { return nil }
        let intervals = list.compactMap { each in
            each["sequence"]?.number.map {
                ChainInterval(sequence: $0, before: each["before"]?.number, after: each["after"]?.number)
            }
        }
        self.init(intervals: intervals, omitted: omitted)
        guard encoded == bytes, zip(intervals, intervals.dropFirst()).allSatisfy({ $0.sequence < $1.sequence }) else {
            return nil
        }
    }
}
