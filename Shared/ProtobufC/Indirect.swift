/// A value kept behind a reference, for message types that contain themselves.
public indirect enum Indirect<Value: Sendable & Equatable>: Sendable, Equatable {
    /// The value.
    case holding(Value)

    /// What it holds.
    public var value: Value {
        switch self {
        case .holding(let value): value
        }
    }
}
