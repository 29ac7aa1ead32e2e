import Evidence
import MeshDocument

/// The files of a bundle.
func archive(of bytes: [UInt8]) throws -> ZipArchive { try ZipArchive(reading: bytes) }

extension ZipArchive {
    /// The same bundle with other bytes in one file, or without it, under a manifest that fits again.
    func replacing(_ name: String, with bytes: [UInt8]?, number: EvidenceNumber) throws -> [UInt8] {
        try fitting(name, bytes, number: number).encoded()
    }

    /// The files of that bundle.
    func fitting(_ name: String, _ bytes: [UInt8]?, number: EvidenceNumber) -> ZipArchive {
        var files = entries.filter { $0.name != BundleFile.manifest }
        let place = files.firstIndex { $0.name == name }
        if let place { files.remove(at: place) }
        if let bytes { files.insert(Entry(name: name, bytes: bytes), at: place ?? files.endIndex) }
        let manifest = BundleManifest(number: number, files: files)
        files.insert(Entry(name: BundleFile.manifest, bytes: manifest.encoded), at: 1)
        return ZipArchive(entries: files)
    }
}
