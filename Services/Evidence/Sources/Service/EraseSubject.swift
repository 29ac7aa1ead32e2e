internal import MeshKernel
internal import MeshStore

extension EvidenceServer {
    /// Erases everything of `account`. Its data key is destroyed, on the disk and in the write-ahead log, before this
    /// returns; a bounded part of the rest is removed too, and says how much is left. Throws
    /// `EvidenceError.logDisputed`, with the key destroyed, while a dispute keeps the log from saying what was erased.
    func eraseSubject(
        _ text: String, event: @escaping @Sendable (ItemErasure) -> [UInt8]
    ) async throws -> SubjectErasure {
        guard let account = Identifier(text, kind: .account) else { throw EvidenceError.invalidAccountID }
        let now = time.wall()
        _ = try await store.write { try $0.beginErasure(of: account.text, at: now) }
        try await emptyLog()
        _ = try await eraseSubjectStep(account.text, event: event)
        guard let erasure = try await store.read({ try $0.subjectErasure(of: account.text) }) else {
            throw EvidenceError.evidenceNotFound
        }
        return erasure
    }

    /// Goes on with every account that is being erased; returns how many steps were taken.
    package func eraseSubjects(telling event: @escaping @Sendable (ItemErasure) -> [UInt8]) async throws -> Int {
        var steps = 0
        while true {
            // Longer than any call may take: what was on its way when the key went has come or never will.
            let moment = time.wall().advanced(by: .zero - .seconds(60 * Limits.orphanMinutes))
            guard let (account, _) = try await store.read({ try $0.nextSubjectErasure(before: moment) }) else {
                return steps
            }
            _ = try await eraseSubjectStep(account, event: event)
            steps += 1
        }
    }

    /// A bounded part of one account's erasure: entries first, then what is no entry's.
    private func eraseSubjectStep(
        _ account: String, event: @escaping @Sendable (ItemErasure) -> [UInt8]
    ) async throws -> SubjectErasure.State {
        try await subjectTurns.take(account) {
            // A log that was closed for good cannot say what was erased; there the key is gone, and that is all.
            let count = sequencer.isOpenToErasures ? Limits.erasureEntriesPerStep : 0
            let (erasure, targets) = try await store.read { snapshot in
                (try snapshot.subjectErasure(of: account), try snapshot.erasureTargets(of: account, count: count))
            }
            guard let erasure, erasure.state != .erased else { return .erased }
            if !targets.isEmpty {
                // A stop ends one day: the rest of the account waits for what the log is to say of it then.
                try sequencer.requireUndisputed()
                if erasure.state == .settling { try await store.write { try $0.setErasure(of: account, to: .erasing) } }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for target in targets {
                        group.addTask {
                            _ = try await erase(target, wish: .subject, staff: nil, trace: "", event: event)
                        }
                    }
                    try await group.waitForAll()
                }
                _ = try await finishErasures()
                return .erasing
            }
            guard try await store.write({ try $0.eraseRest(of: account, rows: Limits.erasureRowsMax) }) else {
                return .erasing
            }
            try await emptyLog()
            let now = time.wall()
            let isSettled = erasure.requestedAt.advanced(by: .seconds(60 * Limits.orphanMinutes)) <= now
            let state: SubjectErasure.State = isSettled ? .erased : .settling
            try await store.write { try $0.setErasure(of: account, to: state) }
            return state
        }
    }
}
