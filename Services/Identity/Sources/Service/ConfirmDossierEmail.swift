internal import MeshKernel
internal import MeshStore

extension IdentityServer {
    /// Sends a code to the e-mail address that a dossier is to name; it is good for that address and this account alone.
    func requestDossierEmailCode(
        to text: String, at authority: Authority?, of account: Identifier, from origin: CallOrigin
    ) async throws -> RequestedCode {
        var faults: [FieldFault] = []
        if authority == nil { faults.append(FieldFault(field: "authority", reason: .empty)) }
        if let authority, !profiles[authority].asksForEmailCode {
            faults.append(FieldFault(field: "authority", reason: .notAsked))
        }
        let recipient = CodeDraft.Address.email(text).checked(&faults)
        guard faults.isEmpty, let recipient else { throw IdentityError.invalidFields(faults) }
        return try await issueCode(
            for: .dossierEmail, to: recipient, boundTo: account.text, from: origin
        ) { transaction in
            guard try transaction.account(account)?.state == .active else { throw IdentityError.accountNotFound }
            return true
        }
    }
}

extension Transaction {
    /// Writes fields into a dossier. A code among them is tried for the address that stands there then, and confirms it when
    /// it is the one that was sent; a form that saves the same again and again tries it once. Another address without a code
    /// empties the field of the code, which is asked for again.
    func write(
        _ written: [DossierField: String], into dossier: inout Dossier, spendsCode spends: Bool, key: ServiceKey
    ) throws {
        let before = dossier.draft
        dossier.draft = before.writing(written)
        let isMoved = dossier.draft[.email] != before[.email]
        guard let typed = written[.emailCode] else {
            if isMoved { dossier.draft[.emailCode] = "" }
            return
        }
        guard isMoved || typed != before[.emailCode], dossier.rules.asksForEmailCode, OneTimeCode.isWellFormed(typed),
            let address = EmailAddress(dossier.draft[.email]), dossier.confirmedEmail != address.key
        else { return }
        let isRight = try tryCode(
            typed, for: .dossierEmail, recipient: .email(address), boundTo: dossier.account.text, spends: spends,
            key: key)
        if isRight { dossier.confirmedEmail = address.key }
    }
}
