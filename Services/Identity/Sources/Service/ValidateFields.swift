internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Judges fields of a dossier, in the order of the form: nil where one passes.
    func validate(_ draft: DossierQuestion) async throws -> [(field: DossierField, fault: FieldFault.Reason?)] {
        let (rules, dossier, fields) = try draft.checked(under: profiles)
        // Only where it is asked about.
        let offices =
            fields.contains(.office) && !dossier[.office].isEmpty
            ? try await store.read { try $0.knownOffices(at: rules.authority) } : .none
        let reading = DossierReading(dossier, rules: rules, today: today, offices: offices)
        return fields.map { ($0, reading.fault(in: $0)) }
    }
}
