package import MeshKernel

/// Whether a filing's statement bears a timestamp.
package enum FilingTiming: String, FormWord {
    case awaiting
    case timed
}

/// What times a filing. Filings from before there was such a thing have none.
package struct FilingTimestamp: Sendable, Equatable {
    /// Of the statement's bytes.
    package let statementSHA256: [UInt8]
    /// The time in the token; nil while the authority has not answered.
    package let timedAt: WallTime?
    /// DER TimeStampResp; nil in lists, and while there is none.
    package let response: [UInt8]?

    package init(statementSHA256: [UInt8], timedAt: WallTime? = nil, response: [UInt8]? = nil) {
        self.statementSHA256 = statementSHA256
        self.timedAt = timedAt
        self.response = response
    }

    /// Which of the two it is.
    package var timing: FilingTiming { timedAt == nil ? .awaiting : .timed }
}
