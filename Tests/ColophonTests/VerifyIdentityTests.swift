import ArgumentParser
import MeshRPC
import Testing

@testable import colophon

@Suite("Verifying who somebody is, at the command line", .timeLimit(.minutes(1)))
struct VerifyIdentityTests {
    @Test("words of a command line become what they say")
    func parsing() throws {
        let verify = try VerifyIdentity.parse(
            [
                "--authority", "cpcc", "--set", "real_name=张三", "--set", "a=b=c", "--picture", "handheld=p.jpg",
                "--promise",
            ])
        #expect(verify.authority == .cpcc && verify.settings == ["real_name=张三", "a=b=c"] && verify.promise)
        #expect(verify.pictures == ["handheld=p.jpg"] && !verify.status && !verify.again)
        #expect(!verify.consent && verify.withdrawConsent == nil)
        #expect(try VerifyIdentity.parse(["--consent"]).consent)
        #expect(try VerifyIdentity.parse(["--withdraw-consent", "face"]).withdrawConsent == .face)
        #expect(try Colophon.parseAsRoot(["verify-identity", "--status"]) is VerifyIdentity)
        let refuse = try #require(
            try Colophon.parseAsRoot(
                ["staff", "refuse", "dos_1", "--reason", "r", "--field", "email", "--slot", "handheld"]) as? StaffRefuse
        )
        #expect(refuse.dossier == "dos_1" && refuse.field == ["email"] && refuse.slot == ["handheld"])
        let grant = try #require(try Colophon.parseAsRoot(["staff", "grant", "fox_moon", "review"]) as? StaffGrant)
        #expect(grant.name == "fox_moon" && grant.role == "review")
        #expect(try Login.parse(["reviewer", "--staff"]).staff && !Login.parse(["reviewer"]).staff)
    }

    @Test(
        "what cannot be meant is refused as usage",
        arguments: [
            ["verify-identity", "--authority", "moon"], ["verify-identity", "--withdraw-consent", "nose"],
            ["verify-identity", "dos_1"],
            ["staff", "refuse", "dos_1", "--field", "email"], ["staff", "refuse", "dos_1", "--reason", "r"],
            ["staff", "refuse", "dos_1", "--reason", "r", "--for-good", "--field", "email"],
            ["staff", "grant", "fox_moon"], ["staff", "picture", "doc_1"], ["staff", "approve"],
        ])
    func usage(words: [String]) {
        #expect(throws: (any Error).self) { try Colophon.parseAsRoot(words) }
    }

    @Test("facts come from a file, and words of the command line go before them")
    func facts() throws {
        let scratch = try Scratch()
        let file = try scratch.write(
            "facts.yaml", "real_name: 张三\nvalid_from: 2021-09-01\nis_long_term: no\npostcode: 050000\n")
        let facts = try DossierFacts(
            path: file, settings: ["real_name=李四", "address=", "contact_name=a=b"], pictures: ["handheld=/p q.jpg"])
        #expect(
            facts.fields == [
                "real_name": "李四", "valid_from": "2021-09-01", "is_long_term": "no", "postcode": "050000",
                "address": "", "contact_name": "a=b",
            ])
        #expect(facts.pictures == ["handheld": "/p q.jpg"])
    }

    @Test(
        "facts that are none are refused with what they should be",
        arguments: [
            ("- a\n", [], "not a mapping"), ("real_name: [a]\n", [], "one text"), ("shoe_size: 9\n", [], "shoe_size"),
            ("real_name: 'a\n", [], "--facts"), ("", ["real_name"], "FIELD=VALUE"), ("", ["=a"], "FIELD=VALUE"),
        ] as [(String, [String], String)])
    func badFacts(text: String, settings: [String], word: String) throws {
        let scratch = try Scratch()
        let file = text.isEmpty ? nil : try scratch.write("facts.yaml", text)
        let failure = #expect(throws: Failure.self) {
            try DossierFacts(path: file, settings: settings, pictures: [])
        }
        #expect(failure?.kind == .inputRefused && failure?.summary.contains(word) == true, "\(failure as Any)")
        #expect(throws: Failure.self) {
            try DossierFacts(path: scratch.file("none"), settings: [], pictures: [])
        }
    }

    @Test("a picture is known by its first bytes, and comes in pieces of what identity takes")
    func pictures() throws {
        let scratch = try Scratch()
        let photograph = [0xFF, 0xD8, 0xFF] + [UInt8](repeating: 7, count: 300_000)
        let jpeg = try PictureFile(try scratch.write("a.png", photograph))
        #expect(jpeg.mediaType == "image/jpeg" && jpeg.chunks.map(\.count) == [262_144, 37_859])
        #expect(Array(jpeg.chunks.joined()) == jpeg.bytes)
        let png = try PictureFile(try scratch.write("a.jpg", [0x89, 0x50, 0x4E, 0x47]))
        #expect(png.mediaType == "image/png")
        for bytes in [[], [0xFF], Array("GIF89a".utf8)] as [[UInt8]] {
            let failure = #expect(throws: Failure.self) { try PictureFile(try scratch.write("b", bytes)) }
            #expect(failure?.kind == .inputRefused)
        }
        let large = try scratch.write("large", [0xFF, 0xD8, 0xFF] + Array(repeating: 7, count: 5_242_880))
        let failure = #expect(throws: Failure.self) { try PictureFile(large) }
        #expect(failure?.advice?.contains("less than 5 MiB") == true)
        #expect(throws: Failure.self) { try PictureFile(scratch.file("none")) }
    }

    @Test(
        "each refusal of a dossier says what to do",
        arguments: [
            ("DOSSIER_STATE", "verify-identity --status"), ("FIELDS_CLOSED", "verify-identity --status"),
            ("DOCUMENTS_MISSING", "--picture SLOT=FILE"), ("HOLDER_MOBILE_TAKEN", "--set mobile=NUMBER"),
            ("INVALID_FIELDS", "--set FIELD=VALUE"), ("PICTURE_BLURRED", "--picture SLOT=FILE"),
            ("DOSSIER_NOT_FOUND", "colophon verify-identity"), ("CONSENT_MISSING", "--consent"),
        ])
    func refusals(reason: String, advice: String) {
        let error = RPCError(.failedPrecondition, "no").violating(field: "mobile", "is needed")
            .withReason(reason, domain: "identity")
        #expect(DossierRefused.isOne(error))
        #expect(DossierRefused(error: error).failure.advice?.contains(advice) == true)
        #expect(!DossierRefused(error: error).wantsCode)
        let code = RPCError(.invalidArgument, "no").violating(field: "mobile_code", "is needed")
            .withReason("INVALID_FIELDS", domain: "identity")
        #expect(DossierRefused(error: code).wantsCode && !DossierRefused(error: code).wantsEmailCode)
        let email = RPCError(.invalidArgument, "no").violating(field: "email_code", "is needed")
            .withReason("INVALID_FIELDS", domain: "identity")
        #expect(DossierRefused(error: email).wantsEmailCode && !DossierRefused(error: email).wantsCode)
        #expect(!DossierRefused.isOne(RPCError(.unavailable, "no").withReason("STORAGE_FAILED", domain: "identity")))
    }

    @Test(
        "each refusal of the desk and of the roster says what to do",
        arguments: [
            ("ROLE_MISSING", "colophon staff grant"), ("SUBJECT_NOT_ALLOWED", "--staff"), ("SIGN_IN_ENDED", "--staff"),
            ("NOT_CLAIMED", "colophon staff claim"), ("CLAIMED_BY_OTHER", "colophon staff queue"),
            ("DOSSIER_STATE", "colophon staff queue"), ("INVALID_DOSSIER", "colophon staff queue"),
            ("DOCUMENT_NOT_FOUND", "colophon staff show"), ("INVALID_FIELDS", "colophon staff show"),
        ])
    func desk(reason: String, advice: String) {
        let error = RPCError(.failedPrecondition, "no").withReason(reason, domain: "identity")
        #expect(StaffDesk.failure(of: error)?.advice?.contains(advice) == true)
        #expect(StaffDesk.failure(of: RPCError(.unavailable, "no")) == nil)
        for reason in ["ACCOUNT_NOT_FOUND", "HOLDER_NOT_STAFF", "LAST_STAFF_ADMINISTRATOR", "INVALID_FIELDS"] {
            let error = RPCError(.failedPrecondition, "no").withReason(reason, domain: "identity")
            #expect(StaffRoster.failure(of: error)?.advice != nil)
        }
    }

    @Test("whoever is not verified is told so in Chinese, and what to do")
    func notVerified() throws {
        let service = try #require(
            try MeshFile.parse("services: { evidence: { listen: 'a:1', probes: 'a:2' } }", path: "m").services.first)
        let error = RPCError(.permissionDenied, "no").withReason(Speaker.notVerified, domain: "evidence")
        let failure = Failure(error, from: service)
        #expect(failure.kind == .inputRefused && failure.summary.hasPrefix("您还未实名认证"))
        #expect(failure.advice?.contains("colophon verify-identity") == true)
    }
}
