import Evidence
import Logging
import MeshKernel
import MeshRuntime
import MeshStore
import MeshTestKit

/// Whom a service under test shows its log to.
struct Independents {
    var peers: [WitnessPeer] = []
    var threshold = 0
    var refusesAhead = true
    var authorities: [ExternalAuthority] = []
    var copies = 1
    /// How long they may take to answer: longer than a machine that does much else keeps them waiting. Only a test of
    /// silence has less time.
    var patienceMilliseconds: Int64 = 120_000

    func make(
        store: Store, sequencer: LogSequencer, exchanges: OffloadPool, time: any TimeSource,
        metrics: MetricRegistry, logger: Logger
    ) throws -> (Witnessing, CheckpointTiming) {
        guard let quorum = WitnessQuorum(peers.map(\.key), threshold: threshold) else {
            throw WitnessFolder.Failure.unusable(path: "quorum", reason: "no such quorum")
        }
        let report = TimeReport(metrics)
        return (
            Witnessing(
                peers, quorum: quorum, refusesAhead: refusesAhead, store: store, latest: sequencer.latest,
                exchanges: exchanges, stop: sequencer.stop, random: SystemRandom(), report: report, logger: logger,
                pause: .milliseconds(1), timeoutMilliseconds: patienceMilliseconds),
            CheckpointTiming(
                authorities, copies: copies, interval: .seconds(60), store: store, latest: sequencer.latest,
                exchanges: exchanges, time: time, random: SystemRandom(), report: report, logger: logger,
                timeoutMilliseconds: patienceMilliseconds)
        )
    }
}
