import MeshAPI

/// Has whoever hands in a dossier read the authority's notice and promise to keep to it.
struct NoticeEntry {
    /// The field that names what was promised.
    static let field = "promise"

    private let calls: DossierCalls
    /// Whether it was said on the command line that they promise.
    private let isPromised: Bool
    private let isSilent: Bool

    init(_ calls: DossierCalls, isPromised: Bool, isSilent: Bool) {
        self.calls = calls
        self.isPromised = isPromised
        self.isSilent = isSilent
    }

    /// The version of the notice, once it was promised.
    func promise() async throws -> String {
        let notice = try await calls.notice()
        if !isPromised {
            guard Terminal.isThere else {
                throw Failure.refused(
                    "the notice must be read and promised", advice: Self.words(notice) + "\n       " + Self.option)
            }
            Console.standardError.line(Self.words(notice))
            let answer = try Terminal.line("Do you promise this? yes or no 我承诺: ")
            guard ["yes", "y", "是", "我承诺", "承诺"].contains(answer.lowercased().filter({ !$0.isWhitespace })) else {
                throw Failure.refused(
                    "without this promise nothing is handed in",
                    advice: "What was said is kept: colophon verify-identity asks again.")
            }
        }
        if !isSilent { Console.standardError.line("promised  \(notice.version)") }
        return notice.version
    }

    /// What to say on a command line, and what is promised by it.
    func advice() async throws -> String { Self.option + "\n       " + Self.words(try await calls.notice()) }

    private static let option = "--promise: that you have read the notice and promise it"

    private static func words(_ notice: IdentityV1.Notice) -> String {
        (notice.textZh + "\n" + notice.textEn).split(separator: "\n").joined(separator: "\n       ")
    }
}
