import Identity
import MeshAPI
import MeshKernel
import MeshStore
import MeshTestKit
import Testing

@Suite("When a review is due", .timeLimit(.minutes(5)))
struct DeadlineTests {
    /// The dossier of a person who hands it in at this moment.
    private func submitted(
        at moment: WallTime, authority: IdentityV1.Authority = .platform,
        announcing: (@Sendable (Transaction) throws -> Void)? = nil
    ) async throws -> IdentityV1.Dossier {
        try await IdentityRoom.run(time: SeededTime(start: moment)) { room in
            if let announcing { try await room.store.write { try announcing($0) } }
            let token = try await room.applicant()
            var dossier = try await room.filled(token)
            if authority == .henan {
                dossier = try await room.save(try await room.personInHenan(token), as: token, at: .henan)
                let picture = try await room.small()
                for slot in dossier.wantedSlots {
                    _ = try await room.upload(picture, to: slot, of: dossier.id, as: token, type: "image/jpeg")
                }
            }
            return try await room.submit(dossier.id, as: token)
        }
    }

    /// So many hours into a day in China.
    private func hour(_ hour: Int64, of day: String) throws -> WallTime {
        ChinaTime.start(of: try #require(CivilDate(text: day))).advanced(by: .seconds(3_600 * hour))
    }

    @Test("working days are counted past holidays and the weekends that make up for them")
    func vectors() async throws {
        for (day, authority, due) in [
            ("2026-09-24", .henan, "2026-10-12"), ("2026-02-13", .platform, "2026-02-25"),
            ("2026-02-13", .henan, "2026-03-02"),
        ] as [(String, IdentityV1.Authority, String)] {
            let dossier = try await submitted(at: try hour(9, of: day), authority: authority)
            #expect(dossier.deadline == due && dossier.deadlineCertain, "\(day)")
        }
    }

    @Test("the day is China's: it changes at sixteen hours UTC")
    func midnight() async throws {
        let last = try await submitted(at: try hour(24, of: "2026-06-08").advanced(by: .milliseconds(-1)))
        #expect(last.deadline == "2026-06-11")
        let next = try await submitted(at: try hour(24, of: "2026-06-08"))
        #expect(next.deadline == "2026-06-12")
    }

    @Test("a day that may still move says so, until staff have announced its year")
    func uncovered() async throws {
        let moment = try hour(9, of: "2026-12-30")
        let open = try await submitted(at: moment)
        #expect(open.deadline == "2027-01-04" && !open.deadlineCertain)
        let newYear = try #require(CivilDate(text: "2027-01-01"))
        let announced = try await submitted(at: moment) { transaction in
            try transaction.announce(
                [WorkingCalendar.Exception(day: newYear, isWorking: false)], for: 2027, source: "国办发明电",
                by: Identifier(stored: "acc_0192f3c1-5b1e-7cc0-8f3e-2d5a9b7c1e04"))
        }
        #expect(announced.deadline == "2027-01-05" && announced.deadlineCertain)
    }
}
