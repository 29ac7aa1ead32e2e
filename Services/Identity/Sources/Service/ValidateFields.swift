internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// What came of a field: what is wrong with it, or nil when it passes, and what is worth knowing of it.
    struct FieldVerdict: Sendable {
        let field: DossierField
        let fault: FieldFault.Reason?
        let note: FieldNote?
    }

    /// Judges fields of a dossier, in the order of the form.
    func validate(_ draft: DossierQuestion) async throws -> [FieldVerdict] {
        let (rules, dossier, fields) = try draft.checked(under: profiles)
        // Only where it is asked about.
        let asksForOffice = [DossierField.officeCity, .office].contains { fields.contains($0) && !dossier[$0].isEmpty }
        let offices = asksForOffice ? try await store.read { try $0.knownOffices(at: rules.authority) } : .none
        let reading = DossierReading(dossier, rules: rules, today: today, offices: offices)
        return fields.map { FieldVerdict(field: $0, fault: reading.fault(in: $0), note: reading.note(on: $0)) }
    }

    /// The words that are promised with each dossier that is handed in at an authority.
    func notice(at authority: Authority?) throws -> ApplicantNotice {
        guard let authority else {
            throw IdentityError.invalidFields([FieldFault(field: "authority", reason: .empty)])
        }
        return ApplicantNotice(profiles[authority])
    }
}
