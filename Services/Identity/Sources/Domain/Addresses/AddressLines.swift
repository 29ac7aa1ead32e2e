internal import MeshKernel

/// The lines of an address of the address book as they were written, before anything was checked.
package struct AddressLines: Sendable, Equatable {
    /// Bounds of the lines.
    package enum Limits {
        /// What its owner calls it.
        package static let labelCharactersMax = 20
        /// Who takes what comes.
        package static let recipientCharactersMax = 50
        /// Province, city and district, each.
        package static let placeCharactersMax = 50
        /// Addresses of one account.
        package static let addressesMax = 20
    }

    /// What its owner calls it; may be empty.
    package var label: String
    /// Who takes what comes.
    package var recipient: String
    /// Their mobile number.
    package var mobile: String
    /// May be empty.
    package var province: String
    /// May be empty.
    package var city: String
    /// May be empty.
    package var district: String
    /// Street and house.
    package var street: String
    /// Six digits; may be empty.
    package var postcode: String

    package init(
        label: String, recipient: String, mobile: String, province: String, city: String, district: String,
        street: String, postcode: String
    ) {
        self.label = label
        self.recipient = recipient
        self.mobile = mobile
        self.province = province
        self.city = city
        self.district = district
        self.street = street
        self.postcode = postcode
    }

    /// The lines in their normal form, or `IdentityError.invalidFields` with every fault.
    package func checked() throws(IdentityError) -> AddressLines {
        var faults: [FieldFault] = []
        func check(_ field: String, _ text: String, _ limit: Int, isNeeded: Bool) {
            guard isNeeded || !text.isEmpty else { return }
            if let reason = TextRule(1...limit).fault(in: text) {
                faults.append(FieldFault(field: field, reason: reason))
            }
        }
        var lines = self
        check("label", label, Limits.labelCharactersMax, isNeeded: false)
        check("recipient", recipient, Limits.recipientCharactersMax, isNeeded: true)
        do throws(FieldFault.Reason) {
            lines.mobile = try MobileNumber(field: mobile).text
        } catch {
            faults.append(FieldFault(field: "mobile", reason: error))
        }
        for (field, text) in [("province", province), ("city", city), ("district", district)] {
            check(field, text, Limits.placeCharactersMax, isNeeded: false)
        }
        check("street", street, PostalAddress.Limits.charactersMax, isNeeded: true)
        if !postcode.isEmpty, Postcode(postcode) == nil {
            faults.append(FieldFault(field: "postcode", reason: .malformed))
        }
        guard faults.isEmpty else { throw .invalidFields(faults) }
        return lines
    }

    /// As they may be shown in lists.
    package var masked: AddressLines {
        var lines = self
        lines.recipient = Masking.name(recipient)
        lines.mobile = Masking.mobile(mobile)
        lines.street = Masking.address(street)
        return lines
    }

    /// For the store: one line each, for none has a line feed.
    package var encoded: [UInt8] {
        Array([label, recipient, mobile, province, city, district, street, postcode].joined(separator: "\n").utf8)
    }

    /// Reads what `encoded` made; nil for anything else.
    package init?(decoding bytes: [UInt8]) {
        let parts = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 8 else { return nil }
        self.init(
            label: parts[0], recipient: parts[1], mobile: parts[2], province: parts[3], city: parts[4],
            district: parts[5], street: parts[6], postcode: parts[7])
    }
}
