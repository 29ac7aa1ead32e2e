internal import MeshAPI
internal import MeshKernel
package import MeshStore
internal import ProtobufC

/// Identity's events as this service understands them.
package enum IdentityFeed {
    /// An event whose payload is not what its type says; it is parked and tried again.
    package struct Malformed: Error, Sendable, Equatable {
        /// The event's type.
        package let type: String
    }

    /// The events that something follows from here.
    private enum Followed: String {
        case staffChanged = "staff.changed"
        case erased = "account.erased"
        case calendarAnnounced = "calendar.announced"
    }

    /// The news of an event; nil for one from which nothing follows. Throws `Malformed`, or what the payload's reader
    /// throws.
    package static func news(of event: FeedEvent) throws -> IdentityNews? {
        guard let followed = Followed(rawValue: event.type) else { return nil }
        // A later shape keeps the fields of the first, so every version is read.
        switch followed {
        case .staffChanged:
            let changed = try IdentityV1.StaffChanged(serialized: event.payload)
            guard !changed.account.isEmpty else { throw Malformed(type: event.type) }
            return .staffChanged(account: changed.account, roles: changed.roles)
        case .erased:
            let erased = try IdentityV1.AccountErased(serialized: event.payload)
            guard !erased.account.isEmpty else { throw Malformed(type: event.type) }
            return .erased(account: erased.account)
        case .calendarAnnounced:
            let announced = try IdentityV1.CalendarAnnounced(serialized: event.payload)
            let year = Int64(announced.year)
            guard (2_000...2_999).contains(year), !announced.days.isEmpty else { throw Malformed(type: event.type) }
            var exceptions: [WorkingCalendar.Exception] = []
            for announced in announced.days {
                guard let day = CivilDate(text: announced.day), day.year == year else {
                    throw Malformed(type: event.type)
                }
                exceptions.append(WorkingCalendar.Exception(day: day, isWorking: announced.working))
            }
            return .announced(year: year, exceptions: exceptions)
        }
    }
}
