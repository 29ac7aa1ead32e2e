package import MeshKernel

/// What identity's feed says that this service acts on. Wire reads it out of the events. What an account is to be told
/// identity says itself, by a call: it says first where that account is reached.
package enum IdentityNews: Sendable, Equatable {
    /// What somebody may do for the house from now on, in words.
    case staffChanged(account: String, roles: [String])
    /// An account is no more.
    case erased(account: String)
    /// The days of a year that are not what their place in the week says, all of them.
    case announced(year: Int64, exceptions: [WorkingCalendar.Exception])
}
