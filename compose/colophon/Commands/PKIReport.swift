import MeshCrypto

/// What the `pki` commands say.
struct PKIReport {
    private struct Line: Encodable {
        let outcome: String
        let certificates: [String]
        let reloaded: [String]
        let folder: String
    }

    private let global: GlobalOptions

    init(_ global: GlobalOptions) {
        self.global = global
    }

    /// Says what was done, which certificates were made for it, and which services have taken it up.
    func done(_ outcome: String, files: [String], reloaded: [String] = [], _ lines: String...) {
        if global.json {
            Console.standardOutput.json(
                Line(outcome: outcome, certificates: files, reloaded: reloaded, folder: global.folder.keys))
        } else {
            for line in lines { Console.standardOutput.line(line) }
            if !reloaded.isEmpty {
                Console.standardOutput.line("Taken up by: \(reloaded.joined(separator: ", ")), no connection dropped.")
            }
        }
    }

    /// Says a refusal of the authority in this tool's terms.
    static func refusing<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as CryptoError {
            switch error {
            case .exists(let path):
                throw Failure.refused(
                    "\(path) holds keys already, and none is ever overwritten",
                    advice: "Renew certificates with colophon pki issue; begin anew only by moving the folder away.")
            case .missing, .unreadable, .exposed, .tooLarge, .malformed, .unwritable, .mismatched, .notAuthentic,
                .invalidName, .refused:
                throw Failure.refused("\(error)")
            }
        }
    }
}
