/// Whose rules a verification follows. The raw value is what is stored and sent.
package enum Authority: String, Sendable, CaseIterable {
    /// Our own platform.
    case platform
    /// The works registration platform of Henan.
    case henan
    /// The Copyright Protection Centre of China.
    case cpcc
}
