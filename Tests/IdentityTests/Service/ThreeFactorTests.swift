import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshRuntime
import MeshStore
import MeshTestKit
import Synchronization
import Testing

@Suite("Whether name, number and mobile number belong together", .timeLimit(.minutes(5)))
struct ThreeFactorTests {
    private static func contract(_ url: String) -> HTTPThreeFactors.Contract {
        HTTPThreeFactors.Contract(
            url: url, key: "0123abcd", nameField: "name", numberField: "idCard", mobileField: "mobile",
            place: ["data", "result"], words: ["1": .consistent, "2": .inconsistent, "3": .noRecord])
    }

    /// A service that asks a server which gives these replies.
    private func asking(
        _ replies: [CarrierServer.Reply], returnsMismatch: Bool = false, milliseconds: Int64 = 5_000,
        messenger: (any AccountMessenger)? = nil,
        _ body: (IdentityRoom, CarrierServer) async throws -> Void
    ) async throws {
        try await CarrierServer.run(replies) { server, url in
            let exchanges = OffloadPool(threadCount: 1)
            let provider = HTTPThreeFactors(
                Self.contract(url), exchanges: exchanges, timeoutMilliseconds: milliseconds)
            let result: Result<Void, any Error>
            do {
                try await IdentityRoom.run(
                    messenger: messenger,
                    threeFactors: ThreeFactorPolicy(provider: provider, returnsMismatch: returnsMismatch)
                ) { try await body($0, server) }
                result = .success(())
            } catch {
                result = .failure(error)
            }
            await exchanges.close()
            try result.get()
        }
    }

    private func submitted(_ room: IdentityRoom, changing: [String: String] = [:]) async throws -> (
        id: String, token: String
    ) {
        let token = try await room.applicant()
        let dossier = try await room.filled(token, changing: changing)
        _ = try await room.submit(dossier.id, as: token)
        return (dossier.id, token)
    }

    private func seen(_ dossier: String, _ room: IdentityRoom) async throws -> IdentityV1.ThreeFactorCheck {
        let staff = try room.staff()
        try await room.claim(dossier, as: staff)
        return try #require(try await room.look(at: dossier, as: staff).threeFactor)
    }

    private func outcome(_ room: IdentityRoom) async throws -> String? {
        try await room.store.read {
            try $0.row("SELECT outcome FROM three_factor_checks ORDER BY round DESC")?.text("outcome")
        }
    }

    @Test("by itself nobody is asked: staff see that, and how the number was shown to be the applicant's")
    func staff() async throws {
        try await IdentityRoom.run { room in
            let (dossier, _) = try await submitted(room)
            #expect(try await room.server.checkThreeFactors() == 0)
            let check = try await seen(dossier, room)
            #expect(check.outcome == .unchecked && check.provider == "staff" && check.proof == .account)
            #expect(check.at != nil)
            // Another number than the account's, by code; a second round with the same one.
            let token = try await room.applicant("otherfox", mobile: "13987654321")
            let second = try await room.filled(token, mobile: "13700001111")
            let code = try #require(try await room.code(.verifyMobile, to: "13700001111"))
            _ = try await room.submit(second.id, as: token, code: code)
            #expect(try await seen(second.id, room).proof == .code)
            try await room.refuse(second.id, fields: ["address"], as: try room.staff())
            _ = try await room.correct(second.id, ["address": "建设路二号"], as: token)
            #expect(try await seen(second.id, room).proof == .holder)
        }
    }

    @Test(
        "a provider is asked afterwards, with its key, and what it says is shown to staff",
        arguments: [
            ("1", IdentityV1.ThreeFactorCheck.Outcome.consistent), ("\"1\"", .consistent), ("2", .inconsistent),
            ("\"3\"", .noRecord),
        ])
    func asked(word: String, outcome: IdentityV1.ThreeFactorCheck.Outcome) async throws {
        try await asking([CarrierServer.word(word)]) { room, server in
            let (dossier, token) = try await submitted(room)
            // Handing in waits for nobody.
            #expect(server.calls.isEmpty)
            let before = try await seen(dossier, room)
            #expect(before.outcome == .pending && before.provider == "http")
            #expect(try await room.server.checkThreeFactors() == 1)
            let call = try #require(server.calls.first)
            #expect(call.headers["authorization"] == "APPCODE 0123abcd")
            #expect(call.headers["content-type"]?.hasPrefix("application/x-www-form-urlencoded") == true)
            let form = try #require(FormParameters(decoding: call.body))
            #expect(form["name"] == "张老二" && form["idCard"] == "11010519491231002X" && form["mobile"] == "13812345678")
            #expect(try await seen(dossier, room).outcome == outcome)
            // Once, and it decides nothing.
            #expect(try await room.server.checkThreeFactors() == 0 && server.calls.count == 1)
            #expect(try await room.current(token).state == .inReview)
            let staff = try room.staff()
            #expect(try await room.approve(dossier, as: staff).state == .approved)
            #expect(try await room.server.checkAudit() > 0)
        }
    }

