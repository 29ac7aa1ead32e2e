import Hummingbird
import HummingbirdCore
import NIOCore

/// Answers strangers: finds the route, holds them to methods, sizes and media types, and puts the same headers on every
/// answer. What a route answers is its own business.
struct PublicResponder: HTTPResponder {
    /// What is known of a request beside its text.
    struct Context: RequestContext {
        var coreContext: CoreRequestContextStorage
        /// The address, without its port, of whoever connected.
        let peer: String

        init(source: ApplicationRequestContextSource) {
            coreContext = .init(source: source)
            peer = source.channel.remoteAddress?.ipAddress ?? ""
        }
    }

    let routes: [PublicRoute]
    /// Who may say for whom it asks.
    let proxies: PublicProxies
    /// Answers given, by status.
    let metrics: MetricRegistry

    func respond(to request: Request, context: Context) async throws -> Response {
        let forwarded = HTTPFields.Element.Name("X-Forwarded-For").map { request.headers[values: $0] } ?? []
        let source = proxies.source(peer: context.peer, forwarded: forwarded)
        let (answer, allowed, isWhole) = try await answer(request, from: source)
        let response = Self.response(answer, to: request, allowed: allowed, isWhole: isWhole)
        metrics.counter(
            "colophon_public_answers_total", help: "Answers to the outside world.",
            labels: [("status", "\(response.status.code)")]
        ).increment()
        return response
    }

    /// The answer; for a method that is not one of them, the methods that are; whether nothing is left of the body.
    private func answer(
        _ request: Request, from source: String
    ) async throws -> (PublicAnswer, allowed: String?, isWhole: Bool) {
        let target = request.head.path ?? "/"
        guard target.utf8.count <= Limits.publicTargetBytesMax else {
            return (.refusal(414, "no path here is longer than \(Limits.publicTargetBytesMax) bytes"), nil, true)
        }
        let path = request.uri.path
        let found = routes.compactMap { route in route.place.rest(of: path).map { (route, String($0)) } }
        guard !found.isEmpty else {
            return (.refusal(404, "there is nothing at this path"), nil, true)
        }
        let reads = request.method == .get || request.method == .head
        let chosen = found.first { route, _ in
            switch route.verb {
            case .get: reads
            case .post, .upload: request.method == .post
            }
        }
        guard let (route, rest) = chosen else {
            let allowed = Self.methods(of: found.map(\.0.verb))
            return (.refusal(405, "this path takes \(allowed)"), allowed, true)
        }
        var body: [UInt8] = []
        var upload: PublicUpload?
        switch route.verb {
        case .get: break
        case .post(let mediaType, let bytesMax):
            switch try await Self.body(of: request, mediaType: mediaType, bytesMax: bytesMax) {
            case .success(let bytes): body = bytes
            case .failure(let refusal): return (refusal.answer, nil, true)
            }
        case .upload(let bytesMax):
            guard Self.mayFit(request, bytesMax: bytesMax) else {
                return (.refusal(413, Self.tooLarge(bytesMax)), nil, true)
            }
            upload = PublicUpload(request.body, bytesMax: bytesMax)
        }
        let question = PublicRequest(
            path: path, rest: rest, query: request.uri.query, body: body, source: source, upload: upload)
        return (await route.answer(question), nil, upload?.isWhole ?? true)
    }

    private static func tooLarge(_ bytesMax: Int) -> String { "this path takes at most \(bytesMax) bytes" }

    /// Who says beforehand how much will come is not waited for.
    private static func mayFit(_ request: Request, bytesMax: Int) -> Bool {
        request.headers[.contentLength].flatMap { UInt64($0) }.map { $0 <= UInt64(bytesMax) } ?? true
    }

    private struct Refusal: Error {
        let answer: PublicAnswer
    }

    private static func body(
        of request: Request, mediaType: String?, bytesMax: Int
    ) async throws -> Result<[UInt8], Refusal> {
        func refuse(_ status: Int, _ words: String) -> Result<[UInt8], Refusal> {
            .failure(Refusal(answer: .refusal(status, words)))
        }
        if let mediaType {
            let stated = request.headers[.contentType]?.split(separator: ";").first?.lowercased()
            guard stated?.filter({ $0 != " " && $0 != "\t" }) == mediaType else {
                return refuse(415, "this path takes Content-Type: \(mediaType)")
            }
        }
        guard mayFit(request, bytesMax: bytesMax) else { return refuse(413, tooLarge(bytesMax)) }
        do {
            let buffer = try await request.body.collect(upTo: bytesMax)
            return .success(Array(buffer.readableBytesView))
        } catch is NIOTooManyBytesError {
            return refuse(413, tooLarge(bytesMax))
        }
    }

    private static func methods(of verbs: [PublicRoute.Verb]) -> String {
        var names: [String] = []
        for verb in verbs {
            switch verb {
            case .get: names += ["GET", "HEAD"]
            case .post, .upload: names += ["POST"]
            }
        }
        return names.enumerated().filter { !names[..<$0.offset].contains($0.element) }.map(\.element)
            .joined(separator: ", ")
    }

    // MARK: - Headers

    private static func response(
        _ answer: PublicAnswer, to request: Request, allowed: String?, isWhole: Bool
    ) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = answer.contentType
        headers[.cacheControl] = answer.cache.directive
        headers[.xContentTypeOptions] = "nosniff"
        headers[.contentSecurityPolicy] = answer.contentSecurityPolicy
        // All of it is for everybody: a page of somebody else's may read it, without anybody's cookies.
        headers[.accessControlAllowOrigin] = "*"
        if let name = HTTPFields.Element.Name("Referrer-Policy") { headers[name] = "no-referrer" }
        headers[.allow] = allowed
        headers[.retryAfter] = answer.retryAfterSeconds.map { "\($0)" }
        // The rest of a body that is not wanted is not waited for.
        if answer.status == 413 || answer.status == 415 || !isWhole { headers[.connection] = "close" }
        let reads = request.method == .get || request.method == .head
        if answer.status == 200, reads, answer.cache != .none {
            let tag = answer.entityTag ?? PublicAnswer.entityTag(of: answer.body)
            headers[.eTag] = tag
            if matches(request.headers[.ifNoneMatch], tag) {
                headers[.contentType] = nil
                headers[.contentLength] = "\(answer.body.count)"
                return Response(status: .notModified, headers: headers, body: .init())
            }
        }
        let whole = Response(
            status: .init(code: answer.status), headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
        return request.method == .head ? whole.createHeadResponse() : whole
    }

    /// Whether a list of entity tags names `tag`; weak ones count, for reading asks no more (RFC 9110, section 13.1.2).
    private static func matches(_ list: String?, _ tag: String) -> Bool {
        guard let list else { return false }
        return list.split(separator: ",").contains { part in
            let one = part.drop { $0 == " " || $0 == "\t" }
            let trimmed = one.hasPrefix("W/") ? one.dropFirst(2) : one
            return trimmed == "*" || trimmed.split(separator: " ").first.map { $0 == tag } ?? false
        }
    }
}
