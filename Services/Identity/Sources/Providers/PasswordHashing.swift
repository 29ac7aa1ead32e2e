package import MeshKernel
package import MeshPassword
internal import MeshRuntime

/// Hashes passwords on threads of its own, as many at once as there are threads; who comes when too many wait is told to
/// come again.
package final class PasswordHashing: Sendable {
    private let pool: OffloadPool
    private let random: any RandomSource
    private let cost: Argon2.Cost
    /// The hash of a password that nobody knows: what is typed for an account that is not there is held against it, so
    /// that it takes as long.
    private let decoy: String

    /// Hashes on `threadCount` threads. Takes as long as one hash.
    package init(
        threadCount: Int, cost: Argon2.Cost = .standard, random: any RandomSource
    ) throws(Argon2.Failure) {
        pool = OffloadPool(threadCount: threadCount, queueMax: threadCount * Limits.hashesWaitingPerThreadMax)
        self.random = random
        self.cost = cost
        decoy = try Argon2.hash(random.bytes(32), salt: random.bytes(Argon2.Limits.saltBytes), cost: cost)
    }

    /// What is kept of a new password. Throws `IdentityError.tooBusy`.
    func hash(_ password: Password) async throws -> String {
        let salt = random.bytes(Argon2.Limits.saltBytes)
        return try await run { [cost] () throws(Argon2.Failure) in
            try Argon2.hash(password.bytes, salt: salt, cost: cost)
        }
    }

    /// Whether `typed` is the password of `record`; without one, false after the same time. Throws
    /// `IdentityError.tooBusy`.
    func verify(_ typed: String, against record: PasswordRecord?) async throws -> Bool {
        let bytes = Array(typed.utf8)
        let isLong = bytes.count > Argon2.Limits.passwordBytesMax
        let checked = isLong ? Array(bytes.prefix(Argon2.Limits.passwordBytesMax)) : bytes
        let isRight = try await run { [decoy] () throws(Argon2.Failure) in
            try Argon2.verify(checked, against: record?.encoded ?? decoy)
        }
        return isRight && !isLong && record != nil
    }

    /// Returns when what was begun has ended.
    package func close() async {
        await pool.close()
    }

    private func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws(Argon2.Failure) -> Value
    ) async throws -> Value {
        do throws(OffloadError<Argon2.Failure>) {
            return try await pool.run(body)
        } catch {
            switch error {
            case .full, .work(.noMemory):
                throw IdentityError.tooBusy(retryAfter: .milliseconds(Limits.hashRetryMilliseconds))
            case .cancelled: throw CancellationError()
            case .closed, .work: throw error
            }
        }
    }
}
