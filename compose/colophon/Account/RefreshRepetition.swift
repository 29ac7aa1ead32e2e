import MeshKernel

/// Asks for the next tokens of a sign-in again when an answer is lost. Identity takes that for a repetition for ten seconds
/// after it has given the next tokens out, as long as those were not used; later, the same refresh token ends the sign-in,
/// for then somebody may have a copy of it. So every attempt ends early enough for the next one to come in time.
struct RefreshRepetition: Sendable {
    /// How long one attempt may take. Three of them, and the pauses between, are over within the ten seconds.
    static let attemptLimit = Duration.seconds(3)
    private static let pause = Duration.milliseconds(200)
    private static let attemptsMax = 3

    private let time: any TimeSource

    init(time: any TimeSource = SystemTime()) {
        self.time = time
    }

    /// Runs `attempt`, which ends within the time that it is given. What identity refuses is not asked again.
    func run<T: Sendable>(_ attempt: (_ limit: Duration) async throws -> T) async throws -> T {
        let began = time.monotonic()
        let whole = Self.attemptLimit * Self.attemptsMax + Self.pause * (Self.attemptsMax - 1)
        for _ in 1..<Self.attemptsMax {
            do {
                return try await attempt(Self.attemptLimit)
            } catch let failure as Failure where failure.kind == .unreachable {
                // A machine that slept meanwhile: the ten seconds may be over.
                guard time.monotonic().since(began) + Self.pause + Self.attemptLimit <= whole else { throw failure }
                try await Task.sleep(for: Self.pause)
            }
        }
        return try await attempt(Self.attemptLimit)
    }
}
