/// Why a witness does not cosign (c2sp.org/tlog-witness).
package enum WitnessRefusal: Error, Sendable, Equatable {
    /// Not a request (400).
    case malformed
    /// The log's key does not sign the checkpoint (403).
    case wrongSignature
    /// No such log is known here (404).
    case unknownLog
    /// The witness saw another size last, or another root of the same size (409, with the size).
    case otherSize(UInt64)
    /// The new tree does not begin with the one that was seen (422).
    case wrongProof
    /// What was seen could not be made durable, so nothing may be said (503).
    case notKept

    /// HTTP's status code.
    package var status: Int {
        switch self {
        case .malformed: 400
        case .wrongSignature: 403
        case .unknownLog: 404
        case .otherSize: 409
        case .wrongProof: 422
        case .notKept: 503
        }
    }
}
