internal import MeshKernel
internal import MeshStore

/// Where this service's sealed columns stand.
enum SealedPlaces {
    static func userName(_ account: Identifier) -> SealedPlace {
        SealedPlace(table: "accounts", column: "user_name", row: account.text)
    }

    static func mobile(_ account: Identifier) -> SealedPlace {
        SealedPlace(table: "accounts", column: "mobile", row: account.text)
    }

    static func email(_ account: Identifier) -> SealedPlace {
        SealedPlace(table: "accounts", column: "email", row: account.text)
    }

    static func password(_ account: Identifier, number: Int64) -> SealedPlace {
        SealedPlace(table: "passwords", column: "hash", row: account.text, "\(number)")
    }

    static func tokenKey(_ session: Identifier) -> SealedPlace {
        SealedPlace(table: "sessions", column: "token_key", row: session.text)
    }

    static func device(_ session: Identifier) -> SealedPlace {
        SealedPlace(table: "sessions", column: "device", row: session.text)
    }

    static func dossierFields(_ dossier: Identifier) -> SealedPlace {
        SealedPlace(table: "dossiers", column: "fields", row: dossier.text)
    }

    static func dossierReason(_ dossier: Identifier) -> SealedPlace {
        SealedPlace(table: "dossiers", column: "reason", row: dossier.text)
    }

    static func dossierConfirmedEmail(_ dossier: Identifier) -> SealedPlace {
        SealedPlace(table: "dossiers", column: "confirmed_email", row: dossier.text)
    }

    static func documentReading(_ document: Identifier) -> SealedPlace {
        SealedPlace(table: "documents", column: "reading", row: document.text)
    }

    static func holderFacts(_ holder: Identifier, version: Int64) -> SealedPlace {
        SealedPlace(table: "holder_versions", column: "facts", row: holder.text, "\(version)")
    }

    static func profile(_ account: Identifier) -> SealedPlace {
        SealedPlace(table: "profiles", column: "profile", row: account.text)
    }

    static func address(_ address: Identifier) -> SealedPlace {
        SealedPlace(table: "addresses", column: "lines", row: address.text)
    }

    static func formerContact(_ reference: String) -> SealedPlace {
        SealedPlace(table: "former_contacts", column: "contact", row: reference)
    }

    static func thirdPartySubject(_ account: Identifier, _ provider: ThirdParty) -> SealedPlace {
        SealedPlace(table: "third_party_links", column: "subject", row: account.text, provider.rawValue)
    }

    static func flow(_ place: String) -> SealedPlace {
        SealedPlace(table: "third_party_flows", column: "secrets", row: place)
    }

    static func registration(_ place: String) -> SealedPlace {
        SealedPlace(table: "third_party_registrations", column: "subject", row: place)
    }

    static func invited(_ invitation: Identifier) -> SealedPlace {
        SealedPlace(table: "invitations", column: "mobile", row: invitation.text)
    }

    static func mandateNamed(_ mandate: Identifier) -> SealedPlace {
        SealedPlace(table: "mandates", column: "named", row: mandate.text)
    }

    static func mandateReason(_ mandate: Identifier) -> SealedPlace {
        SealedPlace(table: "mandates", column: "reason", row: mandate.text)
    }

    static func institutionName(_ account: Identifier) -> SealedPlace {
        SealedPlace(table: "imported_accounts", column: "institution_name", row: account.text)
    }

    static func codeLetter(_ reference: String) -> SealedPlace {
        SealedPlace(table: "code_letters", column: "letter", row: reference)
    }
}
