import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("Correcting who is verified", .timeLimit(.minutes(5)))
struct CorrectedKindTests {
    private static let sides = ["portrait_side", "emblem_side", "handheld"]

    private static let house = [
        "holder_kind": "enterprise", "real_name": "", "institution_name": "样书文化有限公司",
        "document_kind": "business_licence", "document_number": "91110000101623741K", "is_long_term": "yes",
        "valid_until": "",
    ]

    private static let person = [
        "holder_kind": "person", "real_name": "张老二", "institution_name": "", "runs_trading_platform": "",
        "document_kind": "resident_identity_card", "document_number": "11010519491231002X", "is_long_term": "no",
        "valid_until": "2041-09-01",
    ]

    /// In review at Henan, given back for the kind of its holder.
    private func givenBack(
        _ room: IdentityRoom, as token: String, with changes: [String: String], pictures: [String]
    ) async throws -> IdentityV1.Dossier {
        let fields = try await room.personInHenan(token).merging(changes) { $1 }
        let dossier = try await room.save(fields, as: token, at: .henan)
        #expect(dossier.faults == [] && dossier.wantedSlots == pictures)
        try await bring(pictures, to: dossier.id, room, as: token)
        _ = try await room.submit(dossier.id, as: token)
        try await room.claim(dossier.id, as: try room.staff())
        try await room.refuse(dossier.id, fields: ["holder_kind"], as: try room.staff())
        return try await room.current(token, at: .henan)
    }

    private func bring(_ slots: [String], to dossier: String, _ room: IdentityRoom, as token: String) async throws {
        let picture = try await room.small()
        for slot in slots {
            _ = try await room.upload(picture, to: slot, of: dossier, as: token, type: "image/jpeg")
        }
    }

    private func blobs(_ room: IdentityRoom) async throws -> Int64? {
        try await room.store.read { try $0.row("SELECT count(*) AS n FROM small_blobs")?.integer("n") }
    }

    @Test("a person who is an institution is told of its pictures, brings them, and those of the person are destroyed")
    func toInstitution() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let due = try await givenBack(room, as: token, with: [:], pictures: Self.sides)
            #expect(due.wantedSlots == Self.sides && due.named == ["holder_kind"])
            // Everything that any holder shows here, the person's first, and nothing that nobody does.
            #expect(due.openSlots == Self.sides + ["licence", "trading_platform_proof"])
            try await room.expect("INVALID_FIELDS") {
                try await bring(["identity_copy"], to: due.id, room, as: token)
            }
            let missing = try await room.refusal { _ = try await room.correct(due.id, Self.house, as: token) }
            #expect(missing.word == "DOCUMENTS_MISSING" && missing.fieldViolations.map(\.field) == ["licence"])
            try await bring(["licence"], to: due.id, room, as: token)
            #expect(try await blobs(room) == 4)
            let corrected = try await room.correct(due.id, Self.house, as: token)
            #expect(corrected.state == .inReview && corrected.round == 2)
            #expect(corrected.documents.map(\.slot) == ["licence"] && corrected.wantedSlots == ["licence"])
            #expect(try await blobs(room) == 1)
            let staff = try room.staff()
            try await room.claim(due.id, as: staff)
            let looked = try await room.look(at: due.id, as: staff)
            #expect(looked.documents.map(\.slot) == ["licence"])
            #expect(!looked.entries.contains { $0.field == "real_name" })
            try await room.approve(due.id, as: staff)
            let account = try await room.accounts.whoAmI(.init(), options: room.options(token)).id
            let holder = try await room.holder(of: account, at: .henan)
            #expect(holder.kind == "enterprise" && holder.maskedName == "样书文化有限公司")
        }
    }

    @Test("an institution that is a person is told of theirs, and its licence is destroyed")
    func toPerson() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let due = try await givenBack(room, as: token, with: Self.house, pictures: ["licence"])
            #expect(due.openSlots == ["licence"] + Self.sides + ["trading_platform_proof"])
            let missing = try await room.refusal { _ = try await room.correct(due.id, Self.person, as: token) }
            #expect(missing.word == "DOCUMENTS_MISSING" && missing.fieldViolations.map(\.field) == Self.sides)
            try await bring(Self.sides, to: due.id, room, as: token)
            let corrected = try await room.correct(due.id, Self.person, as: token)
            #expect(corrected.state == .inReview && corrected.round == 2)
            #expect(Set(corrected.documents.map(\.slot)) == Set(Self.sides) && corrected.wantedSlots == Self.sides)
            #expect(try await blobs(room) == 3)
            try await room.claim(due.id, as: try room.staff())
            try await room.approve(due.id, as: try room.staff())
            let account = try await room.accounts.whoAmI(.init(), options: room.options(token)).id
            #expect(try await room.holder(of: account, at: .henan).kind == "person")
        }
    }

    @Test("what a correction cannot change opens no picture that only others show")
    func closed() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let dossier = try await room.filled(token)
            _ = try await room.submit(dossier.id, as: token)
            let staff = try room.staff()
            try await room.claim(dossier.id, as: staff)
            try await room.refuse(dossier.id, fields: ["real_name"], as: staff)
            #expect(try await room.current(token).openSlots == ["portrait_side", "emblem_side"])
            let refused = try await room.refusal {
                _ = try await room.upload(IdentityRoom.writing(), to: "licence", of: dossier.id, as: token)
            }
            #expect(refused.word == "INVALID_FIELDS" && refused.fieldViolations.map(\.field) == ["slot"])
        }
    }
}
