import Evidence
import MeshRPC

extension Failure {
    /// What a refusal of evidence means to a person at a terminal, with what to do next; nil for what is no refusal of its own.
    static func evidence(_ error: RPCError, from service: MeshFile.Service) -> Failure? {
        guard let told = error.reason, told.domain == RefusalReason.domain,
            let reason = RefusalReason(rawValue: told.reason)
        else { return nil }
        let plain = Failure(error, from: service)
        let (kind, advice) = (reason.standsUntilMended ? .inputRefused : plain.kind, reason.advice)
        let summary =
            reason.standsUntilMended ? "\(service.name) refused: \(error.message) (\(told.reason))" : plain.summary
        let again = kind == .unreachable ? error.retryDelay : nil
        return Failure(
            kind: kind, summary: summary,
            advice: reason == .notVerified
                ? plain.advice : lines([advice, again.map { "Try again in \(Quantity.duration($0))." }]))
    }
}

extension RefusalReason {
    /// Whether the same call is refused until somebody has done something about it, though its status sounds like a load
    /// that passes.
    fileprivate var standsUntilMended: Bool {
        switch self {
        case .noCredit, .creditExpired, .tooManyOrders, .keptBytesFull, .tooManyVersions, .copyrightChanged,
            .chainTooLong, .bundleTooLarge:
            true
        default: false
        }
    }

    /// What to do next.
    fileprivate var advice: String {
        switch self {
        case .noCredit, .creditExpired, .tooManyOrders, .keptBytesFull, .invalidSupplier, .invalidOrder,
            .orderNotFound:
            credits
        case .invalidTitle, .invalidProject, .projectNotFound, .invalidCopyright, .copyrightNotFound,
            .copyrightChanged, .tooManyVersions, .chainEmpty, .chainTooLong:
            projects
        case .invalidFiling, .invalidFilingState, .filingNotFound, .renewalTooEarly: filings
        case .invalidName, .emptyFile, .fileTooLarge, .sizeMismatch, .digestMismatch, .tooManyFiles, .uploadSilent,
            .tooManyUploads, .bundleTooLarge:
            files
        case .invalidEvidence, .evidenceNotFound, .erased, .digestNotFound, .invalidQuestion, .tooManyQuestions,
            .invalidDigest, .custodyBroken, .invalidAccount, .invalidTimeRange, .notVerified, .pairNotFound,
            .invalidPair, .invalidVerdict:
            questions
        case .timeNotAvailable, .timestampFailed, .tooBusy, .storageFull, .storageFailed, .holderUnknown: service
        case .otherLog, .invalidRenewal, .logNotFound, .invalidLogEntry, .invalidLogSize, .leafNotFound, .logFrozen,
            .logDisputed, .formerUnreachable, .noWitnesses, .notWitnessed, .logBroken:
            log
        case .invalidMediaType, .invalidWait, .invalidPageSize, .invalidPageToken, .streamOrder, .invalidChunk,
            .invalidStage, .invalidClientStatement, .idempotencyKeyMissing, .idempotencyKeyInvalid,
            .idempotencyKeyReused:
            tool
        }
    }

    private var credits: String {
        switch self {
        case .noCredit, .creditExpired:
            "See your packs: colophon credits. One of the staff gives another: colophon credits grant --quantity N ACCOUNT"
        case .tooManyOrders:
            "See which are good, and until when: colophon credits list. One that is used up makes room."
        case .keptBytesFull:
            "Seal it without its bytes: colophon seal --hash-only FILE. Or free some: colophon item erase --destroy-for-good ITEM"
        case .invalidSupplier: "See who supplies packs: colophon credits suppliers"
        default: "See which there are: colophon credits list. What a new one may be: colophon credits grant --help"
        }
    }

