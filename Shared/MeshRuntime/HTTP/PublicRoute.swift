/// One thing that the outside world may ask of a service: where it is, how it is asked for, and what answers.
package struct PublicRoute: Sendable {
    /// Which paths are meant. Paths are compared as they come, without decoding.
    package enum Place: Sendable, Equatable {
        /// This path and no other.
        case exactly(String)
        /// Everything below this path, which ends in a slash.
        case below(String)

        /// What follows the place in `path`: nothing for an exact match; nil when the path is elsewhere.
        func rest(of path: String) -> Substring? {
            switch self {
            case .exactly(let own): path == own ? "" : nil
            case .below(let folder): path.hasPrefix(folder) ? path.dropFirst(folder.count) : nil
            }
        }
    }

    /// How it is asked for.
    package enum Verb: Sendable, Equatable {
        /// Reading; HEAD is answered as well.
        case get
        /// Sending a body of this media type, or of whatever type for nil, of at most so many bytes, to have it answered.
        case post(mediaType: String?, bodyBytesMax: Int)
        /// As `post`, of any media type, with the body taken as it comes.
        case upload(bodyBytesMax: Int)
    }

    /// Where it is.
    package let place: Place
    /// How it is asked for.
    package let verb: Verb
    let answer: @Sendable (PublicRequest) async -> PublicAnswer

    /// Something to be read at `place`.
    package static func get(
        _ place: Place, answer: @escaping @Sendable (PublicRequest) async -> PublicAnswer
    ) -> PublicRoute {
        PublicRoute(place: place, verb: .get, answer: answer)
    }

    /// Something that takes a body at `path`: of `mediaType` (of any for nil), at most `bodyBytesMax` bytes, read whole
    /// before `answer` is asked.
    package static func post(
        _ path: String, mediaType: String?, bodyBytesMax: Int,
        answer: @escaping @Sendable (PublicRequest) async -> PublicAnswer
    ) -> PublicRoute {
        PublicRoute(
            place: .exactly(path), verb: .post(mediaType: mediaType, bodyBytesMax: bodyBytesMax), answer: answer)
    }

    /// Something that takes a body of at most `bodyBytesMax` bytes at `path`, which `answer` takes piece by piece, or
    /// leaves.
    package static func upload(
        _ path: String, bodyBytesMax: Int,
        answer: @escaping @Sendable (PublicRequest, PublicUpload) async -> PublicAnswer
    ) -> PublicRoute {
        PublicRoute(place: .exactly(path), verb: .upload(bodyBytesMax: bodyBytesMax)) { request in
            guard let upload = request.upload else { return .refusal(400, "a body is needed") }
            return await answer(request, upload)
        }
    }
}

/// What a stranger asked, as far as answers depend on it.
package struct PublicRequest: Sendable {
    /// The whole path, not decoded.
    package let path: String
    /// What follows the route's place in the path; empty for an exact one.
    package let rest: String
    /// What follows the first question mark, not decoded; nil without one.
    package let query: String?
    /// The body; empty unless the route takes one.
    package let body: [UInt8]
    /// The asker's network address without its port, as a trusted proxy tells it if there is one; empty when there is
    /// none to tell.
    package let source: String
    /// The body of an upload; nil for every other request.
    let upload: PublicUpload?
}
