internal import CImages
internal import Synchronization

/// libturbojpeg and libpng, each loaded when the first picture of its kind is read. They stay loaded; a machine that
/// lacks one is asked again the next time.
enum ImageLibraries {
    private static let loadedJPEG = Mutex<colophon_jpeg?>(nil)
    private static let loadedPNG = Mutex<colophon_png?>(nil)

    static func jpeg() throws(ImageError) -> colophon_jpeg {
        let outcome: Result<colophon_jpeg, ImageError> = loadedJPEG.withLock { loaded in
            if let loaded { return .success(loaded) }
            var functions = colophon_jpeg()
            if let missing = colophon_jpeg_load(&functions) {
                return .failure(.missingLibrary(String(cString: missing), package: "libturbojpeg0"))
            }
            loaded = functions
            return .success(functions)
        }
        return try outcome.get()
    }

    static func png() throws(ImageError) -> colophon_png {
        let outcome: Result<colophon_png, ImageError> = loadedPNG.withLock { loaded in
            if let loaded { return .success(loaded) }
            var functions = colophon_png()
            if let missing = colophon_png_load(&functions) {
                return .failure(.missingLibrary(String(cString: missing), package: "libpng16-16"))
            }
            loaded = functions
            return .success(functions)
        }
        return try outcome.get()
    }
}
