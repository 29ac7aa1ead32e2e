import Evidence
import Logging
import MeshRuntime
import MeshTestKit
import NIOPosix

/// An evidence room whose pages are served to strangers, and `curl` to be one.
struct OutsideRoom {
    /// What `curl` got.
    struct Answer {
        let status: Int
        /// By name in lower case.
        let headers: [String: String]
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// `curl` could not be run, or not to its end.
    struct Failure: Error {
        let errors: String
    }

    let room: EvidenceRoom
    /// `http://127.0.0.1:port`.
    let base: String
    let folder: TemporaryFolder

    /// Runs `body` with the pages of `room` at a port of their own.
    static func run<T>(_ room: EvidenceRoom, _ body: (OutsideRoom) async throws -> T) async throws -> T {
        let listener = try await HTTPListener.start(
            at: .tcp(host: "127.0.0.1", port: 0), routes: room.server.publicRoutes, metrics: MetricRegistry(),
            loops: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let outside = OutsideRoom(
            room: room, base: "http://\(listener.address)", folder: try TemporaryFolder("outside"))
        let result: Result<T, any Error>
        do { result = .success(try await body(outside)) } catch { result = .failure(error) }
        await listener.stop(grace: .milliseconds(200))
        return try result.get()
    }

    /// Asks for `path`, with further options for `curl`.
    func ask(_ path: String, _ options: String...) async throws -> Answer {
        try await ask(path, options: options)
    }

    /// Sends `body` to `path`.
    func send(_ body: [UInt8], as mediaType: String, to path: String) async throws -> Answer {
        try WholeFile.replace(folder.file("sent"), with: body)
        return try await ask(
            path, options: ["-H", "Content-Type: \(mediaType)", "--data-binary", "@\(folder.file("sent"))"])
    }

    /// Asks for `path`, with further options that were put together.
    func ask(_ path: String, options: [String]) async throws -> Answer {
        try WholeFile.replace(folder.file("body"), with: [])
        let program = try await FinishedProgram(
            [
                "curl", "-sS", "--max-time", "20", "--path-as-is", "-D", folder.file("headers"), "-o",
                folder.file("body"),
            ] + options + [base + path], logs: folder.path)
        guard program.exit == .code(0) else { throw Failure(errors: program.errors) }
        let lines = try WholeFile.text(folder.file("headers")).split(whereSeparator: \.isNewline)
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " }) }
        }
        let words = lines.first?.split(separator: " ") ?? []
        return Answer(
            status: words.count > 1 ? Int(words[1]) ?? 0 : 0, headers: headers,
            body: options.contains("--head") ? [] : try WholeFile.contents(folder.file("body")))
    }
}

/// Programs written in Go that tests check the log with.
enum GoProgram {
    /// Builds the program in the folder `Go/<name>` into `folder` and returns its path; a failure says why.
    static func build(_ name: String, in folder: TemporaryFolder) async throws -> String {
        try await build(file: Golden.path("../Go/\(name)/main.go"), in: folder)
    }

    /// Builds the program in `file` into `folder` and returns its path; a failure says why.
    static func build(file: String, in folder: TemporaryFolder) async throws -> String {
        let program = folder.file("program")
        let built = try await FinishedProgram(
            ["go", "build", "-o", program, file],
            environment: [
                "GO111MODULE": "off", "GOPATH": folder.path + ":/usr/share/gocode", "GOCACHE": folder.path + "/cache",
                "GOFLAGS": "",
            ], logs: folder.path)
        guard built.exit == .code(0) else {
            throw SystemFailure("build \(file) (apt-get install golang-go golang-golang-x-mod-dev): \(built.errors)")
        }
        return program
    }
}
