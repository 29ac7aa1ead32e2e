/// What a service's own pages say about it, over its Unix socket.
struct Inspection {
    let service: String
    let folder: StateFolder

    /// The version that the process says it is; nil when it does not answer.
    func version() async -> String? {
        let socket = "\(folder.run)/\(service).sock"
        guard let answer = await Probe.get("/status", atUnixSocket: socket, within: .seconds(2)), answer.status == 200
        else { return nil }
        return answer.body.firstMatch(of: #/"version"\s*:\s*"([^"]*)"/#).map { String($0.1) }
    }
}
