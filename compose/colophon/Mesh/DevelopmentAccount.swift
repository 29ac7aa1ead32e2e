import FoundationEssentials
import MeshKernel

/// The account that this tool speaks for in development while nobody has signed in: made once for a state folder,
/// then kept.
enum DevelopmentAccount {
    /// The account's id.
    static func id(in folder: StateFolder, ids: IdentifierSource) throws(Failure) -> String {
        let path = folder.path + "/account"
        if let bytes = StateFolder.contents(path) {
            let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
            guard Identifier(text, kind: .account) != nil else {
                throw .refused(
                    "\(path) does not hold an account's id", advice: "Remove it, or name one with --account.")
            }
            return text
        }
        let made = ids.next(.account).text
        try StateFolder.makeFolder(folder.path)
        try StateFolder.replace(path, with: Array((made + "\n").utf8))
        return made
    }
}
