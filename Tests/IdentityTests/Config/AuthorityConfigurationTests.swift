import Identity
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRuntime
import MeshTestKit
import Testing

@Suite("What a configuration says of authorities and providers", .timeLimit(.minutes(5)))
struct AuthorityConfigurationTests {
    private func configuration(_ settings: String) throws(ConfigurationError) -> IdentityConfiguration {
        let yaml = """
            service: identity
            replica: "1"
            environment: development
            listen: 127.0.0.1:0
            tls: { certificate: a.pem, key: a.key, trust: [ca.pem] }
            identity:
              token_key: token.key
            \(settings.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
            """
        let whole: ServiceConfiguration<IdentityConfiguration> = try ServiceConfiguration(
            yaml: yaml + "\n", file: "identity.yaml", service: "identity", environment: [:])
        return whole.section
    }

    private func profiles(_ settings: String) throws(ConfigurationError) -> AuthorityProfiles {
        try configuration(settings).checkedProfiles()
    }

    @Test("what nothing is said of is as published; what is said takes its place, key by key")
    func replaced() throws {
        #expect(try profiles("codes: embedded") == .published)
        let changed = try profiles(
            """
            authorities:
              henan:
                review_working_days: 10
                may_extend_review: true
                picture_types: [png]
                picture_bytes_limit: 2000000
                picture_side_pixels_min: 300
                picture_sharpness_min: 5
                resident_documents: [portrait_side, handheld]
                person_documents: [identity_copy]
                institution_documents: [licence, identity_copy]
                needs_approval_to_sign_in: false
                asks_for_province_of_origin: true
                province: "42"
                needs_confirmed_email: true
                asks_for_email_code: false
                needs_industry: false
                needs_office: false
                asks_for_administrator: true
                asks_for_trading_platform: false
                asks_for_flat_licence: false
                asks_for_sealed_licence: false
                watermark: 仅供登记
              cpcc: { watermark: "", review_working_days: 1 }
            """)
        let henan = changed[.henan]
        #expect(henan.reviewWorkingDays == 10 && henan.mayExtendReview && henan.pictureTypes == [.png])
        #expect(henan.pictureBytesLimit == 2_000_000 && henan.pictureSideMin == 300 && henan.pictureSharpnessMin == 5)
        #expect(
            henan.documents.resident == [.portraitSide, .handheld] && henan.documents.otherPerson == [.identityCopy])
        #expect(henan.documents.institution == [.licence, .identityCopy] && !henan.needsApprovalToSignIn)
        #expect(henan.asksForProvinceOfOrigin && henan.province == "42" && henan.needsConfirmedEmail)
        #expect(!henan.asksForEmailCode && !henan.needsIndustry && !henan.needsOffice && henan.asksForAdministrator)
        #expect(!henan.asksForTradingPlatform && henan.watermark == "仅供登记")
        #expect(!henan.asksForFlatLicence && !henan.asksForSealedLicence)
        var cpcc = AuthorityRules.of(.cpcc)
        cpcc.watermark = nil
        cpcc.reviewWorkingDays = 1
        #expect(changed[.cpcc] == cpcc && changed[.platform] == .of(.platform))
    }

    @Test(
        "what makes no sense is refused by its path, with what would",
        arguments: [
            ("review_working_days: 0", "review_working_days", "must be from 1 to 60"),
            ("review_working_days: 61", "review_working_days", "must be from 1 to 60"),
            ("picture_bytes_limit: 5242881", "picture_bytes_limit", "must be from 1 to 5242880"),
            ("picture_side_pixels_min: 0", "picture_side_pixels_min", "must be from 1 to 4000"),
            ("picture_sharpness_min: -1", "picture_sharpness_min", "must be from 0 to 10000"),
            ("picture_types: []", "picture_types", "names one or more of jpeg, png, each once"),
            ("picture_types: [gif]", "picture_types", "names one or more of jpeg, png, each once"),
            ("picture_types: [png, png]", "picture_types", "names one or more of jpeg, png, each once"),
            (
                "resident_documents: [licence]", "resident_documents",
                "names one or more of portrait_side, emblem_side, handheld, identity_copy, each once"
            ),
            (
                "person_documents: [emblem_side]", "person_documents",
                "names one or more of portrait_side, handheld, identity_copy, each once"
            ),
            (
                "institution_documents: [trading_platform_proof]", "institution_documents",
                "names one or more of licence, identity_copy, handheld, each once"
            ),
            ("province: \"4101\"", "province", "is the code of no province, e.g. \"41\""),
            (
                "asks_for_province_of_origin: true", "asks_for_province_of_origin",
                "needs a province that is the authority's own"
            ),
            ("watermark: \"a\\u0007\"", "watermark", "has at most 60 characters that can be read"),
        ])
    func refused(line: String, key: String, reason: String) throws {
        let error = try #require(throws: ConfigurationError.self) {
            try profiles("authorities:\n  cpcc: { \(line) }")
        }
        #expect(error == .invalid(place: "configuration", path: "identity.authorities.cpcc.\(key)", reason: reason))
    }

    @Test("a key that nobody reads is refused, and so is an authority that nobody knows")
    func unknown() {
        for settings in [
            "authorities:\n  henan: { review_days: 7 }", "authorities:\n  jiangxi: { review_working_days: 7 }",
            "three_factor: { url: \"https://a/b\", secret_file: k, retries: 3 }",
        ] {
            #expect(throws: ConfigurationError.self, "\(settings)") { try configuration(settings) }
        }
    }

    @Test(
        "the rules that hold are the configuration's: pictures, fields, days, tokens, deadlines that are counted anew")
    func held() async throws {
        let rules = try profiles(
            """
            authorities:
              henan:
                review_working_days: 1
                picture_types: [png]
                resident_documents: [portrait_side]
                asks_for_email_code: false
                needs_approval_to_sign_in: false
                needs_office: false
              platform: { picture_bytes_limit: 1000, asks_for_email_code: true }
            """)
        try await IdentityRoom.run(profiles: rules) { room in
            try await room.register(authority: .henan)
            let token = try await room.logIn().accessToken
            #expect(try room.verifier.verify(token, audience: "evidence", now: room.time.wall()).kind == "account")
            let fields = IdentityRoom.person().merging(["origin": "in_province", "industry": "R"]) { $1 }
            let dossier = try await room.save(fields, as: token, at: .henan)
            #expect(dossier.faults == [] && dossier.wantedSlots == ["portrait_side"])
            _ = try await room.upload(IdentityRoom.writing(), to: "portrait_side", of: dossier.id, as: token)
            let submitted = try await room.submit(dossier.id, as: token)
            let day = try #require(CivilDate(text: room.day()))
            let due = WorkingCalendar.published.deadline(after: day, workingDays: 1)
            #expect(submitted.deadline == due.day.text)
            let platform = try await room.save(IdentityRoom.person(), as: token)
            #expect(platform.faults.map(\.field) == ["email_code"])
            try await room.expect("PICTURE_TOO_LARGE") {
                _ = try await room.upload(IdentityRoom.writing(), to: "portrait_side", of: platform.id, as: token)
            }
            let verdicts = try await room.dossiers.validateFields(
                .init(authority: .platform, fields: ["email_code"]), options: room.options()
            ).verdicts
            #expect(verdicts.map(\.reason) == ["EMPTY"])
            // A year is announced: what is due is counted by the same rules.
            _ = try await room.calendars.announceYear(
                .init(year: 2_027, days: [.init(day: "2027-01-01", working: false)], source: "国办发明电"),
                options: room.options(room.staff(roles: ["administrator"])))
            #expect(try await room.current(token, at: .henan).deadline == submitted.deadline)
        }
    }

    @Test("without a word staff check three factors; a provider is named by address and key, its words once each")
    func threeFactors() async throws {
        let exchanges = OffloadPool(threadCount: 1)
        func policy(_ settings: String, isDevelopment: Bool = false) throws(ConfigurationError) -> ThreeFactorPolicy {
            try configuration(settings).checkedThreeFactors(isDevelopment: isDevelopment, exchanges: exchanges)
        }
        #expect(try policy("codes: embedded").provider.name == "staff")
        let folder = try TemporaryFolder("three")
        let file = folder.file("key")
        try WholeFile.replace(file, with: Array("0123abcd\n".utf8))
        let good = "url: \"https://example.cn/check\", secret_file: \(file)"
        let named = try policy("three_factor: { \(good), returns_mismatch: true }")
        #expect(named.provider.name == "http" && named.returnsMismatch)
        #expect(try !policy("three_factor: { \(good) }").returnsMismatch)
        for (settings, key) in [
            ("url: \"http://example.cn/check\", secret_file: \(file)", "url"),
            ("url: \"https://\", secret_file: \(file)", "url"), ("url: \"https://a@b/c\", secret_file: \(file)", "url"),
            ("url: \"https://a/ b\", secret_file: \(file)", "url"), ("url: \"ftp://a/b\", secret_file: \(file)", "url"),
            ("url: \"https://a/b#c\", secret_file: \(file)", "url"),
            ("url: \"https://a/b\", secret_file: \(folder.file("none"))", "secret_file"),
            ("\(good), name_field: \"a b\"", "name_field"), ("\(good), number_field: \"\"", "number_field"),
            ("\(good), mobile_field: name", "mobile_field"), ("\(good), answer: \"a..b\"", "answer"),
            ("\(good), consistent: [\"2\"]", "inconsistent"), ("\(good), no_record: [\"\"]", "no_record"),
            ("\(good), consistent: []", "consistent"), ("\(good), inconsistent: []", "consistent"),
        ] {
            let error = try #require(throws: ConfigurationError.self, "\(settings)") {
                try policy("three_factor: { \(settings) }")
            }
            guard case .invalid(_, let path, let reason) = error else {
                Issue.record("\(error)")
                continue
            }
            #expect(path == "identity.three_factor.\(key)" && !reason.contains("0123abcd"), "\(settings)")
        }
        #expect(
            try policy("three_factor: { url: \"http://127.0.0.1:1/\", secret_file: \(file) }", isDevelopment: true)
                .provider.name == "http")
        try WholeFile.replace(file, with: Array("\u{0}\n".utf8))
        #expect(throws: ConfigurationError.self) { try policy("three_factor: { \(good) }") }
        await exchanges.close()
    }
}
