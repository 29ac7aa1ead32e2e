import ProtobufC

/// JSON texts: what is accepted is a message that generated code reads, and its own text means the same.
struct JSONTarget: FuzzTarget {
    private static let words = [
        "{", "}", "[", "]", ":", ",", "null", "true", "\"\"", "0", "-1", "1e400", "\"NaN\"", "\"-Infinity\"", "1.5",
        "\"stringValue\":", "\"int32s\":", "\"shape\":{", "\"byString\":{", "\"timestamp\":\"1970-01-01T00:00:00Z\"",
        "\"any\":{\"@type\":\"type.googleapis.com/colophon.test.v1.Shape\"", "\"duration\":\"-0.5s\"", "\"\\u0000\"",
        "\"\\ud83d\\ude08\"", "\"\\ud83d\"", "9223372036854775808", "\"mood\":\"MOOD_SAD\"", "\"bytesValue\":\"AA==\"",
        " ", "\n", "\"tree\":{\"children\":[{", "\"chosenInt64\":\"-9223372036854775808\"", "\"doubles\":[0.1,",
    ]
    private let pool: DescriptorPool

    init() throws { pool = try FuzzedMessage.pool() }

    func input(_ random: SeededRandom) -> [UInt8] {
        let head = random.bytes(FuzzHead.byteCount)
        var text: [UInt8]
        if random.once(in: 3) {
            text = (0..<random.integer(in: 1...40)).flatMap { _ in random.element(of: Self.words).utf8 }
        } else {
            let message = FuzzedMessage.all[Int(head[0]) % FuzzedMessage.all.count]
            let noise = WireNoise(random: random)
            var found: String?
            for _ in 0..<20 where found == nil { found = try? pool.json(noise.message(), type: message.name) }
            text = Array((found ?? "{}").utf8)
        }
        if !random.once(in: 4) { text = random.mutated(text) }
        return head + text
    }

    func feed(_ input: [UInt8]) throws -> Int {
        guard let head = FuzzHead(input) else { return 1 }
        let message = FuzzedMessage.all[Int(head.choice) % FuzzedMessage.all.count]
        let text = String(decoding: head.content, as: UTF8.self)
        guard let bytes = try? pool.serialized(json: text, type: message.name) else { return 1 }
        guard let written = message.again(bytes) else {
            throw FuzzFinding("\(message.name): bytes that a JSON text became cannot be read")
        }
        try message.check(written)
        guard let own = try? pool.json(bytes, type: message.name) else {
            throw FuzzFinding("\(message.name): a message that came from JSON cannot become JSON")
        }
        try Self.check(own, message, pool)
        return 1
    }

    /// Checks a text that we have written: it reads as a message whose text is the same.
    static func check(_ text: String, _ message: FuzzedMessage, _ pool: DescriptorPool) throws {
        let bytes: [UInt8]
        do {
            bytes = try pool.serialized(json: text, type: message.name)
        } catch {
            throw FuzzFinding("\(message.name): our own text is refused: \(error): \(text.prefix(400))")
        }
        let again = try pool.json(bytes, type: message.name)
        guard again.utf8.sorted() == text.utf8.sorted() else {
            throw FuzzFinding("\(message.name): \(text.prefix(400)) becomes \(again.prefix(400))")
        }
    }
}
