import MeshKernel
import MeshTestKit
import Testing

/// Accounts of an older system, and the lists that dossiers are filled in from, with the tool alone.
@Suite("An imported account, and the lists", .timeLimit(.minutes(5)))
struct ImportJourneyTests {
    private static let mobile = "13800138021"

    @Test("rows are imported, each by itself; the owner completes the account and is told what comes next")
    func imported() async throws {
        let mesh = try PeopleMesh()
        try await mesh.whileUp {
            let file = mesh.folder.file("accounts.jsonl")
            try WholeFile.replace(file, with: "{\"reference\": \"old-1\"}\n")
            let unread = try await mesh.colophon("staff", "import", file)
            #expect(unread.exit == .code(2) && unread.errors.contains("line 1: this is no row"), "\(unread)")
            try WholeFile.replace(
                file,
                with: """
                    {"reference": "old-1", "mobile": "\(Self.mobile)"}

                    {"reference": "old-2", "mobile": "12345"}
                    {"reference": "old-3", "mobile": "\(Self.mobile)", "user_name": "wise_owl"}

                    """)
            let some = try await mesh.colophon("staff", "import", file)
            #expect(some.exit == .code(2) && some.output.contains("imported  1 account\n"), "\(some)")
            #expect(some.output.contains("refused  old-2: mobile is not written as it must be"), "\(some)")
            #expect(some.output.contains("refused  old-3: the mobile number has an account"), "\(some)")
            let again = try await mesh.colophon("staff", "import", file, "--json")
            #expect(again.output.contains("\"outcome\":\"there before\""), "\(again)")
            let signedIn = try await mesh.colophon("login", Self.mobile, "--by-code")
            try #require(signedIn.exit == .code(0), "\(signedIn)")
            let status = try await mesh.colophon("account", "complete", "--status")
            #expect(status.exit == .code(0) && status.output.contains("to say  --kind, --user-name"), "\(status)")
            let early = try await mesh.colophon(
                "account", "complete", "--user-name", "wise_owl", "--mobile", Self.mobile, "--email", "owl@example.cn",
                "--accept-terms")
            #expect(early.exit == .code(3) && early.errors.contains("--mobile-code CODE"), "\(early)")
            try await mesh.whileDown { try await mesh.ageCodes() }
            let wrong = try await mesh.colophon(
                "account", "complete", "--user-name", "1", "--mobile", Self.mobile, "--email", "owl@example.cn",
                "--accept-terms")
            #expect(wrong.exit == .code(2) && wrong.errors.contains("--user-name"), "\(wrong)")
            let codes = try #require(
                wrong.errors.firstMatch(of: #/add --mobile-code ([0-9]{6}) --email-code ([0-9]{6})/#), "\(wrong)")
            let done = try await mesh.colophon(
                "account", "complete", "--user-name", "wise_owl", "--mobile", Self.mobile, "--email", "owl@example.cn",
                "--accept-terms", "--mobile-code", String(codes.1), "--email-code", String(codes.2))
            try #require(done.exit == .code(0) && done.output.contains("completed  wise_owl"), "\(done)")
            #expect(done.output.contains("colophon reset-password"), "\(done)")
            // The next token opens what it opens for everybody.
            let owner = try await mesh.colophon("verify-identity", "--status")
            #expect(owner.exit == .code(0) && owner.errors.contains("as wise_owl"), "\(owner)")
            let complete = try await mesh.colophon("account", "complete")
            #expect(complete.exit == .code(0) && complete.output.contains("nothing is missing"), "\(complete)")
        }
    }

    @Test("anybody sees the lists; an administrator of the staff extends them, and nobody else")
    func lists() async throws {
        let mesh = try PeopleMesh()
        try await mesh.whileUp {
            try await mesh.appoint("reviewer", mobile: "13900000001", roles: ["review"])
            let provinces = try await mesh.colophon("reference", "regions")
            #expect(provinces.exit == .code(0) && provinces.output.contains("41    河南省"), "\(provinces)")
            let cities = try await mesh.colophon("reference", "regions", "41", "--json")
            #expect(cities.output.contains("{\"code\":\"4101\",\"has_children\":true,\"name\":\"郑州市\"}"), "\(cities)")
            let nowhere = try await mesh.colophon("reference", "regions", "99")
            #expect(nowhere.exit == .code(2) && nowhere.errors.contains("colophon reference regions"), "\(nowhere)")
            let industries = try await mesh.colophon("reference", "industries")
            #expect(industries.exit == .code(0) && industries.output.contains("文化、体育和娱乐业"), "\(industries)")
            let nothing = try await mesh.colophon("reference", "offices")
            #expect(nothing.output == "no office of henan is on the list\n", "\(nothing)")
            let known = try await mesh.colophon("reference", "calendar", "2026")
            #expect(known.exit == .code(0) && known.output.contains("2026-10-01"), "\(known)")

            let put = [
                "staff", "offices", "put", "郑州版权服务站", "--authority", "henan", "--city", "4101", "--source", "官网",
            ]
            let other = try await mesh.staff(put)
            #expect(other.exit == .code(2) && other.errors.contains("administrator"), "\(other)")
            let granted = try await mesh.colophon("staff", "grant", "reviewer", "administrator")
            try #require(granted.exit == .code(0), "\(granted)")
            let signedIn = try await mesh.colophon(
                "login", "reviewer", "--staff", "--password-file", try mesh.password(of: "reviewer"))
            try #require(signedIn.exit == .code(0), "\(signedIn)")
            let done = try await mesh.staff(put)
            #expect(done.exit == .code(0) && done.output.contains("put  郑州版权服务站, 4101, at henan"), "\(done)")
            let offices = try await mesh.colophon("reference", "offices", "--city", "4101")
            #expect(offices.output.contains("郑州版权服务站"), "\(offices)")
            let noCity = try await mesh.colophon(
                "staff", "offices", "put", "X", "--authority", "henan", "--city", "41", "--source", "官网")
            #expect(noCity.exit == .code(2) && noCity.errors.contains("--city is the code of a city"), "\(noCity)")
            let gone = try await mesh.colophon("staff", "offices", "remove", "郑州版权服务站", "--authority", "henan")
            #expect(gone.exit == .code(0), "\(gone)")

            let year = "\(ChinaTime.day(SystemTime().wall()).year + 1)"
            // New Year's Day as it falls, and a Saturday that is so anyway.
            let first = try #require(CivilDate(text: "\(year)-03-01"))
            let monday = CivilDate(daysSinceEpoch: first.daysSinceEpoch + (7 - Int64(first.weekday)) % 7)
            let saturday = CivilDate(daysSinceEpoch: monday.daysSinceEpoch + 5)
            let free = try await mesh.colophon(
                "staff", "calendar", year, "--off", saturday.text, "--source", "国办发明电")
            #expect(free.exit == .code(2) && free.errors.contains("\(saturday.text) is of a weekend"), "\(free)")
            let announced = try await mesh.colophon(
                "staff", "calendar", year, "--off", "\(monday.text)..\(saturday.text)", "--work", saturday.text,
                "--source", "国办发明电")
            #expect(
                announced.exit == .code(0) && announced.output.contains("announced  \(year), 国办发明电"), "\(announced)")
            let seen = try await mesh.colophon("reference", "calendar", year, "--json")
            #expect(seen.output.contains("{\"day\":\"\(saturday.text)\",\"working\":true}"), "\(seen)")
        }
    }
}
