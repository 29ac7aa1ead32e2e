package import MeshStore

extension NotifyServer {
    /// What this service does with an event of evidence's feed: it tells the account, once for each event, and once for each
    /// work that was damaged. `read` makes
    /// news of an event, nil of one that nobody is told of, and throws for one that cannot be read.
    package func evidenceReaction(
        _ read: @escaping @Sendable (FeedEvent) throws -> EvidenceNews?
    ) async throws -> @Sendable (Transaction, FeedEvent) throws -> Void {
        let tools = try await tools()
        return { transaction, event in
            guard let news = try read(event) else { return }
            guard let template = TemplateCatalogue.newest(news.template) else { throw NotifyError.unknownTemplate }
            let telling = Telling(
                template: template, recipient: .account(news.account), language: nil, data: news.data, channels: [],
                event: "evidence:\(news.subject ?? event.id)")
            do {
                _ = try transaction.tell(telling, with: tools, trace: event.trace)
            } catch StoreError.subjectErased {
                // Whom it was for is gone; nothing is to be told.
            }
        }
    }
}
