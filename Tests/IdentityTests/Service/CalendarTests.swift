import Identity
import MeshAPI
import MeshKernel
import MeshStore
import MeshTestKit
import Testing

@Suite("The calendar that staff extend", .timeLimit(.minutes(5)))
struct CalendarTests {
    private func announce(
        _ days: [(String, Bool)], _ year: UInt32 = 2_027, source: String = "国办发明电〔2026〕7号", as token: String?,
        key: String? = nil, in room: IdentityRoom
    ) async throws -> IdentityV1.CalendarYear {
        try await room.calendars.announceYear(
            IdentityV1.AnnounceYearRequest(
                year: year, days: days.map { IdentityV1.CalendarDay(day: $0.0, working: $0.1) }, source: source),
            options: room.options(token, key: key))
    }

    private func known(_ year: UInt32, in room: IdentityRoom) async throws -> IdentityV1.CalendarYear {
        try await room.calendars.getYear(IdentityV1.GetYearRequest(year: year), options: room.options())
    }

    private func noon(_ day: String) throws -> WallTime {
        ChinaTime.start(of: try #require(CivilDate(text: day))).advanced(by: .seconds(43_200))
    }

    @Test("a year that is announced makes reviews under way certain, moves them, and is in the audit once")
    func announced() async throws {
        try await IdentityRoom.run(time: SeededTime(start: try noon("2026-12-30"))) { room in
            let token = try await room.applicant()
            let dossier = try await room.filled(token)
            let before = try await room.submit(dossier.id, as: token)
            #expect(before.deadline == "2027-01-04" && !before.deadlineCertain)
            #expect(try await known(2_027, in: room) == IdentityV1.CalendarYear(year: 2_027))
            let present = try await known(2_026, in: room)
            #expect(present.announced && present.days.count == 25 && present.source.isEmpty)
            let staff = try room.staff(roles: ["administrator"])
            let year = try await announce([("2027-01-01", false)], as: staff, key: "k", in: room)
            #expect(year.announced && year.days.map(\.day) == ["2027-01-01"] && year.source.hasPrefix("国办"))
            #expect(try await announce([("2027-01-01", false)], as: staff, key: "k", in: room) == year)
            #expect(try await known(2_027, in: room) == year)
            let after = try await room.current(token)
            #expect(after.deadline == "2027-01-05" && after.deadlineCertain)
            // A make-up day on the weekend brings it forward again.
            _ = try await announce([("2027-01-01", false), ("2027-01-02", true)], as: staff, in: room)
            #expect(try await room.current(token).deadline == "2027-01-04")
            let audit = try await room.store.read { snapshot in
                try snapshot.rows("SELECT object FROM audit WHERE action = 'calendar_announced'").map {
                    try $0.text("object")
                }
            }
            #expect(audit == ["2027", "2027"])
            _ = try await room.server.checkAudit()
        }
    }

    @Test("a day that cannot be meant is refused with its place, and so is whoever is not an administrator")
    func refused() async throws {
        try await IdentityRoom.run(time: SeededTime(start: try noon("2026-12-30"))) { room in
            let staff = try room.staff(roles: ["administrator"])
            for (days, year, source, fields) in [
                ([], 2_025, "a", ["year"]), ([], 2_032, "a", ["year"]), ([], 2_027, "", ["source"]),
                ([], 2_027, "a\u{202E}b", ["source", "days"]), ([], 2_027, "a", ["days"]),
                ([("2027-02-30", false)], 2_027, "a", ["days[0].day"]),
                ([("2028-01-03", false)], 2_027, "a", ["days[0].day"]),
                ([("2027-01-01", false), ("2027-01-01", false)], 2_027, "a", ["days[1].day"]),
                // A Friday that is worked on as every Friday, a Saturday that is free as every one.
                ([("2027-01-01", true)], 2_027, "a", ["days[0].working"]),
                ([("2027-01-02", false)], 2_027, "a", ["days[0].working"]),
                (Array(repeating: ("2027-01-01", false), count: 101), 2_027, "a", ["days", "days[1].day"]),
            ] as [([(String, Bool)], UInt32, String, [String])] {
                let refusal = try await room.refusal {
                    _ = try await announce(days, year, source: source, as: staff, in: room)
                }
                #expect(refusal.word == "INVALID_FIELDS")
                #expect(Array(refusal.fieldViolations.map(\.field).prefix(fields.count)) == fields, "\(days)")
            }
            for (token, code) in [
                (try room.staff(), RPCError.Code.permissionDenied), (try await room.applicant(), .permissionDenied),
                (nil, .unauthenticated),
            ] {
                let refusal = try await room.refusal {
                    _ = try await announce([("2027-01-01", false)], as: token, in: room)
                }
                #expect(refusal.code == code)
            }
            for year: UInt32 in [0, 1_999, 3_000, .max] {
                try await room.expect("INVALID_FIELDS") { _ = try await known(year, in: room) }
            }
            #expect(try await known(2_027, in: room) == IdentityV1.CalendarYear(year: 2_027))
        }
    }
}
