/// What a peer speaks, chosen by ALPN.
package enum Dialect: Sendable, Hashable {
    /// ttrpc as published: no frame of ours is ever sent.
    case base
    /// `colophon/1`: with flow control, cancellation, ping and farewell.
    case colophon

    /// ALPN's name of it.
    package var name: String {
        switch self {
        case .base: "ttrpc"
        case .colophon: "colophon/1"
        }
    }

    /// What ALPN chose; a peer that named nothing speaks base ttrpc, and so does any name but ours.
    package init(applicationProtocol: String?) {
        self = applicationProtocol == "colophon/1" ? .colophon : .base
    }
}
