/// Who may do how much: what an operator may change while a server runs, without dropping a connection.
public struct ServerPolicy: Sendable, Equatable {
    /// Service segments that may call over base ttrpc; `*` is every one, and by default nobody may.
    public var baseCallers: [String]
    /// Service segments whose calls are refused, whatever the methods say.
    public var refusedCallers: [String]
    /// What each calling service may ask for, by its segment; `*` is for each of the others. Nobody else is bounded.
    public var quotas: [String: CallQuota]

    /// A policy; by default nobody may speak base ttrpc, nobody is refused and nobody is bounded.
    public init(baseCallers: [String] = [], refusedCallers: [String] = [], quotas: [String: CallQuota] = [:]) {
        self.baseCallers = baseCallers
        self.refusedCallers = refusedCallers
        self.quotas = quotas
    }
}
