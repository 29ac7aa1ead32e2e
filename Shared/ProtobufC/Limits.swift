/// Every bound of this room, unit last.
enum Limits {
    /// Bytes that one unpack may take from an arena: a frame of 4 MiB may grow sixteenfold before it is refused.
    static let arenaBytesMax = 64 << 20
    /// The first piece of memory that an arena asks for, bytes; a small message never needs a second.
    static let arenaFirstChunkBytes = 4 << 10
    /// An arena's pieces double up to this size, bytes; a single larger wish gets a piece of its own.
    static let arenaChunkBytesMax = 1 << 20
    /// What an arena keeps when it is reset, bytes, so that one huge message does not burden an idle connection.
    static let arenaKeptBytesMax = 16 << 10
    /// A string of at least so many bytes is not copied when its message is unpacked.
    static let lentBytesMin = 16 << 10
    /// Messages inside messages, counting the outermost; the same number as Google's implementations use.
    static let nestingDepthMax = 100
    /// Bytes of a base-128 varint (64 bits at 7 a byte).
    static let varintBytesMax = 10
    /// Bytes of a field's tag, which is a varint of 32 bits.
    static let tagBytesMax = 5
    /// Bytes of one message, also the largest length prefix: protobuf's own 2 GiB.
    static let messageBytesMax = Int(Int32.max)
    /// Arrays and objects inside each other in a JSON text: twice the nesting of messages, for lists of messages, and
    /// some room for maps.
    static let jsonDepthMax = 256
    /// Decimal digits that an integer in JSON can have before its value is looked at; 64 bits have 20.
    static let integerDigitsMax = 40
}
