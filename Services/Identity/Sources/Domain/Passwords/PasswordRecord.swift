package import MeshKernel

/// What is kept of a password: its hash with everything that was put into it.
package struct PasswordRecord: Sendable, Equatable {
    /// In the form `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
    package let encoded: String
    /// When it was set.
    package let setAt: WallTime

    package init(encoded: String, setAt: WallTime) {
        self.encoded = encoded
        self.setAt = setAt
    }
}
