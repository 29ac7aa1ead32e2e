import MeshTestKit

/// The `curl` program, asked as a stranger would ask. A machine without it fails the test.
enum Curl {
    struct Answer {
        var status: Int
        var contentType: String
        var body: String
    }

    struct Failure: Error {
        var exit: ChildProcess.Exit
        var errors: String
    }

    static func get(_ arguments: String...) async throws -> Answer {
        let folder = try TemporaryFolder("curl")
        let program = try await FinishedProgram(
            ["curl", "-sS", "--max-time", "10", "-w", "\n%{http_code} %{content_type}"] + arguments,
            logs: folder.path)
        guard program.exit == .code(0) else { throw Failure(exit: program.exit, errors: program.errors) }
        let output = program.output
        let cut = output.lastIndex(of: "\n") ?? output.startIndex
        let tail = output[output.index(after: cut)...].split(separator: " ", maxSplits: 1)
        return Answer(
            status: Int(tail[0]) ?? 0, contentType: tail.count > 1 ? String(tail[1]) : "",
            body: String(output[..<cut]))
    }
}

extension Curl {
    /// An answer with its headers, in lower case.
    struct Exchange {
        var status: Int
        var headers: [String: String]
        var body: String
    }

    static func exchange(_ arguments: String...) async throws -> Exchange {
        try await exchange(arguments: arguments)
    }

    /// As above, with arguments that were put together.
    static func exchange(arguments: [String]) async throws -> Exchange {
        let folder = try TemporaryFolder("curl")
        let program = try await FinishedProgram(
            [
                "curl", "-sS", "--max-time", "10", "--path-as-is", "-D", folder.file("headers"), "-o",
                folder.file("body"),
            ] + arguments,
            logs: folder.path)
        guard program.exit == .code(0) else { throw Failure(exit: program.exit, errors: program.errors) }
        let lines = String(decoding: try WholeFile.contents(folder.file("headers")), as: UTF8.self)
            .split(whereSeparator: \.isNewline)
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let words = lines.first?.split(separator: " ") ?? []
        let isHead = arguments.contains("--head")
        return Exchange(
            status: words.count > 1 ? Int(words[1]) ?? 0 : 0, headers: headers,
            body: isHead ? "" : (try? WholeFile.text(folder.file("body"))) ?? "")
    }
}
