internal import MeshCrypto
internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension NotifyServer {
    /// Tells somebody something. Returns the answer's bytes, which `answer` makes: the first call's when this one repeats
    /// it.
    func send(
        _ draft: SendDraft, call: IdempotentRequest, trace: String,
        answer: @escaping @Sendable ([SendReceipt]) -> [UInt8]
    ) async throws -> [UInt8] {
        let callName = Hexadecimal.encode(Digest.sha256(Array(call.key.utf8)))
        let telling = try draft.checked(by: call.caller, callName: callName)
        let tools = try await tools()
        guard case .address(let address) = telling.recipient else {
            return try await store.once(call) { transaction in
                SavedAnswer(status: 0, body: answer(try transaction.tell(telling, with: tools, trace: trace)))
            }.body
        }
        let ready = try ReadyMessage(telling, to: address, with: tools, at: time.wall())
        // Everything that could be refused was.
        return try await store.onceDecided(call) { transaction in
            let receipt = try transaction.take(over: ready.message, sealed: ready.sealed, with: tools, trace: trace)
            return SavedAnswer(status: 0, body: answer([receipt]))
        }.body
    }

    /// A message and everything that was tried for it.
    func message(_ text: String) async throws -> Message {
        guard let id = Identifier(text, kind: .message) else { throw NotifyError.invalidMessageID }
        let key = try await serviceKeys.key()
        guard let message = try await store.read({ try $0.message(id, key: key) }) else {
            throw NotifyError.messageNotFound
        }
        return message
    }

    /// Sets where an account is reached; an empty address is none.
    func setContacts(of account: String, mobile: String, email: String) async throws {
        guard Address(account: account) != nil else { throw NotifyError.invalidAddress(field: "account") }
        let number = Address(mobile: mobile)
        guard mobile.isEmpty || number != nil else { throw NotifyError.invalidAddress(field: "mobile") }
        let letter = Address(email: email)
        guard email.isEmpty || letter != nil else { throw NotifyError.invalidAddress(field: "email") }
        let key = try await serviceKeys.key()
        try await store.write { transaction in
            try transaction.requireKnowable(account)
            try transaction.set(number, of: account, over: .sms, key: key)
            try transaction.set(letter, of: account, over: .email, key: key)
        }
    }

    /// What the embedded provider has taken for an address, the newest first: of the last 65,536 messages to anybody.
    func embeddedInbox(of text: String, size: UInt32) async throws -> [Message] {
        guard hasEmbeddedInbox else { throw NotifyError.inboxClosed }
        guard let address = Address(mobile: text) ?? Address(email: text) else {
            throw NotifyError.invalidAddress(field: "recipient")
        }
        let wanted = try PageRequest(size: size, token: "", list: "embedded")
        let key = try await serviceKeys.key()
        return try await store.read { snapshot in
            try snapshot.newestMessages(to: address, count: wanted.rows, key: key)
                .filter { message in message.life.attempts.contains { $0.provider == EmbeddedProvider.name } }
        }
    }
}
