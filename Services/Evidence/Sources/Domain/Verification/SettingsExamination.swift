internal import MeshDocument
internal import MeshKernel

/// Holds the copyright settings in a chain's archive against the commitments by which seal and items name them.
struct SettingsExamination {
    /// Versions that are here and are what was committed to, in order.
    let shown: [UInt32]
    /// Versions that seal or items name and that are not here, in order.
    let missing: [UInt32]
    /// What does not fit; nil when everything does.
    let fault: String?

    /// `files` stand below `settings/`, by their whole names.
    init(files: [ZipArchive.Entry], seal: WorkMetadata?, items: [WorkMetadata]) {
        var named: [UInt32: Set<TreeHash>] = [:]
        for reference in ([seal].compactMap(\.self) + items).compactMap(\.copyright) {
            named[reference.version, default: []].insert(reference.commitment)
        }
        var shown: [UInt32] = []
        var fault: String?
        for file in files {
            guard let opening = CopyrightOpening(decoding: file.bytes),
                ChainFile.settings(opening.version) == file.name
            else {
                fault = fault ?? "\(file.name) cannot be read"
                continue
            }
            guard let commitments = named[opening.version] else {
                fault = fault ?? "\(file.name) is named by nothing here"
                continue
            }
            guard commitments == [opening.reference.commitment] else {
                fault = fault ?? "\(file.name) is not what was committed to"
                continue
            }
            shown.append(opening.version)
        }
        self.shown = shown.sorted()
        missing = Set(named.keys).subtracting(shown).sorted()
        self.fault = fault
    }
}
