internal import CZip

#if canImport(Glibc)
internal import Glibc
#else
internal import Musl
#endif

extension ZipArchive {
    /// The archive's bytes: entries stored in order, every time 1980-01-01, so that equal entries give equal bytes.
    package func encoded(bounds: Bounds = .single) throws(ZipError) -> [UInt8] {
        guard entries.count <= bounds.entriesMax else { throw .tooManyEntries(maximum: bounds.entriesMax) }
        var names: Set<String> = []
        for entry in entries {
            guard ZipName.isSafe(entry.name) else { throw .unsafeName(entry.name) }
            guard names.insert(entry.name).inserted else { throw .duplicateName(entry.name) }
        }
        var failure = zip_error_t()
        zip_error_init(&failure)
        defer { zip_error_fini(&failure) }
        guard let target = zip_source_buffer_create(nil, 0, 0, &failure) else { throw Self.failed(&failure) }
        defer { zip_source_free(target) }
        // Closing the archive drops its reference; ours keeps the bytes readable.
        zip_source_keep(target)
        guard let archive = zip_open_from_source(target, ZIP_TRUNCATE, &failure) else {
            zip_source_free(target)
            throw Self.failed(&failure)
        }
        for entry in entries {
            guard Self.add(entry, to: archive) else {
                let reason = String(cString: zip_error_strerror(zip_get_error(archive)))
                zip_discard(archive)
                throw .library(reason)
            }
        }
        guard zip_close(archive) == 0 else {
            let reason = String(cString: zip_error_strerror(zip_get_error(archive)))
            zip_discard(archive)
            throw .library(reason)
        }
        let bytes = try Self.content(of: target)
        guard bytes.count <= bounds.archiveBytesMax else { throw .tooLarge(maximumBytes: bounds.archiveBytesMax) }
        return bytes
    }

    private static func add(_ entry: Entry, to archive: OpaquePointer) -> Bool {
        // libzip reads the buffer when the archive is closed, so it gets a copy that it frees itself.
        guard let copy = malloc(max(1, entry.bytes.count)) else { return false }
        entry.bytes.withUnsafeBytes { bytes in
            if let base = bytes.baseAddress { copy.copyMemory(from: base, byteCount: bytes.count) }
        }
        guard let source = zip_source_buffer(archive, copy, zip_uint64_t(entry.bytes.count), 1) else {
            free(copy)
            return false
        }
        let index = zip_file_add(archive, entry.name, source, 0)
        guard index >= 0 else {
            zip_source_free(source)
            return false
        }
        let position = zip_uint64_t(index)
        let firstDay: zip_uint16_t = 1 << 5 | 1
        return zip_set_file_compression(archive, position, ZIP_CM_STORE, 0) == 0
            && zip_file_set_dostime(archive, position, 0, firstDay, 0) == 0
            && zip_file_set_external_attributes(archive, position, 0, 3, 0o100_644 << 16) == 0
    }

    private static func content(of source: OpaquePointer) throws(ZipError) -> [UInt8] {
        var status = zip_stat_t()
        zip_stat_init(&status)
        guard zip_source_stat(source, &status) == 0, zip_source_open(source) == 0 else {
            throw .library(String(cString: zip_error_strerror(zip_source_error(source))))
        }
        defer { zip_source_close(source) }
        let size = Int(status.size)
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = max(0, Int(zip_source_read(source, buffer.baseAddress, zip_uint64_t(size))))
        }
        guard bytes.count == size else { throw .library("the archive could not be read back") }
        return bytes
    }

    static func failed(_ failure: inout zip_error_t) -> ZipError {
        .library(String(cString: zip_error_strerror(&failure)))
    }
}

/// Which names an entry may have.
enum ZipName {
    static func isSafe(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.count <= ZipArchive.Limits.nameBytesMax else { return false }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty && part.first != "."
                && part.utf8.allSatisfy { byte in
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "._-".utf8.contains(byte)
                }
        }
    }
}
