extension PictureFault {
    /// For people, in English; follows "the picture".
    var words: String {
        switch self {
        case .empty: "has no bytes"
        case .tooLarge(let limit): "must have fewer than \(limit) bytes"
        case .wrongType(let allowed):
            "is of a type that is not taken here; these are: \(allowed.map(\.mediaType).joined(separator: ", "))"
        case .lyingType(let found): "is \(found.mediaType) and not what its header says"
        case .damaged: "cannot be decoded"
        case .tooManyPixels: "has too many pixels"
        case .tooSmall(let side): "must have \(side) pixels on its shorter side"
        case .blurred: "is out of focus, or shows nothing"
        case .wrongWatermark(let expected): "must bear no watermark but \(expected)"
        }
    }

    /// For programs.
    var refusal: RefusalReason {
        switch self {
        case .empty: .pictureEmpty
        case .tooLarge: .pictureTooLarge
        case .wrongType: .pictureWrongType
        case .lyingType: .pictureLyingType
        case .damaged: .pictureDamaged
        case .tooManyPixels: .pictureTooManyPixels
        case .tooSmall: .pictureTooSmall
        case .blurred: .pictureBlurred
        case .wrongWatermark: .pictureWrongWatermark
        }
    }
}

extension DocumentUpload.Fault {
    /// For people, in English.
    var words: String {
        switch self {
        case .emptyPart: "a message of the stream is empty"
        case .missingHeader: "the stream begins with a header"
        case .secondHeader: "the stream has one header"
        case .emptyChunk: "a chunk is empty"
        case .chunkTooLarge(let maximum): "a chunk has at most \(maximum) bytes"
        case .wrongSize(let declared, let received): "\(declared) bytes were declared and \(received) came"
        }
    }
}

extension DossierReview.State {
    /// For people, in English; follows "the dossier is".
    var words: String {
        switch self {
        case .draft: "a draft that was not handed in"
        case .inReview: "in review"
        case .correctionDue: "to be corrected"
        case .approved: "approved"
        case .failed: "refused for good"
        case .withdrawn: "withdrawn"
        }
    }
}
