/// Which policy each method of a service has: its own, else that of its proto service, else the common one.
public struct MethodPolicies: Sendable, Equatable {
    private var common: MethodPolicy?
    private var services: [String: MethodPolicy] = [:]
    private var methods: [String: [String: MethodPolicy]] = [:]

    /// `common` for every method that has none of its own.
    public init(common: MethodPolicy? = nil) {
        self.common = common
    }

    /// Whether no method has a policy.
    public var isEmpty: Bool { common == nil && services.isEmpty && methods.isEmpty }

    /// Gives `policy` to `service/method` or, by the name of a proto service alone, to all its methods that have none
    /// of their own. Returns false when `name` is neither.
    @discardableResult
    public mutating func set(_ policy: MethodPolicy, for name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty }) else { return false }
        switch parts.count {
        case 1: services[name] = policy
        case 2: methods[String(parts[0]), default: [:]][String(parts[1])] = policy
        default: return false
        }
        return true
    }

    /// The policy of a method; nil when there is none.
    package func policy(of method: MethodDescriptor) -> MethodPolicy? {
        // Two look-ups rather than one: the name of both together would be a new String for every call.
        methods[method.service]?[method.name] ?? services[method.service] ?? common
    }
}
