#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The system's resolver: `/etc/hosts`, DNS, and whatever else the machine is set up to ask.
enum HostLookup {
    /// Why a host has no address; the text is the system's.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// Every TCP address of `host`, in the system's order. Waits for the network: not for an event loop.
    static func addresses(of host: String) throws(Fault) -> [String] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list = hints.ai_next
        let status = getaddrinfo(host, nil, &hints, &list)
        guard status == 0 else { throw Fault(description: String(cString: gai_strerror(status))) }
        defer { freeaddrinfo(list) }
        var found: [String] = []
        var entry = list
        while let address = entry, found.count < Limits.endpointsMax {
            var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            if getnameinfo(
                address.pointee.ai_addr, address.pointee.ai_addrlen, &name, socklen_t(name.count), nil, 0,
                NI_NUMERICHOST) == 0
            {
                let text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
                if !found.contains(text) { found.append(text) }
            }
            entry = address.pointee.ai_next
        }
        return found
    }
}
