internal import MeshAPI
internal import MeshKernel
internal import ProtobufC

extension EventPayloads {
    /// Payloads as `colophon.notify.v1` defines them.
    package static let standard = EventPayloads(
        message: { NotifyV1.MessageChanged($0).serialized() },
        ticket: { notice in
            NotifyV1.TicketChanged(
                ticket: notice.ticket.text, account: notice.account, state: notice.state.rawValue,
                adviser: notice.adviser ?? ""
            ).serialized()
        },
        callback: { notice in
            NotifyV1.CallbackChanged(
                callback: notice.callback.text, account: notice.account, adviser: notice.adviser ?? "",
                done: notice.isDone
            ).serialized()
        })
}
