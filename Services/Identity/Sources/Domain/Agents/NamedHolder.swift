internal import MeshKernel

/// A holder as an agent has named them: what is kept of that, the number masked.
package struct NamedHolder: Sendable, Equatable {
    /// A person's or an institution's name, as it was written.
    package let name: String
    /// What kind of document.
    package let documentKind: String
    /// Its number, masked.
    package let maskedNumber: String

    /// Trusts all three: for what is read back from one's own store.
    package init(name: String, documentKind: String, maskedNumber: String) {
        self.name = name
        self.documentKind = documentKind
        self.maskedNumber = maskedNumber
    }

    /// Of somebody whose mandate was erased.
    package static let erased = NamedHolder(name: "", documentKind: "", maskedNumber: "")

    /// The name as it may be shown: an institution's is public.
    package var maskedName: String {
        DocumentKind(rawValue: documentKind)?.isPersonal == false ? name : Masking.name(name)
    }

    /// For the store. None of the three has a line feed.
    package var encoded: [UInt8] { Array("\(name)\n\(documentKind)\n\(maskedNumber)".utf8) }

    /// Reads what `encoded` made; nil for anything else.
    package init?(decoding bytes: [UInt8]) {
        let parts = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { return nil }
        self.init(name: parts[0], documentKind: parts[1], maskedNumber: parts[2])
    }
}
