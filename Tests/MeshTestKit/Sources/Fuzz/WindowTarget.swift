import MeshRPC

/// Windows of both sides that keep the rules, and the table of streams beside the obvious dictionary.
struct WindowTarget: FuzzTarget {
    private static let sizes = [Limits.streamWindowBytes, 256 << 10, Limits.connectionWindowBytes, 100_000]

    func input(_ random: SeededRandom) -> [UInt8] { random.bytes(random.integer(in: 50...600)) }

    func feed(_ input: [UInt8]) throws -> Int {
        guard let head = FuzzHead(input) else { return 0 }
        try windows(head)
        try table(head)
        return head.content.count
    }

    /// What is sent, under way, unread and granted adds up, and a sender whose bytes are all read may always go on.
    private func windows(_ head: FuzzHead) throws {
        let size = Self.sizes[Int(head.choice & 3)]
        var send = SendWindow(bytes: size)
        var receive = ReceiveWindow(bytes: size, beforeSettings: Limits.streamWindowBytes)
        var (underWay, grants): ([Int], [UInt32]) = ([], [])
        var (unread, unspoken) = (0, 0)
        func consume(_ bytes: Int) throws {
            unread -= bytes
            unspoken += bytes
            let grant = receive.consume(bytes)
            guard grant == 0 || Int(grant) == unspoken else { throw FuzzFinding("\(grant) granted for \(unspoken)") }
            if grant > 0 {
                grants.append(grant)
                unspoken = 0
            }
        }
        func settle() throws {
            for bytes in underWay {
                guard receive.receive(bytes) else { throw FuzzFinding("a sender that obeys its window is blamed") }
                unread += bytes
            }
            underWay = []
            try consume(unread)
            for grant in grants { guard send.grant(grant) else { throw FuzzFinding("a right grant is refused") } }
            grants = []
        }
        for step in head.content {
            let bytes = Int(step) << (Int(step & 7) * 2)
            switch step & 3 {
            case 0, 1:
                guard send.isOpen else { continue }
                send.consume(bytes)
                underWay.append(bytes)
            case 2: if step & 0x80 == 0 { try consume(min(unread, bytes)) } else { try settle() }
            default:
                guard !underWay.isEmpty else { continue }
                let arrived = underWay.removeFirst()
                guard receive.receive(arrived) else { throw FuzzFinding("a sender that obeys its window is blamed") }
                unread += arrived
            }
            let granted = grants.reduce(0) { $0 + Int($1) }
            let sum = send.availableBytes + underWay.reduce(0, +) + unread + unspoken + granted
            guard sum == size else { throw FuzzFinding("a window of \(size) has become one of \(sum)") }
        }
        try settle()
        guard send.isOpen else { throw FuzzFinding("all is read, and the sender may not go on") }
    }

    private func table(_ head: FuzzHead) throws {
        var table = StreamTable<UInt32>()
        var model: [UInt32: UInt32] = [:]
        var next: UInt32 = 1
        for step in head.content {
            if step & 3 != 0 {
                next &+= step & 4 == 0 ? 2 : UInt32(step) * 2
                table.insert(next, next &* 3)
                model[next] = next &* 3
            } else {
                let id = step & 4 == 0 ? next : next &- UInt32(step)
                guard table.remove(id) == model.removeValue(forKey: id) else {
                    throw FuzzFinding("stream \(id) is wrong")
                }
            }
            guard table.count == model.count, table[id: next] == model[next] else {
                throw FuzzFinding("the table is wrong")
            }
        }
        guard table.sorted.map(\.id) == model.keys.sorted() else { throw FuzzFinding("the table lists other streams") }
    }
}
