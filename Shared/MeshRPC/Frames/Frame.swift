package import NIOCore

/// One frame, its payload still in the buffer it arrived in.
package struct Frame: Sendable, Equatable {
    /// The header.
    package let header: FrameHeader
    /// Exactly `header.length` bytes.
    package let payload: ByteBuffer

    /// A frame whose payload has the length that the header says.
    package init(header: FrameHeader, payload: ByteBuffer) {
        self.header = header
        self.payload = payload
    }
}
