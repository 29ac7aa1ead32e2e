/// Ordered key and value pairs that travel beside a request or a response. Keys are lower-case; values are UTF-8,
/// and a key that ends in `-bin` carries base64.
public struct Metadata: Sendable, Equatable {
    /// One pair.
    public struct Entry: Sendable, Equatable {
        /// Lower-case name.
        public let key: String
        /// UTF-8 value.
        public let value: String
    }

    /// All pairs, in the order they were added.
    public private(set) var entries: [Entry]

    /// No pairs; allocates nothing.
    public init() { entries = [] }

    /// The pairs of `list`, in order.
    public init(_ list: [(String, String)]) {
        entries = []
        entries.reserveCapacity(list.count)
        for (key, value) in list { append(key, value) }
    }

    /// Whether there is no pair.
    public var isEmpty: Bool { entries.isEmpty }

    /// The first value of `key`; setting replaces every value of it, and nil removes them.
    public subscript(key: String) -> String? {
        get {
            let name = Self.lowercase(key)
            return entries.first { $0.key == name }?.value
        }
        set {
            let name = Self.lowercase(key)
            entries.removeAll { $0.key == name }
            if let newValue { entries.append(Entry(key: name, value: newValue)) }
        }
    }

    /// Every value of `key`, in order.
    public func values(for key: String) -> [String] {
        let name = Self.lowercase(key)
        return entries.filter { $0.key == name }.map(\.value)
    }

    /// Adds a pair after the others; a key may come twice.
    public mutating func append(_ key: String, _ value: String) {
        entries.append(Entry(key: Self.lowercase(key), value: value))
    }

    /// Adds every pair of `other` after these.
    public mutating func append(contentsOf other: Metadata) {
        entries.append(contentsOf: other.entries)
    }

    /// Bytes of all keys and values together.
    public var byteCount: Int {
        entries.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    }

    private static func lowercase(_ key: String) -> String {
        key.utf8.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) } ? key.lowercased() : key
    }
}

extension Metadata: ExpressibleByDictionaryLiteral {
    /// The pairs of the literal, in order.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements)
    }
}
