internal import CZip

extension ZipArchive {
    /// Reads an archive from an untrusted sender. Its frame is checked before libzip sees it: nothing before, between or
    /// after the entries, headers that say the same twice, plain storage only, safe and different names. An entry whose
    /// checksum fails is given as it is and marked. Of an archive over one of the `bounds` nothing is read.
    package init(reading bytes: [UInt8], bounds: Bounds = .single) throws(ZipError) {
        guard bytes.count <= bounds.archiveBytesMax else { throw .tooLarge(maximumBytes: bounds.archiveBytesMax) }
        let frames = try ZipFrame.scan(bytes, entriesMax: bounds.entriesMax)
        var failure = zip_error_t()
        zip_error_init(&failure)
        defer { zip_error_fini(&failure) }
        let outcome: Result<[Entry], ZipError> = bytes.withUnsafeBytes { raw in
            guard let source = zip_source_buffer_create(raw.baseAddress, zip_uint64_t(raw.count), 0, &failure) else {
                return .failure(Self.failed(&failure))
            }
            guard let archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &failure) else {
                zip_source_free(source)
                return .failure(Self.failed(&failure))
            }
            defer { zip_discard(archive) }
            guard zip_get_num_entries(archive, 0) == frames.count else {
                return .failure(.malformed("the directory's count is wrong"))
            }
            return Result { () throws(ZipError) in
                var entries: [Entry] = []
                for (position, frame) in frames.enumerated() {
                    entries.append(try Self.entry(frame, at: zip_uint64_t(position), of: archive))
                }
                return entries
            }
        }
        self.init(entries: try outcome.get())
    }

    /// The names of an archive's entries, in order, from its frame alone: nothing that they hold is read.
    package static func names(reading bytes: [UInt8], bounds: Bounds = .single) throws(ZipError) -> [String] {
        guard bytes.count <= bounds.archiveBytesMax else { throw .tooLarge(maximumBytes: bounds.archiveBytesMax) }
        return try ZipFrame.scan(bytes, entriesMax: bounds.entriesMax).map(\.name)
    }

    private static func entry(_ frame: ZipFrame, at position: zip_uint64_t, of archive: OpaquePointer) throws(ZipError)
        -> Entry
    {
        guard let name = zip_get_name(archive, position, zip_flags_t(ZIP_FL_ENC_RAW)),
            String(cString: name) == frame.name,
            let file = zip_fopen_index(archive, position, 0)
        else { throw .library(String(cString: zip_error_strerror(zip_get_error(archive)))) }
        defer { zip_fclose(file) }
        let content = [UInt8](unsafeUninitializedCapacity: frame.size) { buffer, count in
            count = max(0, Int(zip_fread(file, buffer.baseAddress, zip_uint64_t(frame.size))))
        }
        guard content.count == frame.size else { throw .malformed("\(frame.name) is cut short") }
        // The checksum is compared when the end is reached.
        var beyond: UInt8 = 0
        return Entry(name: frame.name, bytes: content, isIntact: zip_fread(file, &beyond, 1) == 0)
    }
}
