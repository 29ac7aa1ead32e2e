internal import MeshRuntime

extension EvidenceConfiguration {
    /// The public address that the section names, nil when it names none; refuses one that is no address.
    func checkedPublicBase() throws(ConfigurationError) -> PublicBase? {
        guard let publicBase else { return nil }
        guard let address = PublicBase(publicBase) else {
            throw .invalid(
                place: "configuration", path: "evidence.public_base",
                reason: "is not an http or https address of at most \(PublicBase.Limits.addressBytesMax) characters")
        }
        return address
    }
}
