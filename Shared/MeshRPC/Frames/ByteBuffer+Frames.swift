package import NIOCore

extension ByteBuffer {
    /// Appends a header.
    package mutating func writeFrameHeader(
        length: Int, stream: UInt32, type: FrameType, flags: FrameFlags = []
    ) {
        writeMultipleIntegers(
            UInt32(truncatingIfNeeded: length), stream, UInt16(type.rawValue) << 8 | UInt16(flags.rawValue))
    }

    /// Appends a frame whose payload is eight opaque bytes.
    package mutating func writePing(_ opaque: UInt64, isAnswer: Bool) {
        writeFrameHeader(length: 8, stream: 0, type: isAnswer ? .pong : .ping)
        writeInteger(opaque)
    }

    /// Appends a frame that gives `stream` up.
    package mutating func writeCancel(stream: UInt32, code: Int32) {
        writeFrameHeader(length: 4, stream: stream, type: .cancel)
        writeInteger(code)
    }

    /// Appends a frame that grants `bytes` to `stream`, or to the connection when that is 0.
    package mutating func writeWindow(stream: UInt32, bytes: UInt32) {
        writeFrameHeader(length: 4, stream: stream, type: .window)
        writeInteger(bytes)
    }

    /// Appends a Settings frame.
    package mutating func writeSettings(_ settings: Settings) {
        writeFrameHeader(length: 24, stream: 0, type: .settings)
        settings.write(to: &self)
    }

    /// Appends a GoAway frame.
    package mutating func writeGoAway(_ goAway: GoAway) {
        var payload = ByteBuffer()
        goAway.write(to: &payload)
        writeFrameHeader(length: payload.readableBytes, stream: 0, type: .goAway)
        writeImmutableBuffer(payload)
    }
}
