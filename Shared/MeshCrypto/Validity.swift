package import MeshKernel

/// The first and last moment a certificate is good, in whole seconds.
package struct Validity: Sendable, Equatable {
    /// The first moment at which the certificate is valid.
    /// The first moment, included.
    /// The last moment at which the certificate is valid.
    package let from: WallTime
    /// The last moment, included.
    package let until: WallTime

    package init(from: WallTime, until: WallTime) {
        self.from = from
        self.until = until
    }

    /// From a little before `now`, for peers whose clocks are behind, until `days` after it.
    package static func days(_ days: Int, from now: WallTime) -> Validity {
        Validity(
            from: now.advanced(by: .seconds(-Limits.certificateBackdateSeconds)),
            until: now.advanced(by: .seconds(days * 86_400)))
    }
}
