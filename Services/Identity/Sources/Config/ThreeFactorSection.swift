/// Who says whether name, identity number and mobile number belong together, in the configuration file. What services call
/// their form's fields and answers differs and is theirs to say; the values when absent are those of one of them.
package struct ThreeFactorSection: Sendable, Decodable {
    /// Where the service is; `http` only in development.
    package var url: String
    /// Path of the file with the customer's key, which only its owner may read.
    package var secretFile: String
    /// The form's field for the name; `name` when absent.
    package var nameField: String?
    /// The form's field for the identity number; `idCard` when absent.
    package var numberField: String?
    /// The form's field for the mobile number; `mobile` when absent.
    package var mobileField: String?
    /// Where the answer's word stands, members joined by dots; `data.result` when absent.
    package var answer: String?
    /// The words that mean that they belong together; `1` when absent.
    package var consistent: [String]?
    /// The words that mean that they do not; `2` when absent.
    package var inconsistent: [String]?
    /// The words that mean that nothing is known; `3` when absent.
    package var noRecord: [String]?
    /// Whether a dossier that does not match is given back by itself; no when absent: staff decide.
    package var returnsMismatch: Bool?
}
