package import MeshKernel

/// One version of a project's copyright settings.
package struct CopyrightVersion: Sendable, Equatable {
    /// From 1.
    package let number: UInt32
    /// What was set.
    package let settings: CopyrightSettings
    /// When.
    package let setAt: WallTime
    /// Keeps what items commit to from being guessed.
    package let salt: Salt

    package init(number: UInt32, settings: CopyrightSettings, setAt: WallTime, salt: Salt) {
        self.number = number
        self.settings = settings
        self.setAt = setAt
        self.salt = salt
    }

    /// What an item sealed under it names.
    package var reference: CopyrightReference {
        CopyrightReference(version: number, commitment: salt.commit(to: settings.encoded))
    }
}

/// How an item names the settings that it inherits, without revealing them.
package struct CopyrightReference: Sendable, Equatable {
    /// The version, from 1.
    package let version: UInt32
    /// SHA-256 over the version's salt and the settings in canonical JSON.
    package let commitment: TreeHash

    package init(version: UInt32, commitment: TreeHash) {
        self.version = version
        self.commitment = commitment
    }
}
