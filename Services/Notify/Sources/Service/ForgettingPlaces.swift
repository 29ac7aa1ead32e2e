internal import Synchronization

/// How far the forgetting of accounts that were erased has come: a call that ran out of time goes on there when it is
/// repeated. Lost with the process, and then begun anew.
final class ForgettingPlaces: Sendable {
    /// Where one account's stands.
    enum Place: Sendable, Equatable {
        /// Messages up to this one were looked through.
        case messages(after: String)
        /// It is forgotten, and saved answers up to this row were looked through.
        case answers(after: Int64)
        /// All of them were.
        case end
    }

    private let places = Mutex<[String: Place]>([:])

    /// Where an account's stands; at the beginning when nothing is known.
    subscript(account: String) -> Place {
        places.withLock { $0[account] } ?? .messages(after: "")
    }

    /// Notes how far it has come. Of more accounts than are remembered the newest begins anew when it is repeated.
    func note(_ place: Place, of account: String) {
        places.withLock { places in
            guard places[account] != nil || places.count < Limits.forgettingAccountsMax else { return }
            places[account] = place
        }
    }

    /// Nothing is left to be done for an account.
    func finish(_ account: String) {
        _ = places.withLock { $0.removeValue(forKey: account) }
    }
}
