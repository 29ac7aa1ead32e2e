internal import MeshKernel

/// What is sealed when a chain is: a small file of its own, `chain.json`. The entry's link to the one before it binds
/// everything that was sealed until then, so nothing needs to be listed here.
package struct ChainStatement: Sendable, Equatable {
    /// Names the form of the statement.
    package static let format = "colophon/chain/v1"

    /// The seal's public number.
    package let number: EvidenceNumber
    /// Title of the project when it was sealed.
    package let projectTitle: ProjectTitle
    /// The version of the chain that it ends, from 1.
    package let version: UInt32
    /// The copyright settings that stood then; nil when there were none.
    package let copyright: CopyrightReference?

    package init(
        number: EvidenceNumber, projectTitle: ProjectTitle, version: UInt32, copyright: CopyrightReference?
    ) {
        self.number = number
        self.projectTitle = projectTitle
        self.version = version
        self.copyright = copyright
    }

    /// The bytes of `chain.json`.
    package var encoded: [UInt8] {
        var members: [CanonicalJSON.Member] = [
            .init("format", .string(Self.format)), .init("number", .string(number.description)),
            .init("project", .string(projectTitle.description)), .init("version", .number(UInt64(version))),
        ]
        if let copyright {
            members.append(
                .init(
                    "copyright",
                    .object([
                        .init("version", .number(UInt64(copyright.version))),
                        .init("commitment", .string(Hexadecimal.encode(copyright.commitment.bytes))),
                    ])))
        }
        return CanonicalJSON.object(members).encoded + [0x0A]
    }
}