    @Test(
        "an answer that means nothing is asked for again, and in the end the dossier is left to staff",
        arguments: [
            CarrierServer.Reply.nothing, .answer(status: "200 OK", body: ""), .answer(status: "200 OK", body: "{"),
            .answer(status: "200 OK", body: #"{"data":{"result":"9"}}"#),
            .answer(status: "200 OK", body: #"{"data":"1"}"#),
            .answer(status: "200 OK", body: #"{"data":{"result":{"result":"1"}}}"#),
            .answer(status: "200 OK", body: "1"),
            .answer(status: "200 OK", body: #"{"data":{"result":"1","result":"2"}}"#),
            .answer(status: "200 OK", body: String(repeating: " ", count: 65_537) + #"{"data":{"result":"1"}}"#),
            .answer(status: "500 Internal Server Error", body: #"{"data":{"result":"1"}}"#),
            .answer(status: "403 Forbidden", body: #"{"data":{"result":"2"}}"#),
            .answer(status: "302 Found", body: #"{"data":{"result":"2"}}"#),
        ])
    func lies(reply: CarrierServer.Reply) async throws {
        try await asking([reply], returnsMismatch: true) { room, server in
            let (dossier, _) = try await submitted(room)
            var asked = 0
            for _ in 0..<40 where try await outcome(room) == "pending" {
                asked += try await room.server.checkThreeFactors()
                room.time.advance(by: .seconds(3_600))
            }
            #expect(asked == 12 && server.calls.count == 12)
            #expect(try await outcome(room) == "unavailable")
            #expect(try await seen(dossier, room).outcome == .unavailable)
        }
    }

    @Test("a provider that does not answer in time keeps nobody waiting, and is asked again")
    func silent() async throws {
        try await asking([.silence, CarrierServer.word("1")], milliseconds: 300) { room, server in
            let (dossier, _) = try await submitted(room)
            #expect(try await room.server.checkThreeFactors() == 1)
            #expect(try await seen(dossier, room).outcome == .pending)
            room.time.advance(by: .seconds(600))
            #expect(try await room.server.checkThreeFactors() == 1)
            #expect(try await seen(dossier, room).outcome == .consistent && server.calls.count == 2)
        }
    }

    @Test(
        "only where the configuration says so a mismatch is given back by itself, with its fields, and not when staff have it"
    )
    func mismatch() async throws {
        try await asking([CarrierServer.word("2")]) { room, server in
            let (_, token) = try await submitted(room)
            #expect(try await room.server.checkThreeFactors() == 1 && server.calls.count == 1)
            #expect(try await room.current(token).state == .inReview)
        }
        let messenger = ScriptedMessenger()
        try await asking([CarrierServer.word("2")], returnsMismatch: true, messenger: messenger) { room, server in
            let (dossier, token) = try await submitted(room)
            while try await room.server.runErrands() > 0 {}
            #expect(!messenger.asked.contains { $0.hasPrefix("dos_") })
            #expect(try await room.server.checkThreeFactors() == 1)
            while try await room.server.runErrands() > 0 {}
            let account = try await room.accounts.whoAmI(.init(), options: room.options(token)).id
            #expect(
                messenger.asked.last
                    == "\(dossier).1 \(account) correction 姓名、证件号码与手机号码不一致，请核对后重新提交。 "
                    + "real_name document_number mobile")
            let returned = try await room.current(token)
            #expect(returned.state == .correctionDue && returned.named == ["real_name", "document_number", "mobile"])
            #expect(returned.reason.contains("不一致"))
            #expect(try await room.events().last == "dossier.refused")
            #expect(try await room.dossierAudit().last == "dossier_returned")
            // Handed in again it is another round, of which is asked anew; this time somebody has claimed it.
            _ = try await room.correct(dossier, ["real_name": "张老二"], as: token)
            let staff = try room.staff()
            try await room.claim(dossier, as: staff)
            #expect(try await room.server.checkThreeFactors() == 1 && server.calls.count == 2)
            #expect(try await room.current(token).state == .inReview)
            #expect(try await room.look(at: dossier, as: staff).threeFactor?.outcome == .inconsistent)
        }
    }

    private func outcomes(_ dossier: String, _ room: IdentityRoom) async throws -> [String] {
        try await room.store.read {
            try $0.rows("SELECT outcome FROM three_factor_checks WHERE dossier = ? ORDER BY round", .text(dossier))
                .map { try $0.text("outcome") }
        }
    }

    /// As an earlier version left what was asked of an account that was erased.
    private static func leavePending(_ dossier: String, _ room: IdentityRoom) async throws {
        _ = try await room.store.write {
            try $0.execute("UPDATE three_factor_checks SET outcome = 'pending' WHERE dossier = ?", .text(dossier))
        }
    }

    @Test(
        "an account that was erased keeps nobody behind it waiting, and is asked about no more",
        arguments: [false, true])
    func erased(asBefore: Bool) async throws {
        try await asking([CarrierServer.word("1")]) { room, server in
            let (first, token) = try await submitted(room)
            let other = try await room.applicant("otherfox", mobile: "13987654321")
            let second = try await room.filled(other, mobile: "13987654321")
            _ = try await room.submit(second.id, as: other)
            #expect(try await outcomes(first, room) == ["pending"])
            _ = try await room.privacy.eraseSubject(
                .init(password: IdentityRoom.password), options: room.options(token))
            #expect(try await outcomes(first, room) == ["unavailable"])
            if asBefore { try await Self.leavePending(first, room) }
            #expect(try await room.server.checkThreeFactors() == 2)
            #expect(try await outcomes(first, room) == ["unavailable"])
            #expect(try await outcomes(second.id, room) == ["consistent"] && server.calls.count == 1)
            room.time.advance(by: .seconds(3_600))
            #expect(try await room.server.checkThreeFactors() == 0)
        }
    }

    /// Has something done to whoever it is asked about while it is asked, and says that nothing matches.
    private final class Interrupted: ThreeFactorProvider {
        private let work = Mutex<(@Sendable () async -> Void)?>(nil)

        var name: String { "interrupted" }
        var firstOutcome: ThreeFactorCheck.Outcome { .pending }

        func during(_ body: @escaping @Sendable () async -> Void) { work.withLock { $0 = body } }

        func check(_ claim: ThreeFactorClaim) async -> ThreeFactorAnswer {
            await work.withLock { $0 }?()
            return .outcome(.inconsistent)
        }
    }

    @Test("an account that is erased while the provider is asked ends the question there", arguments: [false, true])
    func erasedMeanwhile(asBefore: Bool) async throws {
        let provider = Interrupted()
        try await IdentityRoom.run(
            threeFactors: ThreeFactorPolicy(provider: provider, returnsMismatch: true)
        ) { room in
            let (dossier, token) = try await submitted(room)
            provider.during {
                do {
                    _ = try await room.privacy.eraseSubject(
                        .init(password: IdentityRoom.password), options: room.options(token))
                    if asBefore { try await Self.leavePending(dossier, room) }
                } catch {
                    Issue.record(error)
                }
            }
            #expect(try await room.server.checkThreeFactors() == 1)
            #expect(try await outcomes(dossier, room) == [asBefore ? "inconsistent" : "unavailable"])
            room.time.advance(by: .seconds(3_600))
            #expect(try await room.server.checkThreeFactors() == 0)
            #expect(try await !room.events().contains("dossier.refused"))
        }
    }

    @Test("an owner is given what came of every round, and what was promised with each")
    func exported() async throws {
        try await asking([CarrierServer.word("2"), CarrierServer.word("1")], returnsMismatch: true) { room, _ in
            let (dossier, token) = try await submitted(room)
            #expect(try await room.server.checkThreeFactors() == 1)
            room.time.advance(by: .seconds(60))
            _ = try await room.correct(dossier, ["real_name": "张老二"], as: token)
            #expect(try await room.server.checkThreeFactors() == 1)
            let parts = try await room.privacy.exportSubject(
                .init(password: IdentityRoom.password), options: room.options(token)
            ) { responses in
                var parts: [IdentityV1.SubjectExportPart] = []
                for try await part in responses { parts.append(part) }
                return parts
            }
            func rows(_ section: String) -> [[String]] {
                parts.filter { $0.section == section }.map { $0.items.map(\.value) }
            }
            let checks = rows("three_factor")
            #expect(
                checks.map { Array($0.prefix(5)) } == [
                    [dossier, "1", "http", "inconsistent", "account"], [dossier, "2", "http", "consistent", "account"],
                ])
            #expect(checks.allSatisfy { $0.count == 6 && $0[5].hasSuffix("Z") } && checks[0][5] != checks[1][5])
            let notice = try await room.notice().version
            let promises = rows("promise")
            #expect(promises.map { Array($0.prefix(3)) } == [[dossier, "1", notice], [dossier, "2", notice]])
            #expect(promises.allSatisfy { $0.count == 4 && $0[3].hasSuffix("Z") } && promises[0][3] < promises[1][3])
        }
    }

    @Test("nobody is asked about a document of elsewhere, and not about what was taken back")
    func notAsked() async throws {
        try await asking([CarrierServer.word("2")], returnsMismatch: true) { room, server in
            let (first, token) = try await submitted(room)
            _ = try await room.withdraw(first, as: token)
            let passport = [
                "document_kind": "passport", "document_number": "E12345678", "nationality": "US", "province": "",
                "city": "", "postcode": "",
            ]
            let next = try await room.save(
                IdentityRoom.person().merging(passport) { $1 }, as: token)
            _ = try await room.upload(IdentityRoom.writing(), to: "portrait_side", of: next.id, as: token)
            _ = try await room.submit(next.id, as: token)
            #expect(try await seen(next.id, room).outcome == .unchecked)
            _ = try await room.server.checkThreeFactors()
            #expect(server.calls.isEmpty)
        }
    }
}
