import MeshRPC

/// Stream state machines: a client's and a server's with a network between them, and each alone with a peer that sends
/// anything at all.
struct StreamTarget: FuzzTarget {
    func input(_ random: SeededRandom) -> [UInt8] { random.bytes(random.integer(in: 20...600)) }

    func feed(_ input: [UInt8]) throws -> Int {
        guard let shape = input.first else { return 0 }
        let steps = input.dropFirst()
        // Short lives, many of them: an input is cut into several.
        var lives = 0
        var rest = steps
        while !rest.isEmpty {
            let life = rest.prefix(40)
            rest = rest.dropFirst(40)
            let bits = shape &+ UInt8(truncatingIfNeeded: lives)
            lives += 1
            if bits & 4 == 0 {
                var pair = StreamPair(requestStreaming: bits & 1 == 1, responseStreaming: bits & 2 == 2)
                for step in life { try pair.take(step) }
                try pair.settle()
            } else {
                try HostileServerStream.run(life, bits)
                try HostileClientStream.run(life, bits)
            }
        }
        return steps.count
    }
}
