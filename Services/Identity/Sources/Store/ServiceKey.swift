internal import MeshKernel
package import MeshStore

/// The service's own data key. It finds accounts by what only they know, so that a stolen store tells neither names nor
/// numbers, makes codes that nobody can try out on a stolen store, and chains the audit.
package struct ServiceKey: Sendable {
    /// Whose data key it is. Accounts' identifiers have no colon.
    static let subject = "service:identity"

    private let key: SubjectKey

    /// The key of a store, made with the first start that it ever had.
    package static func of(_ store: Store) async throws -> ServiceKey {
        if let known = try await store.read({ try $0.subjectKey(subject) }) { return ServiceKey(key: known) }
        return ServiceKey(key: try await store.write { try $0.makeSubjectKey(subject) })
    }

    /// The keyed code of a user name.
    func code(of name: UserName) -> [UInt8] { code(name.key, "accounts", "user_name_code") }

    /// The keyed code of a mobile number.
    func code(of number: MobileNumber) -> [UInt8] { code(number.text, "accounts", "mobile_code") }

    /// The keyed code of an e-mail address.
    func code(of address: EmailAddress) -> [UInt8] { code(address.key, "accounts", "email_code") }

    /// What stands in the place of a number's code for an account whose number was freed; never a number's.
    func code(ofFreed account: Identifier) -> [UInt8] { code("freed\n\(account.text)", "accounts", "mobile_code") }

    /// The keyed code of a mobile number that was invited.
    func code(ofInvited number: MobileNumber) -> [UInt8] { code(number.text, "invitations", "mobile_code") }

    /// The keyed code of the mobile number that a holder is verified with.
    func code(ofClaimed number: MobileNumber) -> [UInt8] { code(number.text, "mobile_claims", "mobile_code") }

    /// The keyed code of a document.
    func code(ofDocument kind: String, number: String) -> [UInt8] {
        code("\(kind)\n\(number)", "holder_versions", "document_code")
    }

    /// Who a code goes to, or where a request for one comes from.
    func code(ofRecipient key: String) -> [UInt8] { code(key, "codes", "recipient") }

    /// Where a request for a code comes from; never the same as a recipient's.
    func code(ofSource source: String) -> [UInt8] { code(source, "sendings", "subject") }

    /// Where a code is tried; never the same as where one is asked for.
    func code(ofTrySource source: String) -> [UInt8] { code(source, "code_tries", "source") }

    /// Where sign-ins through third parties are begun; never the same as where codes are asked for.
    func code(ofFlowSource source: String) -> [UInt8] { code("flow\n" + source, "sendings", "subject") }

    /// Whose namings of holders are counted; never the same as where codes are asked for.
    func code(ofAgent account: Identifier) -> [UInt8] { code("agent\n" + account.text, "sendings", "subject") }

    /// Who is asked for mandates: an account, or the code of a document that is nobody's.
    func code(ofAsked who: String) -> [UInt8] { code("asked\n" + who, "sendings", "subject") }

    /// Whose consents are counted; never the same as where codes are asked for.
    func code(ofConsenting account: Identifier) -> [UInt8] {
        code("consent\n" + account.text, "sendings", "subject")
    }

    /// What an older system calls an account.
    func code(ofImported reference: String) -> [UInt8] { code(reference, "imported_accounts", "reference_code") }

    /// A number that was freed while an imported account was incomplete; another one for every account.
    func code(ofFreed mobile: MobileNumber, importedAs account: Identifier) -> [UInt8] {
        code("\(account.text)\n\(mobile.text)", "imported_accounts", "freed_mobile_codes")
    }

    /// Whom a third party knows.
    func code(of person: ThirdPartyPerson) -> [UInt8] {
        code("\(person.provider.rawValue)\n\(person.subject)", "third_party_links", "subject_code")
    }

    /// What is kept of the word that a user agent keeps of a sign-in, in hexadecimal.
    func code(ofFlow text: String) -> String { Hexadecimal.encode(code(text, "third_party_flows", "flow")) }

    /// What is kept of the word that stands for a registration, in hexadecimal.
    func code(ofRegistration text: String) -> String {
        Hexadecimal.encode(code(text, "third_party_registrations", "registration"))
    }

    /// What an account was signed in to on; another one for every account.
    func code(of device: Device, at account: Identifier) -> [UInt8] {
        code("\(account.text)\n\(device.name)\n\(device.source)", "known_devices", "device_code")
    }

    /// What is kept of a code.
    func digest(of typed: String, for purpose: CodePurpose, to recipient: String) -> [UInt8] {
        code("\(purpose.rawValue)\n\(recipient)\n\(typed)", "codes", "digest")
    }

    /// What failed sign-ins are counted under; `who` is an account's identifier, or a name that was typed.
    func code(of subject: LoginThrottle.Subject, who: String, source: String) -> [UInt8] {
        switch subject {
        case .account: code(who, "throttles", "account")
        case .source: code(source, "throttles", "source")
        case .pair: code("\(source)\n\(who)", "throttles", "pair")
        }
    }

    /// What is kept of a request that may be repeated: it holds what is personal, and passwords.
    func code(ofRequest body: [UInt8]) -> [UInt8] {
        key.blindIndex(body, table: "idempotency", column: "request_hash")
    }

    /// The code of an audit record after the one whose code is `previous`.
    func auditHash(of record: [UInt8], at position: Int64, after previous: [UInt8]) -> [UInt8] {
        key.blindIndex(Self.bytes(position) + previous + record, table: "audit", column: "hash")
    }

    /// The code of how many records there are, and of the last one.
    func auditSeal(records: Int64, last: [UInt8]) -> [UInt8] {
        key.blindIndex(Self.bytes(records) + last, table: "audit_head", column: "seal")
    }

    /// Seals what waits to be sent.
    func seal(_ plain: [UInt8], at place: SealedPlace) throws -> [UInt8] { try key.seal(plain, at: place) }

    /// Opens what waits to be sent.
    func open(_ sealed: [UInt8], at place: SealedPlace) throws -> [UInt8] { try key.open(sealed, at: place) }

    private func code(_ text: String, _ table: String, _ column: String) -> [UInt8] {
        key.blindIndex(Array(text.utf8), table: table, column: column)
    }

    private static func bytes(_ number: Int64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * Int64($0))) }
    }
}
