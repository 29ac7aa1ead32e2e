package import MeshKernel

/// The number of a document in its normal form, checked as its kind allows.
package struct DocumentNumber: Sendable, Hashable {
    /// Bounds of numbers that no rule is known for.
    package enum Limits {
        /// No known document has longer ones.
        package static let charactersMax = 40
    }

    /// What kind of document bears it.
    package let kind: DocumentKind
    /// In its normal form: letters are capital ones.
    package let text: String

    /// Checks `text` by what is known of `kind`; `today` is the day in China.
    package init(_ text: String, kind: DocumentKind, today: CivilDate) throws(FieldFault.Reason) {
        if let fault = TextRule(1...Limits.charactersMax).fault(in: text) { throw fault }
        self.kind = kind
        switch kind {
        case .residentIdentityCard: self.text = try Self.resident(text, today)
        case .passport: self.text = try Self.shaped(text, Self.isPassport)
        case .hongKongMacaoPermit: self.text = try Self.shaped(text, Self.isHongKongMacaoPermit)
        case .taiwanPermit: self.text = try Self.shaped(text, Self.isTaiwanPermit)
        case .creditCodeCertificate: self.text = try Self.creditCode(text)
        case .businessLicence: self.text = try Self.licence(text)
        // Their certificates bear the credit code since 2016, and older numbers without a check before.
        case .publicInstitutionCertificate, .socialGroupCertificate:
            self.text = text.utf8.count == 18 ? try Self.creditCode(text) : text.uppercased()
        case .officerCard, .soldierCard, .civilCadreCard, .otherPersonal, .otherInstitutional:
            self.text = text.uppercased()
        }
    }

    /// Trusts both: for values read back from one's own store.
    package init(stored text: String, kind: DocumentKind) {
        self.kind = kind
        self.text = text
    }

    /// As it may be shown to others.
    package var masked: String { Masking.identityNumber(text) }

    private static func resident(_ text: String, _ today: CivilDate) throws(FieldFault.Reason) -> String {
        do throws(ResidentNumber.Fault) {
            return try ResidentNumber(text, today: today).text
        } catch {
            switch error {
            case .malformed: throw .malformed
            case .unknownRegion: throw .unknownRegion
            case .impossibleBirth: throw .impossibleBirth
            case .wrongCheck: throw .wrongCheck
            }
        }
    }

    private static func creditCode(_ text: String) throws(FieldFault.Reason) -> String {
        do throws(CreditCode.Fault) {
            return try CreditCode(text).text
        } catch {
            switch error {
            case .malformed: throw .malformed
            case .wrongCheck: throw .wrongCheck
            }
        }
    }

    /// The credit code, or the fifteen digits of licences from before it.
    private static func licence(_ text: String) throws(FieldFault.Reason) -> String {
        guard text.utf8.count == 15 else { return try creditCode(text) }
        do throws(BusinessRegistrationNumber.Fault) {
            return try BusinessRegistrationNumber(text).text
        } catch {
            switch error {
            case .malformed: throw .malformed
            case .wrongCheck: throw .wrongCheck
            }
        }
    }

    private static func shaped(
        _ text: String, _ fits: ([UInt8]) -> Bool
    ) throws(FieldFault.Reason) -> String {
        let capital = text.uppercased()
        guard fits(Array(capital.utf8)) else { throw .malformed }
        return capital
    }

    /// Five to nine letters and digits with a digit among them: what a passport's machine-readable line has room for
    /// (ICAO 9303, part 4).
    private static func isPassport(_ bytes: [UInt8]) -> Bool {
        (5...9).contains(bytes.count) && bytes.allSatisfy { isDigit($0) || isCapital($0) }
            && bytes.contains(where: isDigit)
    }

    /// H or M, eight digits, and two more on older cards that count the renewals.
    private static func isHongKongMacaoPermit(_ bytes: [UInt8]) -> Bool {
        [9, 11].contains(bytes.count) && (bytes[0] == UInt8(ascii: "H") || bytes[0] == UInt8(ascii: "M"))
            && bytes.dropFirst().allSatisfy(isDigit)
    }

    /// Eight digits, and two more on older booklets that count the renewals.
    private static func isTaiwanPermit(_ bytes: [UInt8]) -> Bool {
        [8, 10].contains(bytes.count) && bytes.allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isCapital(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
}
