import Logging
import MeshKernel
import NIOCore
import NIOPosix

/// Asks where a service's replicas are, off the loop, at the pace that its policy allows. Used on the loop only.
final class Resolver: @unchecked Sendable {
    /// Why there is no answer, for people.
    struct Fault: Error, Sendable, CustomStringConvertible {
        let description: String
    }

    private let loop: RPCLoop
    private let ask: @Sendable () -> Result<[Endpoint], Fault>
    private let told: (Result<[Endpoint], Fault>) -> Void
    private var pace: ResolutionPace
    private var wake: Scheduled<Void>?
    private var isStopped = true
    /// Answers to questions of an earlier life are not listened to.
    private var life = 0

    /// A resolver of `source`, which is not a list; `told` hears every answer, on the loop.
    init(
        _ source: EndpointSource, configuration: ClientConfiguration, loop: RPCLoop,
        told: @escaping (Result<[Endpoint], Fault>) -> Void
    ) {
        self.loop = loop
        self.told = told
        var policy = configuration.resolution
        switch source {
        case .list(let endpoints): ask = { .success(endpoints) }
        case .dns(let host, let port):
            let lookup = configuration.lookup
            ask = {
                do {
                    if let lookup { return .success(try lookup(host, port)) }
                    return .success(try HostLookup.addresses(of: host).map { .tcp(host: $0, port: port) })
                } catch {
                    return .failure(Fault(description: "\(host): \(error)"))
                }
            }
        case .file(let path):
            // Reading a small file costs less than a question to the network.
            policy.intervalMilliseconds = min(policy.intervalMilliseconds, Limits.endpointFileLookMilliseconds)
            policy.pauseMilliseconds = min(policy.pauseMilliseconds, policy.intervalMilliseconds)
            ask = {
                do throws(EndpointFile.Fault) {
                    return .success(try EndpointFile.endpoints(at: path))
                } catch {
                    return .failure(Fault(description: "\(path): \(error)"))
                }
            }
        }
        pace = ResolutionPace(policy)
    }

    /// Asks now, and again and again until `stop`.
    func start() {
        guard isStopped else { return }
        isStopped = false
        life += 1
        pace.want()
        plan()
    }

    /// What was told last may be old.
    func want() {
        guard !isStopped else { return }
        pace.want()
        plan()
    }

    /// Asks no more.
    func stop() {
        isStopped = true
        wake?.cancel()
        wake = nil
    }

    private func plan() {
        wake?.cancel()
        wake = nil
        guard !isStopped, let next = pace.next else { return }
        let now = loop.time.monotonic()
        if next <= now { return inquire(now: now) }
        wake = loop.eventLoop.scheduleTask(in: .nanoseconds(next.nanoseconds - now.nanoseconds)) { [weak self] in
            self?.plan()
        }
    }

    private func inquire(now: MonotonicTime) {
        pace.ask(now: now)
        let life = life
        let ask = ask
        NIOThreadPool.singleton.runIfActive(eventLoop: loop.eventLoop) { ask() }
            .assumeIsolated().whenComplete { [weak self] answer in
                self?.answered((try? answer.get()) ?? .failure(Fault(description: "no thread is left to ask")), life)
            }
    }

    private func answered(_ answer: Result<[Endpoint], Fault>, _ life: Int) {
        var isSuccess = false
        if case .success(let endpoints) = answer { isSuccess = !endpoints.isEmpty }
        pace.answered(isSuccess: isSuccess)
        guard !isStopped, life == self.life else { return plan() }
        told(answer)
        plan()
    }
}
