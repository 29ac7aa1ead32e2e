package import MeshKernel

/// One sign-in on one device: a line of refresh tokens, each of which takes the place of the one before. When an earlier
/// one comes back, somebody has a copy, and the whole line ends.
package struct SessionFamily: Sendable, Equatable {
    /// Bounds of a sign-in.
    package enum Limits {
        /// A sign-in that nobody uses ends after this.
        package static let idleSeconds: Int64 = 14 * 86_400
        /// The longest sign-in, however often it is used.
        package static let lifeSeconds: Int64 = 90 * 86_400
        /// A client that did not get the answer asks again with the token that it has: for so long, and only until the
        /// new one is used, that is a repetition and not a copy.
        package static let repetitionSeconds: Int64 = 10
    }

    /// Why a sign-in is over.
    package enum End: String, Sendable, CaseIterable {
        /// Its owner ended it.
        case signedOut = "signed_out"
        /// Its owner ended it from another device, or all at once.
        case endedElsewhere = "ended_elsewhere"
        /// The password was reset or changed.
        case passwordChanged = "password_changed"
        /// An earlier refresh token came back.
        case reused
        /// Staff, or the law, ended it.
        case revoked
    }

    /// What became of a refresh token.
    package enum Outcome: Sendable, Equatable {
        /// It was the newest one; the next generation is the newest now.
        case rotated
        /// It was the one before, and its answer may have been lost: the newest is given again.
        case repeated
        /// It was used before: the sign-in has ended now.
        case reused
        /// The sign-in had ended before.
        case ended
        /// The sign-in was not used, or has lasted, too long.
        case expired
        /// No such generation was ever given out.
        case unknown
    }

    /// Its identifier, `ses_…`.
    package let id: Identifier
    /// Whose it is.
    package let account: Identifier
    /// When they signed in.
    package let startedAt: WallTime
    /// The newest refresh token's place in the line, from 1.
    package let generation: Int64
    /// When the newest was given out.
    package let rotatedAt: WallTime
    /// Why it is over; nil while it is not.
    package let end: End?

    /// A sign-in as it stands.
    package init(
        id: Identifier, account: Identifier, startedAt: WallTime, generation: Int64 = 1, rotatedAt: WallTime? = nil,
        end: End? = nil
    ) {
        self.id = id
        self.account = account
        self.startedAt = startedAt
        self.generation = generation
        self.rotatedAt = rotatedAt ?? startedAt
        self.end = end
    }

    /// From when on the newest refresh token is good no more.
    package var expiresAt: WallTime {
        min(
            rotatedAt.advanced(by: .seconds(Limits.idleSeconds)), startedAt.advanced(by: .seconds(Limits.lifeSeconds)))
    }

    /// Whether it is good at `now`.
    package func isOpen(_ now: WallTime) -> Bool { end == nil && now < expiresAt }

    /// Takes a refresh token of generation `presented`, whose secret was found to be right: the family as it stands from
    /// then on, and what came of it.
    package func refreshing(_ presented: Int64, now: WallTime) -> (family: SessionFamily, Outcome) {
        guard presented >= 1, presented <= generation else { return (self, .unknown) }
        guard end == nil else { return (self, .ended) }
        guard now < expiresAt else { return (self, .expired) }
        if presented == generation { return (rotated(now), .rotated) }
        // The newest one has not been used, or it would not be the newest.
        if presented == generation - 1, now.since(rotatedAt) < .seconds(Limits.repetitionSeconds) {
            return (self, .repeated)
        }
        return (ended(.reused), .reused)
    }

    /// The same, over for `reason`; what is over stays over for the reason that it had.
    package func ended(_ reason: End) -> SessionFamily {
        SessionFamily(
            id: id, account: account, startedAt: startedAt, generation: generation, rotatedAt: rotatedAt,
            end: end ?? reason)
    }

    private func rotated(_ now: WallTime) -> SessionFamily {
        SessionFamily(
            id: id, account: account, startedAt: startedAt, generation: generation + 1, rotatedAt: max(now, rotatedAt))
    }
}
