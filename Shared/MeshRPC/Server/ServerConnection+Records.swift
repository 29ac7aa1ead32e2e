import MeshTLS

extension ServerConnection {
    /// As inspection shows it.
    var record: ConnectionRecord {
        ConnectionRecord(
            peer: peer, address: address, applicationProtocol: dialect?.name, opened: opened,
            streams: streams.count, calls: counters.calls, bytesIn: counters.bytesIn, bytesOut: counters.bytesOut,
            sendWindowBytes: sendWindow.availableBytes, receiveWindowBytes: receiveWindow.remainingBytes,
            roundTrip: roundTrip, isDraining: isDraining)
    }

    /// Its calls in flight.
    var callRecords: [CallRecord] {
        streams.sorted.map { _, context in
            CallRecord(
                method: context.method.fullName, peer: peer?.service ?? "", trace: context.trace,
                began: context.began, duration: nil, status: nil)
        }
    }
}
