import COpenSSL

/// The subject of a certificate made here: an organisation and a common name, and nothing anyone decides by.
package struct DistinguishedName: Sendable, Equatable {
    /// The organisation (`O`), up to 64 characters.
    package let organization: String
    /// The common name (`CN`), up to 64 characters.
    package let commonName: String

    package init(organization: String = "Colophon", commonName: String) {
        self.organization = organization
        self.commonName = commonName
    }

    /// Writes the parts into an `X509_NAME` in order.
    func fill(_ name: OpaquePointer) throws(CryptoError) {
        for (field, value) in [("O", organization), ("CN", commonName)] {
            let bytes = Array(value.utf8)
            // X.520 bounds both at 64 characters.
            guard (1...64).contains(bytes.count),
                X509_NAME_add_entry_by_txt(name, field, utf8StringType, bytes, Int32(bytes.count), -1, 0) == 1
            else { throw .invalidName(value) }
        }
    }

    /// `MBSTRING_UTF8`, a macro expression that Swift does not see.
    private var utf8StringType: Int32 { 0x1000 }
}
