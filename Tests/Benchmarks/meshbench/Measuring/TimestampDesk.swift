import MeshTestKit

/// One connection to `/tsa` that stays open, for a thread that may block. It does as little as it can: the service
/// shares the machine with it.
struct TimestampDesk {
    private static let newline = UInt8(ascii: "\n")
    private static let lengthName = Array("content-length:".utf8)
    private let socket: Int32

    init(port: Int) throws {
        socket = try Loopback.dial(port: port)
    }

    func close() {
        Loopback.hangUp(socket)
    }

    /// The body of the answer to one query.
    func answer(to query: [UInt8]) throws -> [UInt8] {
        let head =
            "POST /tsa HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/timestamp-query\r\n"
            + "Content-Length: \(query.count)\r\n\r\n"
        try Loopback.deliver(Array(head.utf8) + query, on: socket)
        var bytes = try receive()
        while true {
            if let (start, length) = try Self.body(in: bytes), bytes.count >= start + length {
                guard bytes.count == start + length else { throw BenchmarkFailure("more than the answer came") }
                return Array(bytes[start...])
            }
            bytes += try receive()
        }
    }

    /// Where the body begins and how long it is; nil while the head is not whole.
    private static func body(in bytes: [UInt8]) throws -> (start: Int, length: Int)? {
        var length: Int?
        var start = 0
        while let end = bytes[start...].firstIndex(of: newline) {
            let line = bytes[start..<end]
            if start == 0, !line.starts(with: "HTTP/1.1 200 ".utf8) {
                throw BenchmarkFailure("the answer is not 200: \(String(decoding: line, as: UTF8.self))")
            }
            start = end + 1
            if line.count <= 1 {
                guard let length else { throw BenchmarkFailure("an answer without its length") }
                return (start, length)
            }
            if line.count > lengthName.count, zip(line, lengthName).allSatisfy({ $0 | 0x20 == $1 || $0 == $1 }) {
                length = line.dropFirst(lengthName.count).reduce(0) { sum, byte in
                    (0x30...0x39).contains(byte) ? sum * 10 + Int(byte - 0x30) : sum
                }
            }
        }
        return nil
    }

    private func receive() throws -> [UInt8] {
        let piece = Loopback.receiveSome(on: socket)
        guard !piece.isEmpty else { throw BenchmarkFailure("the service hung up") }
        return piece
    }
}
