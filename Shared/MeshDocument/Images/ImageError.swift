/// Why a picture is not read.
package enum ImageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A library that this machine does not have, or an older one; names it and the Debian package that has it.
    case missingLibrary(String, package: String)
    /// More bytes, pixels or scans than are read; names what.
    case tooLarge(String)
    /// Not a picture that can be read to its end; says why.
    case malformed(String)

    package var description: String {
        switch self {
        case .missingLibrary(let name, let package): "the library \(name) is not on this machine (Debian: \(package))"
        case .tooLarge(let what): "the picture has \(what)"
        case .malformed(let reason): "the picture cannot be read: \(reason)"
        }
    }
}
