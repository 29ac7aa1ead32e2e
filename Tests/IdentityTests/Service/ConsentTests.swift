import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Consents", .timeLimit(.minutes(5)))
struct ConsentTests {
    private func given(_ room: IdentityRoom, as token: String) async throws -> [IdentityV1.Consent] {
        try await room.consents.listConsents(.init(), options: room.options(token)).consents
    }

    private func audited(_ room: IdentityRoom) async throws -> [String] {
        try await room.store.read { snapshot in
            try snapshot.rows("SELECT action, object FROM audit WHERE action LIKE 'consent%' ORDER BY position").map {
                "\(try $0.text("action")) \(try $0.text("object"))"
            }
        }
    }

    @Test("a picture of a document and one of a face each wait for a consent of their own; a licence waits for none")
    func asked() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.save(["holder_kind": "person"], as: token, at: .cpcc)
            func refused(_ slot: String, _ kind: String) async throws {
                let refusal = try await room.refusal {
                    _ = try await room.upload(
                        IdentityRoom.writing(), to: slot, of: dossier.id, as: token, consents: false)
                }
                #expect(refusal.word == "CONSENT_MISSING" && refusal.code == .failedPrecondition)
                #expect(
                    refusal.fieldViolations.map { "\($0.field) \($0.description)" } == ["consent to \(kind) is needed"])
            }
            try await refused("handheld", "face")
            try await refused("identity_copy", "identity_document")
            let first = try await room.consent(to: .identityDocument, as: token)
            #expect(first.holds && first.wording == "identity_document-1" && first.givenAt != nil)
            _ = try await room.upload(
                IdentityRoom.writing(), to: "identity_copy", of: dossier.id, as: token, consents: false)
            try await refused("handheld", "face")
            _ = try await room.consent(to: .face, as: token)
            _ = try await room.upload(
                IdentityRoom.writing(), to: "handheld", of: dossier.id, as: token, consents: false)
            // The same again changes nothing.
            #expect(try await room.consent(to: .identityDocument, as: token) == first)
            #expect(try await given(room, as: token).map(\.wording) == ["identity_document-1", "face-1"])
            #expect(try await audited(room) == ["consent_given identity_document-1", "consent_given face-1"])
            let other = try await room.applicant("otherfox", mobile: "13987654321")
            #expect(try await given(room, as: other) == [])
            let licence = try await room.save(["holder_kind": "enterprise"], as: other)
            _ = try await room.upload(IdentityRoom.writing(), to: "licence", of: licence.id, as: other, consents: false)
        }
    }

    @Test("the words come in Chinese and English with their version and pictures; no others can be consented to")
    func words() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let wordings = try await room.consents.listConsents(.init(), options: room.options(token)).wordings
            #expect(wordings.map(\.version) == ["identity_document-1", "face-1"])
            #expect(wordings.map(\.slots) == [["portrait_side", "emblem_side", "identity_copy"], ["handheld"]])
            for wording in wordings {
                #expect(wording.textZh.contains("单独同意") && wording.textZh.contains("撤回"))
                #expect(wording.textEn.contains("withdraw") && !wording.textZh.contains("\n"))
            }
            for (kind, wording, field) in [
                (.unspecified, "face-1", "kind"), (.face, "", "wording"), (.face, "identity_document-1", "wording"),
                (.face, "face-2", "wording"),
            ] as [(IdentityV1.ConsentKind, String, String)] {
                let refusal = try await room.refusal {
                    _ = try await room.consents.giveConsent(
                        .init(kind: kind, wording: wording), options: room.options(token))
                }
                #expect(refusal.fieldViolations.map(\.field) == [field])
            }
            #expect(try await given(room, as: token) == [])
        }
    }

    /// Consents once more, and takes it back.
    private func again(_ room: IdentityRoom) async throws {
        let token = try await room.logIn().accessToken
        _ = try await room.consent(to: .identityDocument, as: token)
        _ = try await room.consents.withdrawConsent(.init(kind: .identityDocument), options: room.options(token))
    }

    @Test("an account gives so many consents an hour and a day; what stands is listed however many came after it")
    func bounded() async throws {
        try await IdentityRoom.run { room in
            _ = try await room.applicant()
            let face = try await room.consent(to: .face, as: try await room.logIn().accessToken)
            for _ in 0..<4 { try await again(room) }
            let hour = try await room.refusal { try await again(room) }
            #expect(hour.word == "TOO_BUSY" && hour.retryDelay == .seconds(3_600))
            // What stands already is given once more for nothing.
            let token = try await room.logIn().accessToken
            #expect(try await room.consent(to: .face, as: token) == face)
            room.time.advance(by: .seconds(3_600))
            for _ in 0..<5 { try await again(room) }
            room.time.advance(by: .seconds(3_600))
            #expect(try await room.refusal { try await again(room) }.retryDelay == .seconds(86_400 - 2 * 3_600))
            #expect(try await given(room, as: try await room.logIn().accessToken).count == 10)
            // A store from before that.
            _ = try await room.store.write { transaction in
                for number in 11...300 {
                    try transaction.execute(
                        """
                        INSERT INTO consents SELECT account, ?, kind, wording, given_at, withdrawn_at FROM consents
                        WHERE number = 2
                        """, .integer(Int64(number)))
                }
            }
            let last = try await given(room, as: try await room.logIn().accessToken)
            #expect(last.count == 101 && last.first == face && last.dropFirst().allSatisfy { !$0.holds })
        }
    }

    @Test("a consent to words that do not count any more holds no longer, and the new one ends it")
    func newWords() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            _ = try await room.consent(to: .identityDocument, as: token)
            _ = try await room.store.write { try $0.execute("UPDATE consents SET wording = 'identity_document-0'") }
            #expect(try await given(room, as: token).map(\.holds) == [false])
            let dossier = try await room.save(["holder_kind": "person"], as: token)
            try await room.expect("CONSENT_MISSING") {
                _ = try await room.upload(
                    IdentityRoom.writing(), to: "portrait_side", of: dossier.id, as: token, consents: false)
            }
            _ = try await room.consent(to: .identityDocument, as: token)
            #expect(try await given(room, as: token).map(\.holds) == [false, true])
            #expect(try await given(room, as: token).map { $0.withdrawnAt != nil } == [true, false])
        }
    }

    @Test("taken back, its pictures are destroyed, a dossier with staff is taken back, and other pictures stay")
    func withdrawn() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.applicant()
            let dossier = try await room.filled(token)
            _ = try await room.submit(dossier.id, as: token)
            try await room.claim(dossier.id, as: try room.staff())
            // A draft elsewhere, of which the face rests on the other consent.
            let draft = try await room.save(["holder_kind": "person"], as: token, at: .cpcc)
            for slot in ["identity_copy", "handheld"] {
                _ = try await room.upload(IdentityRoom.writing(), to: slot, of: draft.id, as: token)
            }
            #expect(FileTree.files(below: room.temporary.folder.file("blobs")).count == 4)
            func withdraw() async throws -> IdentityV1.WithdrawConsentResponse {
                try await room.consents.withdrawConsent(
                    .init(kind: .identityDocument), options: room.options(token))
            }
            let withdrawn = try await withdraw()
            #expect(withdrawn.picturesDestroyed == 3 && withdrawn.dossiersWithdrawn == [dossier.id])
            #expect(FileTree.files(below: room.temporary.folder.file("blobs")).count == 1)
            #expect(try await room.current(token).state == .withdrawn)
            #expect(try await room.claims() == 0)
            let left = try await room.current(token, at: .cpcc)
            #expect(left.state == .draft && left.documents.map(\.slot) == ["handheld"])
            #expect(try await room.accounts.whoAmI(.init(), options: room.options(token)).verification == .unverified)
            try await room.expect("DOSSIER_STATE") { try await room.approve(dossier.id, as: try room.staff()) }
            // Once more, and what was never given, changes nothing.
            #expect(try await withdraw() == IdentityV1.WithdrawConsentResponse())
            #expect(try await audited(room).last == "consent_withdrawn identity_document-1")
            #expect(try await room.server.checkAudit() > 0)
            try await room.expect("CONSENT_MISSING") {
                _ = try await room.upload(
                    IdentityRoom.writing(), to: "identity_copy", of: draft.id, as: token, consents: false)
            }
        }
    }

    @Test("a verification that was completed stands when its consent is taken back, without the pictures")
    func verified() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let dossier = try await room.filled(token)
            _ = try await room.submit(dossier.id, as: token)
            let staff = try room.staff()
            try await room.claim(dossier.id, as: staff)
            try await room.approve(dossier.id, as: staff)
            let withdrawn = try await room.consents.withdrawConsent(
                .init(kind: .identityDocument), options: room.options(token))
            #expect(withdrawn.picturesDestroyed == 2 && withdrawn.dossiersWithdrawn == [])
            let account = try await room.accounts.whoAmI(.init(), options: room.options(token))
            #expect(account.verification == .verified)
            #expect(try await room.holder(of: account.id).version == 1)
            #expect(FileTree.files(below: room.temporary.folder.file("blobs")) == [])
            let parts = try await room.privacy.exportSubject(
                .init(password: IdentityRoom.password), options: room.options(token)
            ) { responses in
                var parts: [IdentityV1.SubjectExportPart] = []
                for try await part in responses where part.section == "consent" { parts.append(part) }
                return parts
            }
            func values(_ name: String) -> [String?] {
                parts.map { part in part.items.first { $0.name == name }?.value }
            }
            #expect(
                values("kind") == ["identity_document", "face"]
                    && values("wording") == ["identity_document-1", "face-1"])
            #expect(values("withdrawn_at").map { $0?.isEmpty } == [false, true])
            // What was consented to outlives the account, without its name.
            _ = try await room.privacy.eraseSubject(
                .init(password: IdentityRoom.password), options: room.options(token))
            let kept = try await room.store.read { try $0.row("SELECT count(*) AS n FROM consents")?.integer("n") }
            #expect(kept == 2)
        }
    }
}
