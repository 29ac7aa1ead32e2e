import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

@Suite("Judging fields of a dossier", .timeLimit(.minutes(5)))
struct ValidateFieldsTests {
    private func validate(
        _ entries: [(String, String)], _ fields: [String], in room: IdentityRoom,
        authority: IdentityV1.Authority = .henan
    ) async throws -> [IdentityV1.FieldVerdict] {
        try await room.dossiers.validateFields(
            IdentityV1.ValidateFieldsRequest(
                authority: authority,
                entries: entries.map { IdentityV1.DossierEntry(field: $0.0, value: $0.1) }, fields: fields),
            options: room.options()
        ).verdicts
    }

    @Test("each field passes or says why, in the order of the form")
    func verdicts() async throws {
        try await IdentityRoom.run { room in
            let verdicts = try await validate(
                [
                    ("document_kind", "resident_identity_card"), ("document_number", "363636122211112222"),
                    ("holder_kind", "person"), ("real_name", "张老二"), ("postcode", "45000"),
                ], ["postcode", "document_number", "real_name", "document_kind"], in: room)
            #expect(verdicts.map(\.field) == ["document_kind", "real_name", "document_number", "postcode"])
            #expect(verdicts.map(\.passes) == [true, true, false, false])
            #expect(verdicts[3].reason == "MALFORMED" && verdicts[2].reason == "WRONG_CHECK")
            #expect(!verdicts[2].message.isEmpty)
            #expect(try await validate([], [], in: room).count == 34)
        }
    }

    @Test("what is no field, and no authority, is refused")
    func refused() async throws {
        try await IdentityRoom.run { room in
            let refusal = try await room.refusal {
                _ = try await validate([("x", "1")], ["'; --"], in: room, authority: .unspecified)
            }
            #expect(refusal.fieldViolations.map(\.field) == ["authority", "entries[0].field", "fields[0]"])
            let many = try await room.refusal {
                _ = try await validate([], Array(repeating: "mobile", count: 100), in: room)
            }
            #expect(many.fieldViolations.map(\.field) == ["fields"])
        }
    }
}
