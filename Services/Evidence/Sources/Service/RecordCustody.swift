internal import Logging
internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// Writes down that something happened to an item. What is given out is written down before it leaves.
    func record(
        _ kind: CustodyKind, of item: Identifier, by actor: CustodyActor, facts: [CustodyEvent.Fact] = []
    ) async throws {
        let key = try await serviceKeys.key()
        let record = CustodyRecord([CustodyEvent(at: time.wall(), kind: kind, actor: actor, facts: facts)])
        do {
            try await store.write { try $0.append(record, to: item, key: key) }
        } catch EvidenceError.custodyBroken {
            try tellBroken(item)
        }
    }

    /// Writes down that the items of a chain before `sequence` were given out in one archive.
    func recordExport(
        of project: Identifier, before sequence: UInt64, by actor: CustodyActor, named name: String
    ) async throws {
        let items = try await store.read {
            try $0.chainItems(of: project, before: sequence, count: Limits.chainItemsMax)
        }
        let key = try await serviceKeys.key()
        let record = CustodyRecord([
            CustodyEvent(at: time.wall(), kind: .exported, actor: actor, facts: [.init("name", name)])
        ])
        for start in stride(from: 0, to: items.count, by: Limits.exportRecordsMax) {
            let group = items[start..<min(start + Limits.exportRecordsMax, items.count)]
            let broken = try await store.write { transaction in
                try group.filter { item in
                    do {
                        try transaction.append(record, to: item, key: key)
                        return false
                    } catch EvidenceError.custodyBroken {
                        return true
                    }
                }
            }
            for item in broken { try tellBroken(item) }
        }
    }

    /// Writes down that the independent times around an entry were given out, once a day: anybody may ask for them, and
    /// must not fill its holder's log.
    func recordRenewal(of index: UInt64, by actor: CustodyActor) async throws {
        let now = time.wall()
        let earliest = now.advanced(by: .seconds(-3_600 * Limits.renewalRecordHours))
        let item = try await store.read { snapshot -> Identifier? in
            guard let item = try snapshot.item(at: index) else { return nil }
            if let last = try snapshot.lastRenewal(of: item), last > earliest { return nil }
            return item
        }
        guard let item else { return }
        try await record(.renewed, of: item, by: actor)
    }

    /// The item is given out all the same: its proof does not rest on the custody log. What is broken stays so, and is
    /// told to whoever asks for the log.
    private func tellBroken(_ item: Identifier) throws {
        logger.critical("a custody log is not what was written", metadata: ["evidence": "\(item.text)"])
    }
}
