import COpenSSL
import NIOCore

/// Where OpenSSL reads ciphertext from and writes it to: NIO's memory directly, with no memory BIO between.
struct TLSTransport {
    /// What is left of the inbound buffer in hand; good only inside the call that set it.
    var input: UnsafeRawPointer?
    var inputCount = 0
    /// What waits to be written to the channel.
    var output = ByteBuffer()

    /// OpenSSL's table of our callbacks, made once; nil when memory ran out.
    nonisolated(unsafe) static let method: OpaquePointer? = {
        guard let method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "ByteBuffer") else { return nil }
        BIO_meth_set_read_ex(method) { bio, target, capacity, count in
            guard let bio, let target, let count else { return 0 }
            return TLSTransport.read(bio, into: target, capacity: capacity, count: count)
        }
        BIO_meth_set_write_ex(method) { bio, source, length, count in
            guard let bio, let source, let count else { return 0 }
            return TLSTransport.write(bio, from: source, length: length, count: count)
        }
        // OpenSSL flushes after each flight, which here has nothing to do; it asks for nothing else that matters.
        BIO_meth_set_ctrl(method) { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }
        return method
    }()

    private static func read(
        _ bio: OpaquePointer, into target: UnsafeMutablePointer<CChar>, capacity: Int,
        count: UnsafeMutablePointer<Int>
    ) -> Int32 {
        guard let data = BIO_get_data(bio) else { return 0 }
        let transport = data.assumingMemoryBound(to: TLSTransport.self)
        let taken = min(capacity, transport.pointee.inputCount)
        guard taken > 0, let input = transport.pointee.input else {
            colophon_BIO_ask_to_retry_read(bio)
            return 0
        }
        UnsafeMutableRawPointer(target).copyMemory(from: input, byteCount: taken)
        transport.pointee.input = input + taken
        transport.pointee.inputCount -= taken
        colophon_BIO_clear_retry(bio)
        count.pointee = taken
        return 1
    }

    private static func write(
        _ bio: OpaquePointer, from source: UnsafePointer<CChar>, length: Int, count: UnsafeMutablePointer<Int>
    ) -> Int32 {
        guard let data = BIO_get_data(bio) else { return 0 }
        let transport = data.assumingMemoryBound(to: TLSTransport.self)
        transport.pointee.output.writeBytes(UnsafeRawBufferPointer(start: source, count: length))
        colophon_BIO_clear_retry(bio)
        count.pointee = length
        return 1
    }
}
