import MeshTestKit

/// One connection to `/tsa` that stays open, for a thread that may block.
struct TimestampDesk {
    private let socket: Int32
    private var rest: [UInt8] = []

    init(port: Int) throws {
        socket = try Loopback.dial(port: port)
    }

    func close() {
        Loopback.hangUp(socket)
    }

    /// The body of the answer to one query.
    mutating func answer(to query: [UInt8]) throws -> [UInt8] {
        let head =
            "POST /tsa HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/timestamp-query\r\n"
            + "Content-Length: \(query.count)\r\n\r\n"
        try Loopback.deliver(Array(head.utf8) + query, on: socket)
        let end = Array("\r\n\r\n".utf8)
        while rest.firstRange(of: end) == nil { try receive() }
        guard let blank = rest.firstRange(of: end) else { return [] }
        let lines = String(decoding: rest[..<blank.lowerBound], as: UTF8.self).lowercased().split(separator: "\r\n")
        guard lines.first?.hasPrefix("http/1.1 200") == true,
            let length = lines.first(where: { $0.hasPrefix("content-length:") })
                .flatMap({ Int($0.dropFirst(15).drop { $0 == " " }) })
        else { throw BenchmarkFailure("an answer that is not 200 with a length: \(lines.first ?? "")") }
        while rest.count < blank.upperBound + length { try receive() }
        defer { rest.removeFirst(blank.upperBound + length) }
        return Array(rest[blank.upperBound..<blank.upperBound + length])
    }

    private mutating func receive() throws {
        let piece = try Loopback.receiveSome(on: socket)
        guard !piece.isEmpty else { throw BenchmarkFailure("the service hung up") }
        rest += piece
    }
}
