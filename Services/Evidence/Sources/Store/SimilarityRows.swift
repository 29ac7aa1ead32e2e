package import MeshKernel
package import MeshStore

/// An item whose bytes are kept and whose fingerprint was not taken yet.
struct UnreadWork: Sendable, Equatable {
    let id: Identifier
    let account: String
    let logIndex: UInt64
    /// Name of the file with its bytes.
    let blob: String
}

/// A fingerprint that is kept, and whose it is.
package struct KeptFingerprint: Sendable, Equatable {
    /// The item.
    package let id: Identifier
    /// Whose it is.
    package let account: String
    /// Place of the item's entry in the log.
    package let logIndex: UInt64
    /// The fingerprint.
    package let fingerprint: Fingerprint
}

/// The nearest of the fingerprints that are shown to it, a bounded number, each once.
private struct NearestFingerprints {
    private struct Place: Comparable {
        let distance: Int
        let index: UInt64

        static func < (left: Place, right: Place) -> Bool {
            (left.distance, left.index) < (right.distance, right.index)
        }
    }

    private let count: Int
    /// Sorted.
    private var found: [(place: Place, kept: KeptFingerprint)] = []

    init(count: Int) {
        self.count = count
    }

    var kept: [KeptFingerprint] { found.map(\.kept) }

    /// Whether a fingerprint at that distance is among the nearest so far, and not here yet.
    func takes(distance: Int, at index: UInt64) -> Bool {
        let place = Place(distance: distance, index: index)
        if found.count >= count, let last = found.last, last.place <= place { return false }
        return count > 0 && !found.contains { $0.place == place }
    }

    mutating func insert(_ kept: KeptFingerprint, distance: Int) {
        let place = Place(distance: distance, index: kept.logIndex)
        let position = found.firstIndex { place < $0.place } ?? found.count
        found.insert((place, kept), at: position)
        if found.count > count { found.removeLast() }
    }
}

extension Snapshot {
    /// The first entry of the log that was not looked at for its fingerprint.
    func fingerprintCursor() throws -> UInt64 {
        UInt64(try row("SELECT log_index FROM fingerprint_cursor WHERE only = 1")?.integer("log_index") ?? 0)
    }

    /// Up to `count` items whose bytes are kept, from the entry `first` on, in the order of the log.
    func unreadWorks(from first: UInt64, count: Int) throws -> [UnreadWork] {
        try rows(
            """
            SELECT evidence.id AS id, evidence.account AS account, evidence.log_index AS log_index, contents.blob AS blob
            FROM evidence CROSS JOIN contents ON contents.evidence = evidence.id
            WHERE evidence.log_index >= ? ORDER BY evidence.log_index LIMIT ?
            """, SQLValue(first), SQLValue(count)
        ).map { row in
            UnreadWork(
                id: Identifier(stored: try row.text("id")), account: try row.text("account"),
                logIndex: UInt64(try row.integer("log_index")), blob: try row.text("blob"))
        }
    }

    /// Up to `count` fingerprints of other accounts that differ from this one in at most
    /// `Fingerprint.Limits.distanceBitsMax` bits, the nearest first, the earlier in the log first among equals. Of
    /// fingerprints that may be like it at most `rowsMax` are read; with more the answer is not complete. Those that agree
    /// in a whole band are read first, for the nearest agree in most.
    package func likes(
        _ fingerprint: Fingerprint, besides account: String, count: Int, rowsMax: Int = Limits.likeRowsReadMax
    ) throws -> (kept: [KeptFingerprint], isComplete: Bool) {
        var nearest = NearestFingerprints(count: count)
        var rows = 0
        var isComplete = true
        let exact = fingerprint.likeBands.enumerated().map { ($0.offset, Array($0.element.prefix(1))) }
        let near = fingerprint.likeBands.enumerated().map { ($0.offset, Array($0.element.dropFirst())) }
        for (band, values) in exact + near where isComplete {
            let marks = Array(repeating: "?", count: values.count).joined(separator: ", ")
            let arguments = [SQLValue.text(fingerprint.kind.rawValue)] + values.map { SQLValue($0) }
            try forEachRow(
                """
                SELECT evidence, account, log_index, bits FROM fingerprints WHERE kind = ? AND band\(band) IN (\(marks))
                """, arguments
            ) { row in
                // So that a picture that everybody has does not take the service's time.
                guard rows < rowsMax else {
                    isComplete = false
                    return false
                }
                rows += 1
                let bits = UInt64(bitPattern: try row.integer("bits"))
                let other = Fingerprint(kind: fingerprint.kind, bits: bits)
                let distance = fingerprint.distance(to: other)
                guard distance <= Fingerprint.Limits.distanceBitsMax else { return true }
                let owner = try row.text("account")
                guard owner != account else { return true }
                let index = UInt64(try row.integer("log_index"))
                guard nearest.takes(distance: distance, at: index) else { return true }
                nearest.insert(
                    KeptFingerprint(
                        id: Identifier(stored: try row.text("evidence")), account: owner, logIndex: index,
                        fingerprint: other), distance: distance)
                return true
            }
        }
        return (nearest.kept, isComplete)
    }

