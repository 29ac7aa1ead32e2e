/// Decides whether a loop that has just finished a turn asks its sockets a little longer before it sleeps.
///
/// Falling asleep and being woken costs more than a small call takes, and a peer that waits for an answer writes again
/// soon. Whether it pays is learned: while polling finds bytes it goes on, and every time it finds none the loop sleeps
/// at once for twice as many turns as before, so a quiet or a slow peer costs next to nothing.
package struct BusyPoll {
    /// How long one turn may be followed by polling; 0 never polls.
    package let nanosecondsMax: Int64
    private var turnsToSkip = 0
    private var misses = 0

    /// A loop that may poll for `nanosecondsMax` after each turn.
    package init(nanosecondsMax: Int64) {
        self.nanosecondsMax = nanosecondsMax
    }

    /// Whether the turn that ends now should be followed by polling.
    package mutating func shouldPoll() -> Bool {
        guard nanosecondsMax > 0 else { return false }
        guard turnsToSkip == 0 else {
            turnsToSkip -= 1
            return false
        }
        return true
    }

    /// Polling found bytes, or work from another thread.
    package mutating func hit() {
        misses = 0
    }

    /// Polling found nothing until its time was over.
    package mutating func miss() {
        turnsToSkip = 1 << misses
        misses = min(misses + 1, Limits.busyPollMissesMax)
    }
}
