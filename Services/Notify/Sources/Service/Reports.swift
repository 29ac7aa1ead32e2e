internal import Logging
internal import MeshKernel
internal import MeshStore

/// Asks the providers of one channel what became of the messages that they have taken: sent becomes delivered, bounced,
/// undelivered, or after three days without a word unknown. Asking changes nothing, so that it may be done twice.
package final class Reports: Sendable {
    private let channel: Channel
    private let providers: [any DeliveryProvider]
    private let server: NotifyServer

    /// A worker over the providers of a channel.
    package init(_ channel: Channel, providers: [any DeliveryProvider], server: NotifyServer) {
        self.channel = channel
        self.providers = providers
        self.server = server
    }

    /// Works until the task is cancelled or the store closes.
    package func run() async throws {
        while true {
            do {
                while try await askDue() == Limits.reportsPerStep {}
            } catch {
                if error.endsWork { throw error }
                server.logger.warning(
                    "reports wait", metadata: ["channel": "\(channel.rawValue)", "error": "\(error)"])
            }
            try await Task.sleep(for: .seconds(Limits.reportLookSeconds))
        }
    }

    /// Asks about the messages whose time has come, a bounded number at once; returns how many.
    package func askDue() async throws -> Int {
        let kind = ReportJob.kind(channel)
        // Looking costs a read; only what is due costs a write.
        let next = try await server.store.read { try $0.nextJobTime(kind) }
        guard let next, next <= server.time.wall() else { return 0 }
        let jobs = try await server.store.write { transaction in
            try transaction.claimJobs(
                kind, limit: Limits.reportsPerStep, lease: .seconds(Limits.deliveryLeaseSeconds))
        }
        let tools = try await server.tools()
        await withTaskGroup(of: Void.self) { group in
            for job in jobs { group.addTask { await self.carry(out: job, with: tools) } }
        }
        return jobs.count
    }

    /// One question; what goes wrong with the store leaves it to the end of its lease.
    private func carry(out job: ClaimedJob, with tools: TellingTools) async {
        do {
            try await ask(job, with: tools)
        } catch {
            server.logger.warning(
                "a report waits for its next look",
                metadata: ["channel": "\(channel.rawValue)", "job": "\(job.reference)", "error": "\(error)"])
        }
    }

    private func ask(_ job: ClaimedJob, with tools: TellingTools) async throws {
        guard let asked = ReportJob(job.payload) else {
            return try await server.store.write { try $0.fail(job, because: "it names no message") }
        }
        let message = try await server.store.read { try $0.message(asked.message, key: tools.key) }
        guard let message, message.life.state == .sent else {
            return try await server.store.write { try $0.complete(job) }
        }
        let last = message.life.attempts.last?.provider
        let found = await providers.first { $0.name == last }?.lookUp(Parcel(message: message)) ?? .never
        try await server.store.write { transaction in
            guard var message = try transaction.message(asked.message, key: tools.key) else {
                return try transaction.complete(job)
            }
            let before = message.life
            if case .report(let report) = found { try message.life.take(.report(report), at: transaction.now) }
            if message.life.state == .sent, try !transaction.enqueueReport(of: message, number: asked.number + 1) {
                try message.life.take(.reportOverdue, at: transaction.now)
            }
            if message.life != before { try transaction.save(message.life, of: asked.message, before: before.state) }
            if message.life.state == .unknown || message.life.cause?.isDead == true {
                try transaction.tellDead(message, with: tools, trace: "")
            }
            try transaction.complete(job)
        }
    }
}

/// A question to a provider as a job.
struct ReportJob: Sendable, Equatable {
    /// The message that it is about.
    let message: Identifier
    /// How often it was asked about, this time included.
    let number: Int

    /// The question of a job; nil for bytes that no job of this service has.
    init?(_ payload: [UInt8]) {
        let words = String(decoding: payload, as: UTF8.self).split(separator: " ")
        guard words.count == 2, let message = Identifier(String(words[0]), kind: .message), let number = Int(words[1])
        else { return nil }
        self.message = message
        self.number = number
    }

    /// Names the jobs of a channel.
    static func kind(_ channel: Channel) -> String { "report-\(channel.rawValue)" }
}

extension Transaction {
    /// Has the provider of a message asked about it for the time `number`; false when that is once too often.
    @discardableResult
    func enqueueReport(of message: Message, number: Int) throws -> Bool {
        guard number <= ReportSchedule.pauses.count else { return false }
        try enqueue(
            Job(
                kind: ReportJob.kind(message.address.channel),
                reference: "\(message.id.text)/\(message.life.attempts.count)/\(number)",
                payload: Array("\(message.id.text) \(number)".utf8),
                notBefore: now.advanced(by: .seconds(ReportSchedule.pauses[number - 1]))))
        return true
    }
}
