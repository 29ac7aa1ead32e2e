package import MeshKernel
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Blocking sockets on 127.0.0.1: ports for programs to listen on, plain HTTP for their probes, raw bytes for their fears.
package enum Loopback {
    /// Outside the range that the kernel gives to outgoing connections (32768 to 60999).
    private static let ports: ClosedRange<UInt16> = 20_000...31_999
    private static let attemptsMax = 200
    /// Ports that were given out, for a program that has not come to listen yet looks like nobody.
    private static let given = Mutex<Set<Int>>([])

    /// `count` different ports that nobody listened on a moment ago and that nobody else in this process was given.
    package static func freePorts(
        _ count: Int, random: any RandomSource = SystemRandom()
    ) throws(SystemFailure) -> [Int] {
        var found: Set<Int> = []
        for _ in 0..<attemptsMax where found.count < count {
            let candidate = ports.lowerBound + UInt16(random.word() % UInt64(ports.count))
            guard isFree(candidate), given.withLock({ $0.insert(Int(candidate)).inserted }) else { continue }
            found.insert(Int(candidate))
        }
        guard found.count == count else { throw SystemFailure("find \(count) free ports", code: EADDRINUSE) }
        return Array(found)
    }

    /// One GET over plain HTTP; nil when nobody answers.
    package static func get(_ path: String, port: Int) -> (status: Int, body: String)? {
        guard let descriptor = try? dial(port: port) else { return nil }
        defer { close(descriptor) }
        let request = Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
        guard (try? deliver(request, on: descriptor)) != nil else { return nil }
        let answer = String(decoding: receive(on: descriptor), as: UTF8.self)
        // In Swift a CR LF is one character, so the head ends where two of them meet.
        let lines = answer.split(separator: "\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let words = lines[0].split(separator: " ")
        guard words.count >= 2, let status = Int(words[1]) else { return nil }
        return (status, answer.firstRange(of: "\r\n\r\n").map { String(answer[$0.upperBound...]) } ?? "")
    }

    /// A connected socket, which the caller closes. Sending and receiving give up after five seconds.
    package static func dial(port: Int) throws(SystemFailure) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemFailure("make a socket") }
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        let length = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, length)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, length)
        let status = withAddress(port: UInt16(port)) { connect(descriptor, $0, $1) }
        guard status == 0 else {
            let failure = SystemFailure("connect to port \(port)")
            close(descriptor)
            throw failure
        }
        return descriptor
    }

    /// Sends all of `bytes`.
    package static func deliver(_ bytes: [UInt8], on descriptor: Int32) throws(SystemFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { bytes in
                send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw SystemFailure("send") }
            rest = rest.dropFirst(count)
        }
    }

    /// Everything until the peer closes, resets, or is silent for five seconds.
    package static func receive(on descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = piece.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count <= 0 { return bytes }
            bytes.append(contentsOf: piece[..<count])
        }
    }

    /// What has come, at least one byte; empty when the peer closes, resets, or is silent for five seconds.
    package static func receiveSome(on descriptor: Int32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, count in
            count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
        }
    }

    /// Says that nothing more will be sent; answers still come.
    package static func endSending(_ descriptor: Int32) { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Closes a socket from `dial`.
    package static func hangUp(_ descriptor: Int32) { close(descriptor) }

    private static func isFree(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return withAddress(port: port) { bind(descriptor, $0, $1) } == 0
    }

    private static func withAddress(port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
