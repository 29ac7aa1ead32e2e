/// Why a command did not do what it was asked: one line that names the field, file or peer, one that says what to do.
struct Failure: Error, Equatable {
    /// What kind of failure it is; the raw value is the exit code.
    enum Kind: Int32 {
        case proofFailed = 1
        case inputRefused = 2
        case unreachable = 3
    }

    let kind: Kind
    /// Names what is wrong, and where.
    let summary: String
    /// What to do next; nil when the summary already says it.
    let advice: String?

    static func proof(_ summary: String, advice: String? = nil) -> Failure {
        Failure(kind: .proofFailed, summary: summary, advice: advice)
    }

    static func refused(_ summary: String, advice: String? = nil) -> Failure {
        Failure(kind: .inputRefused, summary: summary, advice: advice)
    }

    static func unreachable(_ summary: String, advice: String? = nil) -> Failure {
        Failure(kind: .unreachable, summary: summary, advice: advice)
    }

    /// Writes the failure to standard error, as text or as one JSON object.
    func report(asJSON: Bool) {
        if asJSON {
            struct Report: Encodable {
                struct Body: Encodable {
                    let exit: Int32
                    let message: String
                    let advice: String?
                }
                let error: Body
            }
            let body = Report.Body(exit: kind.rawValue, message: summary, advice: advice)
            Console.standardError.write(Console.jsonText(Report(error: body)) + "\n")
            return
        }
        let console = Console.standardError
        console.write(console.paint("error: ", .red) + summary + "\n")
        if let advice { console.write("       " + advice + "\n") }
    }
}
