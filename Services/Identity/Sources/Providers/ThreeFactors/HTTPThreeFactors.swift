package import MeshRuntime

/// Asks a service of the kind that Alibaba Cloud's market has many of: a form is posted with a key in the header
/// `Authorization: APPCODE …`, and a word of a JSON answer says what it found. What the form's fields, that word's place and
/// its values are called differs from one to the next.
package struct HTTPThreeFactors: ThreeFactorProvider {
    /// What is agreed with the service.
    package struct Contract: Sendable, Equatable {
        /// Where it is.
        package var url: String
        /// The key of the customer.
        package var key: String
        /// Name of the form's field for a person's name.
        package var nameField: String
        /// Name of the form's field for the number of the identity card.
        package var numberField: String
        /// Name of the form's field for the mobile number.
        package var mobileField: String
        /// Where the word stands in the answer, member below member.
        package var place: [String]
        /// What the words mean.
        package var words: [String: ThreeFactorCheck.Outcome]

        package init(
            url: String, key: String, nameField: String, numberField: String, mobileField: String, place: [String],
            words: [String: ThreeFactorCheck.Outcome]
        ) {
            self.url = url
            self.key = key
            self.nameField = nameField
            self.numberField = numberField
            self.mobileField = mobileField
            self.place = place
            self.words = words
        }
    }

    private let contract: Contract
    private let exchanges: OffloadPool
    private let timeoutMilliseconds: Int64

    /// `exchanges` has threads that may wait; who made it closes it.
    package init(
        _ contract: Contract, exchanges: OffloadPool, timeoutMilliseconds: Int64 = Limits.threeFactorMilliseconds
    ) {
        self.contract = contract
        self.exchanges = exchanges
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    package var name: String { "http" }
    package var firstOutcome: ThreeFactorCheck.Outcome { .pending }

    package func check(_ claim: ThreeFactorClaim) async -> ThreeFactorAnswer {
        do throws(OffloadError<Never>) {
            return try await exchanges.run { [contract, timeoutMilliseconds] () throws(Never) in
                Self.ask(claim, contract, timeoutMilliseconds)
            }
        } catch {
            return .failed(reason: "no thread was free")
        }
    }

    private static func ask(
        _ claim: ThreeFactorClaim, _ contract: Contract, _ timeoutMilliseconds: Int64
    ) -> ThreeFactorAnswer {
        let form = FormParameters([
            (contract.nameField, claim.name), (contract.numberField, claim.number),
            (contract.mobileField, claim.mobile),
        ])
        do throws(HTTPRequest.Failure) {
            let answer = try HTTPRequest(
                posting: Array(form.encoded.utf8), as: "application/x-www-form-urlencoded; charset=UTF-8",
                to: contract.url, timeoutMilliseconds: timeoutMilliseconds,
                answerBytesMax: Limits.threeFactorAnswerBytesMax,
                headers: [HTTPRequest.Header(name: "Authorization", value: "APPCODE \(contract.key)")]
            ).send()
            guard answer.status == 200 else { return .failed(reason: "status \(answer.status)") }
            guard var word = JSONDocument(answer.body) else { return .failed(reason: "the answer is not JSON") }
            for member in contract.place {
                guard let next = word[member] else { return .failed(reason: "the answer has no such word") }
                word = next
            }
            // What it was is not said: it may be what was asked, sent back.
            guard let text = word.text, let outcome = contract.words[text] else {
                return .failed(reason: "the answer's word is not one that was agreed")
            }
            return .outcome(outcome)
        } catch {
            switch error {
            case .timedOut: return .failed(reason: "no answer in time")
            case .answerTooLarge: return .failed(reason: "the answer is too large")
            case .unreachable(let code): return .failed(reason: "unreachable (\(code))")
            }
        }
    }
}
