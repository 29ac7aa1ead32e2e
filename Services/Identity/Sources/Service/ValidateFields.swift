internal import MeshKernel

extension IdentityServer {
    /// Judges fields of a dossier, in the order of the form: nil where one passes.
    func validate(_ draft: DossierQuestion) throws -> [(field: DossierField, fault: FieldFault.Reason?)] {
        let (rules, dossier, fields) = try draft.checked()
        let reading = DossierReading(dossier, rules: rules, today: ChinaTime.day(time.wall()))
        return fields.map { ($0, reading.fault(in: $0)) }
    }
}
