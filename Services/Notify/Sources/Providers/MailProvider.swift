package import MeshRuntime

/// Takes letters to a mail server. What the server takes is sent; whether it arrives, the server does not say here.
package struct MailProvider: DeliveryProvider {
    private let server: MailServer
    private let from: Address
    private let sender: String
    private let exchanges: OffloadPool
    private let timeoutMilliseconds: Int64

    /// `exchanges` has threads that may wait.
    package init(
        _ server: MailServer, from: Address, sender: String, exchanges: OffloadPool,
        timeoutMilliseconds: Int64 = Limits.exchangeMilliseconds
    ) {
        self.server = server
        self.from = from
        self.sender = sender
        self.exchanges = exchanges
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    package var name: String { "smtp" }
    package var canLookUp: Bool { false }

    package func lookUp(_ parcel: Parcel) async -> LookUp { .never }

    package func deliver(_ parcel: Parcel) async -> AttemptOutcome {
        let message = parcel.message
        let letter = Letter(
            id: message.id, from: from, name: sender, to: message.address, at: message.acceptedAt,
            content: message.content)
        do throws(OffloadError<Never>) {
            return try await exchanges.run { [server, from, timeoutMilliseconds] () throws(Never) in
                Self.outcome(
                    server.hand(
                        over: letter.bytes, from: from.text, to: message.address.text,
                        timeoutMilliseconds: timeoutMilliseconds))
            }
        } catch {
            return .failed(reason: "no thread was free", after: nil)
        }
    }

    /// What a server's answer means for a message (RFC 5321, section 4.2.3).
    package static func outcome(_ outcome: MailServer.Outcome) -> AttemptOutcome {
        switch outcome {
        case .taken: .taken(reference: "")
        // No such mailbox, or none that may be written to: the address is at fault. Of 530 to 539 the login is, which a
        // person can mend.
        case .refused(let reply) where [550, 551, 553, 556].contains(reply): .returned(reason: "reply \(reply)")
        // The recipient's side asks strangers to come again (greylisting), or has no room now.
        case .refused(let reply) where (450...452).contains(reply): .putOff(reason: "reply \(reply)", after: nil)
        case .refused(let reply) where reply < 500 || (530..<540).contains(reply):
            .failed(reason: "reply \(reply)", after: nil)
        case .refused(let reply): .refused(reason: "reply \(reply)")
        case .unreachable(let code): .failed(reason: "unreachable (\(code))", after: nil)
        case .unanswered: .unanswered(reason: "no answer to the letter")
        }
    }
}
