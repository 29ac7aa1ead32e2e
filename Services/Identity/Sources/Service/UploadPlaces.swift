internal import MeshKernel
internal import Synchronization

/// Pictures on their way in: so many of one account and in all, for each is in memory until it was looked at.
final class UploadPlaces: Sendable {
    private struct State {
        var perAccount: [Identifier: Int] = [:]
        var inAll = 0
    }

    private let state = Mutex(State())

    /// Runs `body` with a place for a picture of `account`. Throws `IdentityError.tooBusy` when there is none.
    func hold<T>(for account: Identifier, _ body: () async throws -> T) async throws -> T {
        let isFree = state.withLock { state in
            guard state.inAll < Limits.uploadsMax,
                state.perAccount[account, default: 0] < Limits.uploadsPerAccountMax
            else { return false }
            state.inAll += 1
            state.perAccount[account, default: 0] += 1
            return true
        }
        guard isFree else { throw IdentityError.tooBusy(retryAfter: .milliseconds(Limits.uploadRetryMilliseconds)) }
        defer { leave(account) }
        return try await body()
    }

    private func leave(_ account: Identifier) {
        state.withLock { state in
            state.inAll -= 1
            let left = state.perAccount[account, default: 1] - 1
            state.perAccount[account] = left == 0 ? nil : left
        }
    }
}