    /// Up to `count` pairs with this verdict, or without one, before the pair `before`, newest first.
    func similarPairs(verdict: SimilarPair.Verdict?, before: String, count: Int) throws -> [SimilarPair] {
        try rows(
            """
            \(Self.pairs) WHERE similar_pairs.verdict IS ? AND (? = '' OR similar_pairs.id < ?)
            ORDER BY similar_pairs.id DESC LIMIT ?
            """, SQLValue(verdict?.rawValue), .text(before), .text(before), SQLValue(count)
        ).map { try pair($0) }
    }

    /// One pair; nil when there is none, or one of its works was erased.
    func similarPair(_ id: Identifier) throws -> SimilarPair? {
        try row("\(Self.pairs) WHERE similar_pairs.id = ?", SQLValue(id)).map { try pair($0) }
    }

    private static var pairs: String {
        """
        SELECT similar_pairs.id AS id, similar_pairs.kind AS kind, distance, found_at, verdict, reviewed_by, reviewed_at,
            later, later_work.number AS later_number, later_work.account AS later_account,
            later_work.accepted_at AS later_at,
            earlier, earlier_work.number AS earlier_number, earlier_work.account AS earlier_account,
            earlier_work.accepted_at AS earlier_at, complete
        FROM similar_pairs
        JOIN evidence AS later_work ON later_work.id = later
        JOIN evidence AS earlier_work ON earlier_work.id = earlier
        """
    }

    private func pair(_ row: Row) throws -> SimilarPair {
        func work(_ name: String) throws -> SimilarPair.Work {
            guard let number = EvidenceNumber(try row.text("\(name)_number")) else { throw StoreError.column("number") }
            return SimilarPair.Work(
                id: Identifier(stored: try row.text(name)), number: number, account: try row.text("\(name)_account"),
                acceptedAt: try row.time("\(name)_at"))
        }
        guard let kind = Fingerprint.Kind(rawValue: try row.text("kind")) else { throw StoreError.column("kind") }
        var review: SimilarPair.Review?
        if let word = try row.optionalText("verdict"), let verdict = SimilarPair.Verdict(rawValue: word) {
            review = SimilarPair.Review(
                verdict: verdict, by: try row.text("reviewed_by"), at: try row.time("reviewed_at"))
        }
        return SimilarPair(
            id: Identifier(stored: try row.text("id")), kind: kind, later: try work("later"),
            earlier: try work("earlier"), distance: Int(try row.integer("distance")), foundAt: try row.time("found_at"),
            isComplete: try row.integer("complete") == 1, review: review)
    }
}

extension Transaction {
    /// Moves on to the entry `index`.
    func moveFingerprintCursor(to index: UInt64) throws {
        try execute("UPDATE fingerprint_cursor SET log_index = ? WHERE only = 1", SQLValue(index))
    }

    /// Keeps a fingerprint; false when its item was erased meanwhile, or it is kept already.
    func keep(_ fingerprint: Fingerprint, of work: UnreadWork) throws -> Bool {
        let bands = fingerprint.bands.map { SQLValue($0) }
        return try execute(
            """
            INSERT INTO fingerprints (evidence, account, log_index, kind, bits, band0, band1, band2, band3)
            SELECT evidence, ?, ?, ?, ?, ?, ?, ?, ? FROM openings WHERE evidence = ?
            ON CONFLICT (evidence) DO NOTHING
            """,
            [
                .text(work.account), SQLValue(work.logIndex), .text(fingerprint.kind.rawValue),
                .integer(Int64(bitPattern: fingerprint.bits)),
            ] + bands + [SQLValue(work.id)]) == 1
    }

    /// Keeps a pair; false when one of the two was erased meanwhile.
    func keep(_ pair: FoundPair, kind: Fingerprint.Kind, at time: WallTime) throws -> Bool {
        try execute(
            """
            INSERT INTO similar_pairs (id, kind, later, earlier, distance, found_at, complete)
            SELECT ?, ?, later.evidence, earlier.evidence, ?, ?, ? FROM fingerprints AS later, fingerprints AS earlier
            WHERE later.evidence = ? AND earlier.evidence = ?
            """,
            SQLValue(pair.id), .text(kind.rawValue), SQLValue(pair.distance), SQLValue(time),
            .integer(pair.isComplete ? 1 : 0), SQLValue(pair.later), SQLValue(pair.earlier)) == 1
    }

    /// Keeps a verdict in the place of an earlier one; false when there is no such pair.
    func keep(_ review: SimilarPair.Review, of pair: Identifier) throws -> Bool {
        try execute(
            "UPDATE similar_pairs SET verdict = ?, reviewed_by = ?, reviewed_at = ? WHERE id = ?",
            .text(review.verdict.rawValue), .text(review.by), SQLValue(review.at), SQLValue(pair)) == 1
    }

    /// Removes an item's fingerprint and every pair that it is in.
    func forgetFingerprint(of item: Identifier) throws {
        try execute("DELETE FROM similar_pairs WHERE later = ?", SQLValue(item))
        try execute("DELETE FROM similar_pairs WHERE earlier = ?", SQLValue(item))
        try execute("DELETE FROM fingerprints WHERE evidence = ?", SQLValue(item))
    }
}
