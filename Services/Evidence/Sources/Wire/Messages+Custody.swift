internal import MeshAPI
internal import MeshKernel

extension EvidenceV1.CustodyLog {
    init(_ reading: CustodyReading) {
        let entries = reading.records.flatMap { position, record in
            record.events.map { EvidenceV1.CustodyEntry($0, in: UInt64(position)) }
        }
        let witnesses = reading.witnesses.map { found in
            found.times.map {
                EvidenceV1.CustodyWitness(name: $0.source, at: GoogleProtobuf.Timestamp($0.time), logSize: found.size)
            }
        }
        self.init(
            entries: entries, nextPageToken: reading.next, intact: reading.brokenAt == nil,
            brokenAt: UInt64(reading.brokenAt ?? 0), witnesses: witnesses ?? [])
    }
}

extension EvidenceV1.CustodyEntry {
    init(_ event: CustodyEvent, in record: UInt64) {
        self.init(
            record: record, at: GoogleProtobuf.Timestamp(event.at), kind: EvidenceV1.CustodyKind(event.kind),
            account: event.actor.account ?? "", service: event.actor.service,
            facts: event.facts.map { EvidenceV1.CustodyFact(name: $0.name, value: $0.value) },
            actor: event.actor.person ?? "")
    }
}

extension EvidenceV1.CustodyKind {
    init(_ kind: CustodyKind) {
        self =
            switch kind {
            case .begun: .begun
            case .received: .received
            case .hashed: .hashed
            case .stored: .stored
            case .timestamped: .timestamped
            case .logged: .logged
            case .given: .given
            case .exported: .exported
            case .read: .read
            case .checked: .checked
            case .renewed: .renewed
            case .erased: .erased
            }
    }
}

extension EvidenceV1.ItemCheck {
    init(_ check: ItemCheck) {
        self.init(
            evidence: check.item.text, at: GoogleProtobuf.Timestamp(check.at), passed: check.hasPassed,
            failed: check.failed, bytes: check.bytes, account: check.actor.account ?? "")
    }
}

extension EvidenceReference {
    init(_ request: EvidenceV1.GetCustodyRequest) throws(EvidenceError) {
        switch request.which {
        case nil: throw .missingEvidenceReference
        case .id(let text)?: self = try Self.parse(id: text)
        case .number(let text)?: self = try Self.parse(number: text)
        }
    }

    init(_ request: EvidenceV1.CheckItemRequest) throws(EvidenceError) {
        switch request.which {
        case nil: throw .missingEvidenceReference
        case .id(let text)?: self = try Self.parse(id: text)
        case .number(let text)?: self = try Self.parse(number: text)
        }
    }
}
