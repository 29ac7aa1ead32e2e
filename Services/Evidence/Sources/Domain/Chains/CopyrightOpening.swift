internal import MeshKernel

/// What opens the commitment by which works and seals name their project's copyright settings: `settings/<version>.json`.
package struct CopyrightOpening: Sendable, Equatable {
    /// Names the form of the file.
    package static let format = "colophon/copyright-opening/v1"

    /// From 1.
    package let version: UInt32
    /// Keeps the settings from being guessed.
    package let salt: Salt
    /// The settings' bytes, exactly as committed to.
    package let settings: [UInt8]

    package init(version: UInt32, salt: Salt, settings: [UInt8]) {
        self.version = version
        self.salt = salt
        self.settings = settings
    }

    /// Of a version as it is kept.
    package init(_ version: CopyrightVersion) {
        self.init(version: version.number, salt: version.salt, settings: version.settings.encoded)
    }

    /// What names it.
    package var reference: CopyrightReference {
        CopyrightReference(version: version, commitment: salt.commit(to: settings))
    }

    /// The bytes of the file.
    package var encoded: [UInt8] {
        CanonicalJSON.object([
            .init("format", .string(Self.format)), .init("version", .number(UInt64(version))),
            .init("salt", .string(Hexadecimal.encode(salt.bytes))),
            .init("settings", .string(String(decoding: settings, as: UTF8.self))),
        ]).encoded + [0x0A]
    }

    /// Nil unless the bytes are exactly what `encoded` gives.
    package init?(decoding bytes: [UInt8]) {
        guard bytes.last == 0x0A, let json = CanonicalJSON(parsing: Array(bytes.dropLast())),
            json["format"]?.string == Self.format,
            let version = json["version"]?.number.flatMap({ UInt32(exactly: $0) }),
            let salt = json["salt"]?.string.flatMap({ Hexadecimal.decode($0) }).flatMap({ Salt($0) }),
            let settings = json["settings"]?.string
        else { return nil }
        self.init(version: version, salt: salt, settings: Array(settings.utf8))
        guard encoded == bytes else { return nil }
    }
}
