/// A checkpoint of the log that somebody else has timed, and the proof that leads from it to a bundle's own checkpoint
/// or back.
package struct TimedCheckpoint: Sendable, Equatable {
    /// Bounds of one.
    package enum Limits {
        /// Tokens over one checkpoint.
        package static let tokensMax = 4
    }

    /// What it is for.
    package enum Place: String, Sendable, CaseIterable {
        /// The last one before the entry.
        case before = "t1"
        /// The first one that holds the entry.
        case after = "t2"
        /// A later one, which carries the bundle forward.
        case renewed
    }

    /// What it is for.
    package let place: Place
    /// Signed by the log and, maybe, cosigned by witnesses; verbatim.
    package let note: [UInt8]
    /// DER TimeStampResp of external authorities over the SHA-256 of the note's text, at most four.
    package let responses: [[UInt8]]
    /// From the smaller to the larger of this checkpoint's tree and the bundle's.
    package let consistency: ConsistencyProof

    package init(place: Place, note: [UInt8], responses: [[UInt8]], consistency: ConsistencyProof) {
        self.place = place
        self.note = note
        self.responses = responses
        self.consistency = consistency
    }

    /// The files of the bundle that hold it, under the name of its place.
    var files: [(name: String, bytes: [UInt8])] {
        switch place {
        case .before: files(as: .before)
        case .after: files(as: .after)
        case .renewed: files(as: .renewed)
        }
    }

    /// The files of the bundle that hold it under another name.
    func files(as name: TimedName) -> [(name: String, bytes: [UInt8])] {
        var files = [
            (BundleFile.timedCheckpoint(name), note),
            (BundleFile.timedConsistency(name), ConsistencyFile(consistency).encoded),
        ]
        for (number, response) in responses.prefix(Limits.tokensMax).enumerated() {
            files.append((BundleFile.timedToken(name, number), response))
        }
        return files
    }
}
