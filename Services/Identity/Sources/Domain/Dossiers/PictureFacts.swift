/// What was found out about a picture that somebody uploaded.
package struct PictureFacts: Sendable, Equatable {
    /// What its sender called it; nil for a type that no authority takes.
    package let declaredType: AuthorityRules.PictureType?
    /// What its first bytes say; nil when they are no picture's.
    package let foundType: AuthorityRules.PictureType?
    /// Its length.
    package let bytes: Int
    /// In pixels, as it is seen; 0 when it cannot be decoded.
    package let width: Int
    /// In pixels, as it is seen; 0 when it cannot be decoded.
    package let height: Int
    /// How much neighbouring pixels differ, in squares of grey levels; 0 for one colour.
    package let sharpness: Int

    package init(
        declaredType: AuthorityRules.PictureType?, foundType: AuthorityRules.PictureType?, bytes: Int, width: Int,
        height: Int, sharpness: Int
    ) {
        self.declaredType = declaredType
        self.foundType = foundType
        self.bytes = bytes
        self.width = width
        self.height = height
        self.sharpness = sharpness
    }
}

/// Why a picture is refused.
package enum PictureFault: Error, Sendable, Equatable {
    /// No bytes came.
    case empty
    /// It has as many bytes as the authority's limit, or more.
    case tooLarge(limitBytes: Int)
    /// Not of a type that the authority takes; these are.
    case wrongType(allowed: [AuthorityRules.PictureType])
    /// It is of another type than its sender says.
    case lyingType(found: AuthorityRules.PictureType)
    /// It begins like a picture and cannot be decoded.
    case damaged
    /// It has more pixels than are decoded.
    case tooManyPixels
    /// Its writing could not be read.
    case tooSmall(sidePixelsMin: Int)
    /// It is out of focus, or shows nothing.
    case blurred
    /// It bears a watermark that reads otherwise than the authority's own, which is the only one that may be there.
    case wrongWatermark(expected: String)
}

extension AuthorityRules {
    /// What is wrong with a picture here; nil when it is taken.
    package func fault(in picture: PictureFacts) -> PictureFault? {
        guard picture.bytes > 0 else { return .empty }
        guard picture.bytes < pictureBytesLimit else { return .tooLarge(limitBytes: pictureBytesLimit) }
        guard let found = picture.foundType, let declared = picture.declaredType, pictureTypes.contains(declared) else {
            return .wrongType(allowed: PictureType.allCases.filter(pictureTypes.contains))
        }
        guard found == declared else { return .lyingType(found: found) }
        guard picture.width > 0, picture.height > 0 else { return .damaged }
        guard min(picture.width, picture.height) >= pictureSideMin else {
            return .tooSmall(sidePixelsMin: pictureSideMin)
        }
        guard picture.sharpness >= pictureSharpnessMin else { return .blurred }
        return nil
    }
}
