internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension NotifyServer {
    /// A page of the messages that were given up, over one channel or any, and the token of the next one.
    func deadLetters(
        channel: Channel?, size: UInt32, token: String
    ) async throws -> (rows: [(message: Message, at: WallTime)], next: String) {
        let wanted = try PageRequest(size: size, token: token, list: "dead", channel?.rawValue ?? "")
        let key = try await serviceKeys.key()
        let read = try await store.read { snapshot in
            try snapshot.deadMessages(after: wanted.after, channel: channel, count: wanted.rows + 1, key: key)
        }
        return wanted.page(read) { $0.message.id.text }
    }

    /// Sends a dead message on its way again, to where its account is reached now. Throws `NotifyError.noAddress` where
    /// that is nowhere. Returns the answer's bytes, which `answer` makes.
    func replay(
        _ text: String, call: IdempotentRequest, answer: @escaping @Sendable (Message) -> [UInt8]
    ) async throws -> [UInt8] {
        guard let id = Identifier(text, kind: .message) else { throw NotifyError.invalidMessageID }
        let key = try await serviceKeys.key()
        let round = identifiers.next(.job).text
        return try await store.once(call) { transaction in
            guard var message = try transaction.message(id, key: key) else { throw NotifyError.messageNotFound }
            guard try transaction.isDead(id) else { throw NotifyError.notDead }
            let before = message.life.state
            do {
                try message.life.take(.replay, at: transaction.now)
            } catch is ImpossibleStep {
                throw NotifyError.notDead
            }
            if message.followsAccount {
                guard let address = try transaction.contact(of: message.account, over: message.address.channel) else {
                    throw NotifyError.noAddress
                }
                try transaction.redirect(&message, to: address, key: key)
            }
            try transaction.save(message.life, of: id, before: before)
            try transaction.enqueue(DeliveryJob(message, at: transaction.now, round: round).job)
            return SavedAnswer(status: 0, body: answer(message))
        }.body
    }
}
