import ArgumentParser

/// The local authorities, certificates and keys. Nothing else ever makes a key.
struct PKI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the mesh's authorities, certificates and keys.",
        subcommands: [PKIInit.self, PKIIssue.self, PKIComplete.self, PKIRotate.self])
}
