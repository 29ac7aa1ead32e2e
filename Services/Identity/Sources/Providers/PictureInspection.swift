internal import MeshDocument

/// Looks at a picture that somebody uploaded: decodes it, whatever its sender calls it.
enum PictureInspection {
    /// Why a picture could not be taken.
    enum Failure: Error, Sendable, Equatable {
        /// The picture's fault.
        case picture(PictureFault)
        /// This machine's.
        case library(ImageError)
    }

    /// What was found out about a picture that an authority takes. May take a second, so not for an event loop.
    static func facts(
        of bytes: [UInt8], declared: AuthorityRules.PictureType?, rules: AuthorityRules
    ) throws(Failure) -> PictureFacts {
        let header = try known { () throws(ImageError) in try ImageHeader(bytes) }
        func facts(sharpness: Int) -> PictureFacts {
            PictureFacts(
                declaredType: declared, foundType: ImageHeader.format(of: bytes).map { AuthorityRules.PictureType($0) },
                bytes: bytes.count, width: header?.seenWidth ?? 0, height: header?.seenHeight ?? 0, sharpness: sharpness
            )
        }
        // What the beginning tells already costs no decoding.
        if let fault = rules.fault(in: facts(sharpness: .max)) { throw .picture(fault) }
        let image = try known { () throws(ImageError) in
            try GreyImage(reading: bytes, sidePixelsWanted: rules.pictureSideMin)
        }
        guard let image else { throw .picture(.damaged) }
        let found = facts(sharpness: image.sharpness(sidePixels: rules.pictureSideMin))
        if let fault = rules.fault(in: found) { throw .picture(fault) }
        return found
    }

    /// Nil for what cannot be decoded.
    private static func known<Value>(_ read: () throws(ImageError) -> Value) throws(Failure) -> Value? {
        do throws(ImageError) {
            return try read()
        } catch {
            switch error {
            case .malformed: return nil
            case .tooLarge: throw .picture(.tooManyPixels)
            case .missingLibrary: throw .library(error)
            }
        }
    }
}

extension AuthorityRules.PictureType {
    fileprivate init(_ format: ImageHeader.Format) {
        self =
            switch format {
            case .jpeg: .jpeg
            case .png: .png
            }
    }
}
