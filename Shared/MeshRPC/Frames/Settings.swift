package import NIOCore

/// What each side tells the other in its first frame.
package struct Settings: Sendable, Equatable {
    /// Largest payload the sender of these settings accepts, bytes.
    package var frameBytesMax: UInt32
    /// Window of each stream towards the sender, bytes.
    package var streamWindowBytes: UInt32
    /// Window of the connection towards the sender, bytes.
    package var connectionWindowBytes: UInt32
    /// Streams the sender lets the peer have open.
    package var streamsMax: UInt32

    /// What holds until a peer's Settings arrive.
    package static let initial = Settings(
        frameBytesMax: UInt32(Limits.frameBytesMax), streamWindowBytes: UInt32(Limits.streamWindowBytes),
        connectionWindowBytes: UInt32(Limits.connectionWindowBytes),
        streamsMax: UInt32(Limits.streamsBeforeSettingsMax))

    /// Settings with every value given.
    package init(frameBytesMax: UInt32, streamWindowBytes: UInt32, connectionWindowBytes: UInt32, streamsMax: UInt32) {
        self.frameBytesMax = frameBytesMax
        self.streamWindowBytes = streamWindowBytes
        self.connectionWindowBytes = connectionWindowBytes
        self.streamsMax = streamsMax
    }

    private enum Key {
        static let frameBytesMax: UInt16 = 1
        static let streamWindowBytes: UInt16 = 2
        static let connectionWindowBytes: UInt16 = 3
        static let streamsMax: UInt16 = 4
    }

    /// These settings changed by a payload; unknown keys are skipped, nil when the payload is malformed or a value
    /// is outside the protocol's bounds.
    package func updated(by payload: ByteBuffer) -> Settings? {
        var settings = self
        var rest = payload
        while let (key, value) = rest.readMultipleIntegers(as: (UInt16, UInt32).self) {
            switch key {
            case Key.frameBytesMax:
                guard value > 0, value <= Limits.frameBytesMax else { return nil }
                settings.frameBytesMax = value
            case Key.streamWindowBytes:
                guard value <= Limits.windowBytesMax else { return nil }
                settings.streamWindowBytes = value
            case Key.connectionWindowBytes:
                guard value <= Limits.windowBytesMax else { return nil }
                settings.connectionWindowBytes = value
            case Key.streamsMax:
                settings.streamsMax = value
            default: break
            }
        }
        return rest.readableBytes == 0 ? settings : nil
    }

    /// Appends all four values.
    package func write(to buffer: inout ByteBuffer) {
        buffer.writeMultipleIntegers(Key.frameBytesMax, frameBytesMax)
        buffer.writeMultipleIntegers(Key.streamWindowBytes, streamWindowBytes)
        buffer.writeMultipleIntegers(Key.connectionWindowBytes, connectionWindowBytes)
        buffer.writeMultipleIntegers(Key.streamsMax, streamsMax)
    }
}
