/// The media type that a file's name suggests; the service takes none as "application/octet-stream".
enum MediaType {
    private static let byExtension = [
        "ai": "application/postscript", "avif": "image/avif", "bmp": "image/bmp", "csv": "text/csv",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "epub": "application/epub+zip",
        "flac": "audio/flac", "gif": "image/gif", "heic": "image/heic", "html": "text/html", "jpeg": "image/jpeg",
        "jpg": "image/jpeg", "json": "application/json", "m4a": "audio/mp4", "md": "text/markdown", "mid": "audio/midi",
        "mov": "video/quicktime", "mp3": "audio/mpeg", "mp4": "video/mp4", "ogg": "audio/ogg", "otf": "font/otf",
        "pdf": "application/pdf", "png": "image/png", "psd": "image/vnd.adobe.photoshop", "svg": "image/svg+xml",
        "tif": "image/tiff", "tiff": "image/tiff", "ttf": "font/ttf", "txt": "text/plain", "wav": "audio/wav",
        "webm": "video/webm", "webp": "image/webp", "xml": "application/xml", "zip": "application/zip",
    ]

    /// The type for a file name; empty when its ending says nothing.
    static func of(_ name: String) -> String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        return byExtension[name[name.index(after: dot)...].lowercased()] ?? ""
    }
}
