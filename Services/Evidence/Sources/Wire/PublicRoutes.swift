internal import MeshCrypto
internal import MeshKernel
package import MeshRuntime

/// What a stranger may ask over HTTP: the log as c2sp.org/tlog-tiles lays it out, and timestamps (RFC 3161, section 3.4).
extension EvidenceServer {
    /// Where every log is, by its name; the growing one is also where the name is left out.
    private static let logFolder = "/log/v1/"

    /// Every route of this service.
    package var publicRoutes: [PublicRoute] {
        logs.enumerated().flatMap { position, log in
            let named = Self.logFolder + Self.escaped(log.key.name) + "/"
            return (position == 0 ? ["/", Self.logFolder] : []).flatMap { routes(of: log, below: $0) }
                + routes(of: log, below: named)
        } + [timestampRoute, verifierRoute] + verificationRoutes
    }

    private func routes(of log: PublicLog, below folder: String) -> [PublicRoute] {
        [
            .get(.exactly(folder + "checkpoint")) { _ in
                await answeringOutside("checkpoint") {
                    PublicAnswer(
                        contentType: "text/plain; charset=utf-8", body: try await log.reader.head().checkpoint,
                        cache: .revalidated)
                }
            },
            .get(.below(folder + "tile/")) { request in
                await answeringOutside("tile") { try await tile(request.rest, of: log) }
            },
        ]
    }

    private func tile(_ rest: String, of log: PublicLog) async throws -> PublicAnswer {
        guard let path = TilePath(parsing: "tile/" + rest) else {
            return .refusal(
                404,
                "not a tile's path: tile/<level>/<index> or tile/entries/<index>, the index in groups of three digits, "
                    + "all but the last behind an x, and .p/<width> after it for one that is not full")
        }
        guard let bytes = try await log.reader.bytes(at: path) else {
            return .refusal(404, "the log does not reach that far; its checkpoint says how far it does")
        }
        return PublicAnswer(
            contentType: "application/octet-stream", body: bytes, cache: path.isWhole ? .immutable : .revalidated)
    }

    private var timestampRoute: PublicRoute {
        .post(
            "/tsa", mediaType: "application/timestamp-query",
            bodyBytesMax: TimestampAuthority.Limits.requestBytesMax
        ) { request in
            await answeringOutside("tsa") {
                guard !request.body.isEmpty else {
                    return .refusal(400, "a query is needed: openssl ts -query -data FILE -sha256 -cert")
                }
                return PublicAnswer(
                    contentType: "application/timestamp-reply", body: try await timestampResponse(to: request.body))
            }
        }
    }

    /// The verifier page, which believes this log. What its scripts may do stands in the page itself.
    private var verifierRoute: PublicRoute {
        let page = PublicAnswer(
            contentType: VerifyPage.mediaType,
            body: VerifyPage.html(logKey: identity.signer.publicKey, retired: retiredLogKeys),
            cache: .revalidated, contentSecurityPolicy: "frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
        ).tagged()
        return .get(.exactly("/verify")) { _ in page }
    }

    /// A name as it stands in a path: everything but letters, digits and `-._~/` in hexadecimal (RFC 3986).
    private static func escaped(_ name: String) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
        return name.utf8.map { byte in
            plain.contains(byte) ? String(Unicode.Scalar(byte)) : "%" + Hexadecimal.encode([byte]).uppercased()
        }.joined()
    }
}
