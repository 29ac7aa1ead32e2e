package import MeshStore

extension NotifyServer {
    /// The role of who answers questions.
    private static let adviserRole = "support"

    /// What this service does with an event of identity's feed: whoever cannot answer questions any more is relieved,
    /// and office hours follow the days that were announced. A feed that is followed for the first time begins years
    /// ago: who lost the role then, and has come to be on duty since, has it again. `read` makes news of an event,
    /// nil of one that changes nothing here, and throws for one that cannot be read.
    package func identityReaction(
        _ read: @escaping @Sendable (FeedEvent) throws -> IdentityNews?
    ) async throws -> @Sendable (Transaction, FeedEvent) throws -> Void {
        let tools = try await tools()
        return { transaction, event in
            guard let news = try read(event) else { return }
            let desk = DeskCall(actor: "", trace: event.trace, tools: tools)
            switch news {
            case .staffChanged(_, let roles) where roles.contains(Self.adviserRole): break
            case .staffChanged(let account, _) where try transaction.hasCome(account, since: event.at): break
            case .staffChanged(let account, _), .erased(let account):
                // Before their work goes to others, so that none of it is theirs by an earlier acquaintance.
                try transaction.noteLeft(account)
                _ = try transaction.relieve(account, in: desk)
            case .announced(let year, let exceptions):
                try transaction.announce(exceptions, for: year)
                let hours = tools.officeHours.following(try transaction.workingCalendar())
                try transaction.moveCallbacks(hours: hours, because: event.id, in: desk)
            }
        }
    }
}
