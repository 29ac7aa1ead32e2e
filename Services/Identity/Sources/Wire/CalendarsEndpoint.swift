package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

/// `colophon.identity.v1.Calendars` as callers see it.
package struct CalendarsEndpoint: IdentityV1.CalendarsService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// What is known of a year.
    package func getYear(
        _ request: IdentityV1.GetYearRequest, context: ServerContext
    ) async throws -> IdentityV1.CalendarYear {
        try await server.answering(context) {
            IdentityV1.CalendarYear(try await server.calendarYear(Int64(request.year)))
        }
    }

    /// Takes what was announced for a year; a repetition answers the same.
    package func announceYear(
        _ request: IdentityV1.AnnounceYearRequest, context: ServerContext
    ) async throws -> IdentityV1.CalendarYear {
        try await server.answering(context) {
            let staff = try context.accountIdentifier()
            let answer = try await server.announce(
                CalendarAnnouncement(
                    year: Int64(request.year), days: request.days.map { ($0.day, $0.working) },
                    source: request.source),
                by: staff, from: context.origin,
                call: try context.idempotentRequest(
                    account: staff.text, over: request.serialized(), serviceKey: server.key),
                answer: { IdentityV1.CalendarYear($0).serialized() })
            return try IdentityV1.CalendarYear(serialized: answer)
        }
    }
}

extension IdentityV1.CalendarYear {
    fileprivate init(_ year: CalendarYear) {
        self.init(
            year: UInt32(year.year), announced: year.isAnnounced,
            days: year.exceptions.map { IdentityV1.CalendarDay(day: $0.day.text, working: $0.isWorking) },
            source: year.announcement?.source ?? "",
            announcedAt: year.announcement.map { GoogleProtobuf.Timestamp($0.at) })
    }
}