    private var projects: String {
        switch self {
        case .invalidTitle: "Say another title, of 1 to 200 characters on one line."
        case .invalidCopyright: "Correct the file, then: colophon project settings PROJECT --file FACTS.yaml"
        case .copyrightNotFound: "Set them first: colophon project settings PROJECT --file FACTS.yaml"
        case .copyrightChanged: "Look at them (colophon project show PROJECT), then say that --expected-version."
        case .tooManyVersions: "Begin another project for what is still to come: colophon project create TITLE"
        case .chainEmpty: "Seal something in it first: colophon seal --project PROJECT FILE"
        case .chainTooLong:
            "The bundle of each item proves it by itself. Seal what is still to come in another project."
        default: "See which there are: colophon call evidence/ListProjects"
        }
    }

    private var filings: String {
        switch self {
        case .invalidFiling: "See what an application says: colophon filing apply --help"
        case .renewalTooEarly: "See when it ends, and renew it nearer to that: colophon filing show FILING"
        default: "See which there are: colophon filing list"
        }
    }

    private var files: String {
        switch self {
        case .invalidName: "Give the file another name, and seal it again."
        case .emptyFile: "Write something into it first."
        case .fileTooLarge: "Split it, and seal its parts."
        case .tooManyFiles: "Seal them in several calls."
        case .bundleTooLarge: "The item stands in the log all the same: colophon item find NUMBER"
        case .uploadSilent, .tooManyUploads: "Repeat the command: it asks about the same submission."
        default: "The file may have changed while it was read: repeat the command."
        }
    }

    private var questions: String {
        switch self {
        case .invalidEvidence: "Say its number, e.g. EV-2026-7K3QX-M0ZT5-9WB4C, or its id, evd_ and a UUIDv7."
        case .evidenceNotFound:
            "It is not there, or another account's: colophon whoami. Anybody finds a seal: colophon item find NUMBER"
        case .erased: "Nothing brings it back. A bundle that was fetched before still proves it: colophon verify"
        case .digestNotFound: "Look whether it is the very file that was sealed: one changed byte makes it another."
        case .invalidQuestion, .invalidDigest:
            "Ask by a number, sha256: or sm3: with 64 hexadecimal digits, or a file: colophon item find"
        case .tooManyQuestions: "Ask fewer at a time."
        case .custodyBroken:
            "See from which record on: colophon item custody ITEM. Whoever runs the mesh must look at it."
        case .invalidAccount: "Say the account's id, acc_ and a UUIDv7: colophon whoami"
        case .invalidTimeRange: "Say times of the years 1 to 9999, the earlier one first."
        case .notVerified: "Verify it, once: colophon verify-identity"
        default: "See what there is: colophon describe colophon.evidence.v1.Similarity"
        }
    }

    private var service: String {
        switch self {
        case .timeNotAvailable: "Whoever runs the mesh has its clock synchronised; then repeat the command."
        case .holderUnknown: "identity must answer first, see whether it runs: colophon status"
        case .storageFull: "Whoever runs the mesh makes room on its disk; then repeat the command."
        default: "Repeat the command. How the service is: colophon status"
        }
    }

    private var log: String {
        switch self {
        case .otherLog: "The bundle proves what it did; bundles of the log that grows are renewed."
        case .invalidRenewal: "The bundle is of another log, or of more of it than there is: colophon log checkpoint"
        case .logNotFound, .leafNotFound: "See which log this is: colophon log checkpoint"
        case .invalidLogEntry, .invalidLogSize: "See how many entries there are: colophon log checkpoint"
        case .logFrozen: "What was sealed stays proven. Seal where whoever runs this log has another one."
        case .noWitnesses: "Whoever runs the mesh names some: witnesses and quorum, under evidence in the mesh file."
        case .notWitnessed: "Add the witnesses' times later: colophon bundle renew BUNDLE"
        case .formerUnreachable: "Repeat the command when the log before this one can be asked: colophon status"
        default: "Whoever runs the mesh looks first: colophon log fsck"
        }
    }

    private var tool: String {
        switch self {
        case .invalidStage: "Say conception, draft, revision, final or publication: --stage STAGE"
        case .idempotencyKeyMissing, .idempotencyKeyInvalid, .idempotencyKeyReused:
            "Leave --key out: then each call has one of its own."
        case .invalidPageSize, .invalidPageToken: "Ask from the first page on: leave page_token out."
        default: "This tool and the service may be of two versions: build both anew, then colophon up."
        }
    }
}
