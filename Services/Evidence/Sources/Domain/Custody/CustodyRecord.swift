internal import MeshKernel

/// What is written down at once about one item: events in the order in which they happened.
package struct CustodyRecord: Sendable, Equatable {
    /// Bounds of a custody log.
    package enum Limits {
        /// Records of one item; near it what is done is counted on the last ones.
        package static let recordsMax = 65_536
        /// Events of one record.
        package static let eventsMax = 8
    }

    /// At least one.
    package let events: [CustodyEvent]

    /// `events` has 1 to 8.
    package init(_ events: [CustodyEvent]) {
        precondition((1...Limits.eventsMax).contains(events.count), "a record has 1 to 8 events")
        self.events = events
    }

    /// What kind of record it is: that of its last event, to which the others led.
    package var kind: CustodyKind { events.last?.kind ?? .begun }

    /// The bytes that are kept and chained: one canonical JSON.
    package var encoded: [UInt8] {
        CanonicalJSON.array(
            events.map { event in
                var members: [CanonicalJSON.Member] = [
                    .init("at", .number(UInt64(clamping: event.at.milliseconds))),
                    .init("kind", .string(event.kind.rawValue)), .init("service", .string(event.actor.service)),
                ]
                if let account = event.actor.account { members.append(.init("account", .string(account))) }
                if let person = event.actor.person { members.append(.init("actor", .string(person))) }
                if !event.facts.isEmpty {
                    members.append(
                        .init("facts", .object(event.facts.map { .init($0.name, .string($0.value)) })))
                }
                return .object(members)
            }
        ).encoded
    }

    /// Nil unless the bytes are exactly what `encoded` gives.
    package init?(decoding bytes: [UInt8]) {
        guard let list = CanonicalJSON(parsing: bytes)?.array, (1...Limits.eventsMax).contains(list.count) else {
            return nil
        }
        let events = list.compactMap(CustodyEvent.init)
        guard events.count == list.count else { return nil }
        self.init(events)
        guard encoded == bytes else { return nil }
    }
}

extension CustodyEvent {
    fileprivate init?(_ json: CanonicalJSON) {
        guard let at = json["at"]?.number.flatMap({ Int64(exactly: $0) }),
            let kind = json["kind"]?.string.flatMap({ CustodyKind(rawValue: $0) }),
            let service = json["service"]?.string
        else { return nil }
        var facts: [Fact] = []
        if case .object(let members)? = json["facts"] {
            for member in members {
                guard let value = member.value.string else { return nil }
                facts.append(Fact(member.key, value))
            }
        }
        self.init(
            at: WallTime(milliseconds: at), kind: kind,
            actor: CustodyActor(account: json["account"]?.string, person: json["actor"]?.string, service: service),
            facts: facts)
    }
}
