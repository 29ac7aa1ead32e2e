import MeshTestKit

/// A network namespace that is reached over a link which loses, delays and reorders packets, as root.
///
/// The kernel's `netem` makes the link. A kernel that was built without it gets a program in its place, which passes
/// packets between two TUN devices; TCP on both sides is the kernel's own either way.
final class LossyNetwork: Sendable {
    /// What makes the link bad.
    enum Maker: Sendable, Equatable {
        case netem(device: String)
        case program
    }

    /// The namespace's own address.
    let address: String
    /// Which of the two makes the link.
    let maker: Maker
    private let place: TemporaryFolder
    private let holder: ChildProcess
    private let program: ChildProcess?

    private static let quality = "delay 25ms 5ms loss 5% reorder 5%"

    /// Makes the namespace and the link: a round trip of 50 ms, and of the packets each way one in twenty is lost.
    init() async throws {
        guard Privileges.isRoot else {
            throw NetworkFailure(words: "only root can make a network; run the tests as root")
        }
        place = try TemporaryFolder("colophon-network")
        holder = try ChildProcess(
            "unshare", ["--net", "sh", "-c", "ip link set lo up && echo ready && exec cat"], logs: place.path,
            name: "holder", holdsInput: true)
        try await Self.wait(for: "ready", of: holder)
        let pid = holder.pid
        let outside = "10.213.\(pid >> 8 & 255).\(pid & 127 | 128)"
        address = "10.213.\(pid >> 8 & 255).\(pid & 127)"
        let device = "colo\(pid)"
        let hasEmulator = try await Self.run(
            ["nsenter", "--target", "\(pid)", "--net", "tc", "qdisc", "add", "dev", "lo", "root", "netem"], place)
        guard hasEmulator.exit == .code(0) else {
            maker = .program
            program = try ChildProcess(
                "python3", ["-c", Self.relay, "\(pid)", device, outside, address], logs: place.path, name: "link",
                holdsInput: true)
            try await Self.wait(for: "ready", of: program)
            return
        }
        maker = .netem(device: device)
        program = nil
        let enter = "nsenter --target \(pid) --net"
        try await Self.shell(
            """
            \(enter) tc qdisc del dev lo root
            ip link add \(device) type veth peer name far netns \(pid)
            ip addr add \(outside) peer \(address) dev \(device)
            ip link set \(device) up
            \(enter) ip addr add \(address) peer \(outside) dev far
            \(enter) ip link set far up
            tc qdisc add dev \(device) root netem \(Self.quality)
            \(enter) tc qdisc add dev far root netem \(Self.quality)
            """, place)
    }

    deinit {
        program?.send(signal: 9)
        holder.send(signal: 9)
    }

    /// Words before a program that is to run at the far end.
    var inside: [String] { ["nsenter", "--target", "\(holder.pid)", "--net"] }

    /// From here on nothing passes.
    func cut() async throws {
        switch maker {
        case .program: program?.send(signal: 10)
        case .netem(let device):
            try await Self.shell("tc qdisc change dev \(device) root netem loss 100%", place)
        }
    }

    /// From here on packets pass as before.
    func mend() async throws {
        switch maker {
        case .program: program?.send(signal: 12)
        case .netem(let device):
            try await Self.shell("tc qdisc replace dev \(device) root netem \(Self.quality)", place)
        }
    }

    private static func wait(for word: String, of process: ChildProcess?) async throws {
        guard let process else { return }
        while !process.output.contains(word) {
            guard process.isRunning else { throw NetworkFailure(words: process.errors) }
            await Task.yield()
        }
    }

    private static func run(_ words: [String], _ place: TemporaryFolder) async throws -> FinishedProgram {
        try await FinishedProgram(words, logs: place.path)
    }

    private static func shell(_ script: String, _ place: TemporaryFolder) async throws {
        let program = try await run(["sh", "-ec", script], place)
        guard program.exit == .code(0) else { throw NetworkFailure(words: program.errors) }
    }

    /// Passes packets between a TUN device here and one in the namespace. SIGUSR1 cuts, SIGUSR2 mends.
    private static let relay = """
        import ctypes, fcntl, heapq, os, random, select, signal, struct, subprocess, sys, time
        namespace, device, outside, inside = sys.argv[1:]
        chance, is_cut = random.Random(1), False

        def say(cut):
            global is_cut
            is_cut = cut
        signal.signal(signal.SIGUSR1, lambda *_: say(True))
        signal.signal(signal.SIGUSR2, lambda *_: say(False))

        def tun(name, own, other):
            end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(end, 0x400454CA, struct.pack("16sH", name.encode(), 0x1001))
            for words in (["addr", "add", own, "peer", other, "dev", name], ["link", "set", "dev", name, "mtu", "1400", "up"]):
                subprocess.run(["ip"] + words, check=True)
            return end

        ends = [tun(device, outside, inside)]
        if ctypes.CDLL(None, use_errno=True).setns(os.open(f"/proc/{namespace}/ns/net", os.O_RDONLY), 0x40000000):
            raise OSError(ctypes.get_errno(), "setns")
        ends.append(tun("far", inside, outside))
        print("ready", flush=True)
        waiting, number = [], 0
        while True:
            pause = max(waiting[0][0] - time.monotonic(), 0) if waiting else None
            ready, _, _ = select.select(ends + [0], [], [], pause)
            if 0 in ready and not os.read(0, 1):
                sys.exit()
            for end in ready:
                if end == 0:
                    continue
                while True:
                    try:
                        packet = os.read(end, 65536)
                    except BlockingIOError:
                        break
                    if is_cut or chance.random() < 0.05:
                        continue
                    number += 1
                    due = time.monotonic() + (0 if chance.random() < 0.05 else chance.uniform(0.02, 0.03))
                    heapq.heappush(waiting, (due, number, ends[1] if end == ends[0] else ends[0], packet))
            while waiting and waiting[0][0] <= time.monotonic():
                _, _, end, packet = heapq.heappop(waiting)
                try:
                    os.write(end, packet)
                except OSError:
                    pass
        """
}

/// The network could not be made or changed.
struct NetworkFailure: Error {
    /// What the system said.
    let words: String
}
