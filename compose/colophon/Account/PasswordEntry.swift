import MeshCrypto

/// Gets a password without showing it: from a file that only its owner may read, or typed at a terminal.
enum PasswordEntry {
    private static let fileBytesMax = 4_096

    /// The password in `file`, or as it is typed; `repeated` asks for it twice, and `second` is what was typed then.
    static func password(file: String?, repeated: Bool = false) throws(Failure) -> (first: String, second: String) {
        if let file {
            let password = try self.password(in: file)
            return (password, password)
        }
        guard Terminal.isThere else {
            throw .refused(
                "there is no terminal to type the password at",
                advice: "Name a file that only you can read, with the password in it: --password-file FILE")
        }
        let first = try Terminal.secret("password: ")
        guard repeated else { return (first, first) }
        return (first, try Terminal.secret("password again: "))
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
