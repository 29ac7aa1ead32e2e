import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshStore
import MeshTestKit
import Testing

@Suite("Identity's feed at notify, over the mesh", .timeLimit(.minutes(5)))
struct IdentityFeedWiringTests {
    /// Somebody of the house who answers questions and is there; the account.
    private func adviser(_ name: String, mobile: String, in mesh: WiredMesh) async throws -> String {
        let account = try await mesh.register(name, mobile: mobile).id
        let identity = try mesh.client(of: "identity")
        _ = try await IdentityV1.StaffClient(identity).grantRole(
            .init(account: account, role: "support"), options: mesh.options())
        let token = try await signIn(name, in: mesh)
        _ = try await NotifyV1.DeskClient(mesh.client(of: "notify")).setDuty(
            .init(name: name, onDuty: true), options: mesh.options(token))
        return account
    }

    private func signIn(_ name: String, in mesh: WiredMesh) async throws -> String {
        try await IdentityV1.SessionsClient(mesh.client(of: "identity")).logInWithPassword(
            .init(name: name, password: IdentityRoom.password, device: ""), options: mesh.options()
        ).accessToken
    }

    @Test("an adviser who loses the role leaves what they have, and days that staff announce are known there")
    func followed() async throws {
        try await WiredMesh.run { mesh in
            let identity = try await mesh.startIdentity()
            let notify = try await mesh.startNotify(followsIdentity: true)
            let leaving = try await adviser("leaving", mobile: "13900000001", in: mesh)
            _ = try await mesh.register("foxmoon", mobile: "13812345678")
            let token = try await signIn("foxmoon", in: mesh)
            let support = NotifyV1.SupportClient(try mesh.client(of: "notify"))
            let ticket = try #require(
                try await support.openTicket(.init(subject: "证书", text: "怎么下载？"), options: mesh.options(token)).standing
            )
            #expect(ticket.adviser == "leaving")
            _ = try await adviser("staying", mobile: "13900000002", in: mesh)
            _ = try await IdentityV1.StaffClient(mesh.client(of: "identity")).withdrawRole(
                .init(account: leaving, role: "support"), options: mesh.options())
            try await until {
                try await support.readTicket(.init(id: ticket.id), options: mesh.options(token)).ticket?.standing?
                    .adviser == "staying"
            }
            #expect(
                try await support.openTicket(.init(subject: "二", text: "二"), options: mesh.options(token)).standing?
                    .adviser == "staying")
            _ = try await mesh.register("boss", mobile: "13900000003")
            _ = try await IdentityV1.StaffClient(mesh.client(of: "identity")).grantRole(
                .init(account: "boss", role: "administrator"), options: mesh.options())
            let year = ChinaTime.day(SystemTime().wall()).year + 1
            let first = try #require(CivilDate(text: "\(year)-01-01")).daysSinceEpoch
            let day = try #require((0..<7).map { CivilDate(daysSinceEpoch: first + $0) }.first { $0.weekday < 5 })
            _ = try await IdentityV1.CalendarsClient(mesh.client(of: "identity")).announceYear(
                .init(year: UInt32(year), days: [.init(day: day.text, working: false)], source: "国办发明电"),
                options: mesh.options(try await signIn("boss", in: mesh)))
            let store = try notify.runtime.requireStore()
            try await until {
                try await store.read { try $0.row("SELECT day FROM calendar_days")?.text("day") } == day.text
            }
            // Nothing of that feed is parked, and it goes on where it was after a restart.
            let parked = try await store.read { try $0.row("SELECT count(*) AS n FROM parked_events")?.integer("n") }
            #expect(parked == 0)
            await identity.finish()
        }
    }
}
