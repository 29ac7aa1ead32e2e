internal import MeshKernel
internal import Synchronization

/// Files on their way in: so many of one account and in all, and none whose sender has fallen silent. A file that is
/// only begun costs its sender nothing and this process a file and a buffer, so it must not be had without bounds.
final class Uploads: Sendable {
    /// One file on its way. It is over with `end`, or with the last reference.
    final class Place: Sendable {
        private let uploads: Uploads
        private let number: UInt64
        private let sender: Sender

        fileprivate init(_ uploads: Uploads, number: UInt64, sender: Sender) {
            self.uploads = uploads
            self.number = number
            self.sender = sender
        }

        deinit { uploads.end(number) }

        /// Something of the file came.
        func heard() {
            sender.heardAtNanoseconds.store(uploads.time.monotonic().nanoseconds, ordering: .relaxed)
        }

        /// All of the file came, or nothing more will.
        func end() { uploads.end(number) }
    }

    /// Whoever sends a file, known by its place and by the list of all.
    fileprivate final class Sender: Sendable {
        let account: String
        let silenced: @Sendable () -> Void
        let heardAtNanoseconds: Atomic<Int64>

        init(_ account: String, at now: MonotonicTime, silenced: @escaping @Sendable () -> Void) {
            self.account = account
            self.silenced = silenced
            heardAtNanoseconds = Atomic(now.nanoseconds)
        }
    }

    private struct State {
        var senders: [UInt64: Sender] = [:]
        var perAccount: [String: Int] = [:]
        var next: UInt64 = 0
    }

    private let time: any TimeSource
    private let perAccountMax: Int
    private let inAllMax: Int
    private let state = Mutex(State())

    init(
        time: any TimeSource, perAccountMax: Int = Limits.uploadsPerAccountMax, inAllMax: Int = Limits.uploadsMax
    ) {
        self.time = time
        self.perAccountMax = perAccountMax
        self.inAllMax = inAllMax
    }

    /// A place for a file of `account`; `silenced` is called when its sender has been silent for too long. Throws
    /// `EvidenceError.tooManyUploads`.
    func begin(for account: String, silenced: @escaping @Sendable () -> Void) throws(EvidenceError) -> Place {
        let sender = Sender(account, at: time.monotonic(), silenced: silenced)
        let number = state.withLock { state -> UInt64? in
            guard state.senders.count < inAllMax, state.perAccount[account, default: 0] < perAccountMax else {
                return nil
            }
            state.next += 1
            state.senders[state.next] = sender
            state.perAccount[account, default: 0] += 1
            return state.next
        }
        guard let number else { throw .tooManyUploads }
        return Place(self, number: number, sender: sender)
    }

    /// Ends every call whose sender has sent nothing for so long; returns how many.
    func endSilent(for patience: Duration) -> Int {
        let now = time.monotonic()
        let silent = state.withLock { state in
            state.senders.values.filter { sender in
                let heardAt = MonotonicTime(nanoseconds: sender.heardAtNanoseconds.load(ordering: .relaxed))
                return now.since(heardAt) >= patience
            }
        }
        for sender in silent { sender.silenced() }
        return silent.count
    }

    private func end(_ number: UInt64) {
        state.withLock { state in
            guard let sender = state.senders.removeValue(forKey: number) else { return }
            let others = state.perAccount[sender.account, default: 1] - 1
            state.perAccount[sender.account] = others > 0 ? others : nil
        }
    }
}

extension EvidenceServer {
    /// Ends the calls whose senders began a file and have sent nothing of it for so long; returns how many.
    package func endSilentUploads(after patience: Duration = .seconds(Limits.uploadSilenceSeconds)) -> Int {
        uploads.endSilent(for: patience)
    }
}
