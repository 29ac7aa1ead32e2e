internal import MeshCrypto
package import MeshRuntime

extension IdentityConfiguration {
    /// Who is asked whether name, number and mobile number belong together; staff where nothing is said. `exchanges` has
    /// threads that may wait.
    package func checkedThreeFactors(
        isDevelopment: Bool, exchanges: OffloadPool
    ) throws(ConfigurationError) -> ThreeFactorPolicy {
        guard let threeFactor else { return ThreeFactorPolicy() }
        let contract = try threeFactor.contract(isDevelopment: isDevelopment)
        return ThreeFactorPolicy(
            provider: HTTPThreeFactors(contract, exchanges: exchanges),
            returnsMismatch: threeFactor.returnsMismatch ?? false)
    }
}

extension ThreeFactorSection {
    fileprivate func contract(isDevelopment: Bool) throws(ConfigurationError) -> HTTPThreeFactors.Contract {
        guard Self.isAddress(url, allowsPlain: isDevelopment) else {
            throw Self.invalid("url", "is not https://, a host and a path")
        }
        let fields = [
            ("name_field", nameField ?? "name"), ("number_field", numberField ?? "idCard"),
            ("mobile_field", mobileField ?? "mobile"),
        ]
        for (key, field) in fields where !Self.isWord(field) {
            throw Self.invalid(key, "is not a word of 1 to \(Limits.threeFactorWordBytesMax) letters, digits, _ and -")
        }
        guard Set(fields.map(\.1)).count == fields.count else {
            throw Self.invalid("mobile_field", "names a field of the form twice")
        }
        let place = (answer ?? "data.result").split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard place.allSatisfy(Self.isWord) else {
            throw Self.invalid("answer", "is not a place such as data.result")
        }
        var words: [String: ThreeFactorCheck.Outcome] = [:]
        for (key, said, outcome) in [
            ("consistent", consistent ?? ["1"], ThreeFactorCheck.Outcome.consistent),
            ("inconsistent", inconsistent ?? ["2"], .inconsistent), ("no_record", noRecord ?? ["3"], .noRecord),
        ] {
            for word in said {
                guard !word.isEmpty, words.updateValue(outcome, forKey: word) == nil else {
                    throw Self.invalid(key, "has an empty word, or one that means something else too")
                }
            }
        }
        guard words.values.contains(.consistent), words.values.contains(.inconsistent) else {
            throw Self.invalid("consistent", "and inconsistent have a word each")
        }
        return HTTPThreeFactors.Contract(
            url: url, key: try secret(), nameField: fields[0].1, numberField: fields[1].1, mobileField: fields[2].1,
            place: place, words: words)
    }

    private static func invalid(_ key: String, _ reason: String) -> ConfigurationError {
        .invalid(place: "configuration", path: "identity.three_factor.\(key)", reason: reason)
    }

    private static func isAddress(_ text: String, allowsPlain: Bool) -> Bool {
        guard let scheme = ["https://", allowsPlain ? "http://" : "https://"].first(where: text.hasPrefix) else {
            return false
        }
        let rest = text.dropFirst(scheme.count)
        let isPlain = rest.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        let host = rest.prefix { $0 != "/" && $0 != "?" }
        return isPlain && !host.isEmpty && !host.contains("@") && !rest.contains("#")
            && text.utf8.count <= Limits.threeFactorAddressBytesMax
    }

    private static func isWord(_ text: String) -> Bool {
        (1...Limits.threeFactorWordBytesMax).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// The first line of a file that only its owner may read.
    private func secret() throws(ConfigurationError) -> String {
        let bytes: [UInt8]
        do throws(CryptoError) {
            bytes = try FileBytes.readPrivate(secretFile)
        } catch {
            throw Self.invalid("secret_file", "\(error)")
        }
        let line = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        guard Self.isWord(line) else { throw Self.invalid("secret_file", "does not begin with a key") }
        return line
    }
}
