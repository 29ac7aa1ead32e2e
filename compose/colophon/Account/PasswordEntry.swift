import MeshCrypto

/// Gets a password without showing it: from a file that only its owner may read, or typed at a terminal.
enum PasswordEntry {
    private static let fileBytesMax = 4_096

    /// The password in `file`, or as it is typed; a new one is typed twice.
    static func password(file: String?, isNew: Bool = false) throws(Failure) -> String {
        if let file { return try password(in: file) }
        guard Terminal.isThere else {
            throw .refused(
                "there is no terminal to type the password at",
                advice: "Name a file that only you can read, with the password in it: --password-file FILE")
        }
        let password = try Terminal.secret("password: ")
        guard isNew else { return password }
        guard try Terminal.secret("password again: ") == password else {
            throw .refused("the password was not the same when it was typed again", advice: "Repeat the command.")
        }
        return password
    }

    /// The first line of a file.
    private static func password(in file: String) throws(Failure) -> String {
        let bytes: [UInt8]
        do throws(CryptoError) {
            bytes = try FileBytes.readPrivate(file, limitBytes: fileBytesMax)
        } catch .missing {
            throw .refused("--password-file: \(file) is not there")
        } catch .exposed(_, let mode) {
            throw .refused(
                "--password-file: \(file) may be read by others (mode \(String(mode, radix: 8)))",
                advice: "Keep it to yourself: chmod 600 \(file)")
        } catch {
            throw .refused("--password-file: \(error)")
        }
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard !line.isEmpty, let password = String(validating: line, as: UTF8.self) else {
            throw .refused("--password-file: the first line of \(file) is no password, which is text in UTF-8")
        }
        return password
    }
}
