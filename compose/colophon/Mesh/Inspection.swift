import FoundationEssentials

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What a service's own pages say about it, over its Unix socket, which only its owner may use.
struct Inspection {
    let service: String
    let folder: StateFolder

    private static let patience = Duration.seconds(2)

    /// The version that the process says it is; nil when it does not answer.
    func version() async -> String? {
        guard let answer = try? await get("/status") else { return nil }
        return answer.firstMatch(of: #/"version"\s*:\s*"([^"]*)"/#).map { String($0.1) }
    }

    /// A page as JSON; nil when the service does not answer, or not with such a page. Refuses when its socket is
    /// another user's.
    func page<Page: Decodable>(_ path: String, as type: Page.Type) async throws(Failure) -> Page? {
        guard let body = try await get(path) else { return nil }
        return try? JSONDecoder().decode(type, from: Data(body.utf8))
    }

    /// The name of a Unix socket has at most 107 bytes, and a state folder may lie deep: its folder is opened, and the
    /// socket named through that.
    private func get(_ path: String) async throws(Failure) -> String? {
        let descriptor = open(folder.run, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor < 0 { return try absent(errno, folder.run) }
        defer { close(descriptor) }
        let socket = "/proc/self/fd/\(descriptor)/\(service).sock"
        guard access(socket, R_OK | W_OK) == 0 else { return try absent(errno, "\(folder.run)/\(service).sock") }
        guard let answer = await Probe.get(path, atUnixSocket: socket, within: Self.patience), answer.status == 200
        else { return nil }
        return answer.body
    }

    private func absent(_ code: Int32, _ path: String) throws(Failure) -> String? {
        guard code == EACCES else { return nil }
        throw .refused("\(path): only its owner may look inside \(service)", advice: "Ask as the user who runs it.")
    }
}
