import ArgumentParser
import MeshAPI

/// A channel over which messages can be given up, as a word of the command line.
enum DeadLetterChannel: String, CaseIterable, ExpressibleByArgument {
    case sms, email, webhook

    /// As it is called.
    var channel: NotifyV1.Channel {
        switch self {
        case .sms: .sms
        case .email: .email
        case .webhook: .webhook
        }
    }
}
