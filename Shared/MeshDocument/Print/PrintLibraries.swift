internal import CPango
internal import Synchronization

#if canImport(Glibc)
internal import Glibc
#else
internal import Musl
#endif

/// cairo and pango with their fonts, loaded when the first document is printed. One document at a time: pango's fonts
/// belong to one thread at any moment.
enum PrintLibraries {
    private final class Loaded: @unchecked Sendable {
        // Filled once and then only read; what it points to is used under the lock alone.
        var functions = colophon_pango()
    }

    private static let loaded = Mutex<Loaded?>(nil)

    /// Runs `body` with the libraries; a machine that lacks something is asked again the next time.
    static func use<T: Sendable>(_ body: (inout colophon_pango) throws(PDFError) -> T) throws(PDFError) -> T {
        let outcome: Result<T, PDFError> = loaded.withLock { shared in
            Result { () throws(PDFError) in
                let libraries: Loaded
                if let shared { libraries = shared } else { libraries = try load() }
                shared = libraries
                return try body(&libraries.functions)
            }
        }
        return try outcome.get()
    }

    private static func load() throws(PDFError) -> Loaded {
        var paths: [String] = []
        for font in PrintFont.allCases { paths.append(try font.path()) }
        let loaded = Loaded()
        if let missing = colophon_pango_load(&loaded.functions) { throw .missingLibrary(String(cString: missing)) }
        let copies = paths.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        let names = copies.map { $0.map { UnsafePointer($0) } }
        let taken = Int(colophon_pango_take_fonts(&loaded.functions, names, Int32(names.count)))
        guard taken >= 0 else { throw .library("no memory for the fonts") }
        guard taken == paths.count else { throw .unusableFont(path: paths[taken]) }
        return loaded
    }
}
