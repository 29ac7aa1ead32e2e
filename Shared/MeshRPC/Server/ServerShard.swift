/// A server's connections on one loop. Used on that loop only.
final class ServerShard: @unchecked Sendable {
    let loop: RPCLoop
    var connections: [ObjectIdentifier: ServerConnection] = [:]
    var log = CallLog()

    init(loop: RPCLoop) { self.loop = loop }
}
