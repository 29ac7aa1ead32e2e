import ProtobufC

/// Messages: read by generated code and by descriptors, which must agree; what is accepted survives writing and JSON.
struct MessageTarget: FuzzTarget {
    private let pool: DescriptorPool

    init() throws { pool = try FuzzedMessage.pool() }

    func input(_ random: SeededRandom) -> [UInt8] {
        let head = random.bytes(FuzzHead.byteCount)
        let bytes = WireNoise(random: random).message()
        return head + (random.once(in: 3) ? random.mutated(bytes) : bytes)
    }

    func feed(_ input: [UInt8]) throws -> Int {
        guard let head = FuzzHead(input) else { return 1 }
        let message = FuzzedMessage.all[Int(head.choice) % FuzzedMessage.all.count]
        let bytes = Array(head.content)
        let written = message.again(bytes)
        if let written { try message.check(written) }
        switch Result(catching: { () throws(JSONError) in try pool.json(bytes, type: message.name) }) {
        case .success(let text):
            guard written != nil else { throw FuzzFinding("\(message.name): only descriptors accept it") }
            try JSONTarget.check(text, message, pool)
        case .failure(.message(let error)):
            if written != nil { throw FuzzFinding("\(message.name): only generated code accepts it: \(error)") }
        case .failure:
            // An `Any` of a type that is not known, or a time outside its bounds: a message, and no JSON.
            break
        }
        return 1
    }
}
