internal import MeshKernel
internal import MeshStore

/// Codes that wait to be sent: a job each, beside which the letter lies sealed until it is sent.
enum CodeJobs {
    static let kind = "code"
}

extension Snapshot {
    /// A letter that waits to be sent; nil when it was sent.
    func letter(_ reference: String, key: ServiceKey) throws -> CodeLetter? {
        guard let row = try row("SELECT letter FROM code_letters WHERE reference = ?", .text(reference)) else {
            return nil
        }
        return CodeLetter(decoding: try key.open(try row.blob("letter"), at: SealedPlaces.codeLetter(reference)))
    }
}

extension Transaction {
    /// Has a letter sent that `owner`, an account or a registration, has asked for; nil for nobody who is known.
    func put(_ letter: CodeLetter, of owner: String? = nil, reference: String, key: ServiceKey) throws {
        try execute(
            "INSERT INTO code_letters (reference, letter, at, recipient, owner) VALUES (?, ?, ?, ?, ?)",
            .text(reference), .blob(try key.seal(letter.encoded, at: SealedPlaces.codeLetter(reference))),
            SQLValue(now), .blob(key.code(ofRecipient: letter.recipient.key)), SQLValue(owner))
        try enqueue(Job(kind: CodeJobs.kind, reference: reference, payload: []))
    }

    /// Removes a letter: it was sent, or need not be any more.
    func removeLetter(_ reference: String) throws {
        try execute("DELETE FROM code_letters WHERE reference = ?", .text(reference))
    }
}
