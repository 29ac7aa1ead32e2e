import MeshKernel

/// What these limits make of one connection.
extension ServerLimits {
    func life(openedAt opened: MonotonicTime, jitter: Double) -> ConnectionLife {
        ConnectionLife(
            now: opened, idle: .milliseconds(idleMilliseconds), age: .milliseconds(ageMilliseconds),
            grace: .milliseconds(ageGraceMilliseconds), jitter: jitter,
            silence: .milliseconds(keepaliveMilliseconds), patience: .milliseconds(keepaliveTimeoutMilliseconds))
    }

    var stallWatch: StallWatch {
        StallWatch(limit: .milliseconds(frameMilliseconds), bytesPerSecondMin: Limits.frameBytesPerSecondMin)
    }

    var pingStrikes: PingStrikes {
        PingStrikes(interval: .milliseconds(pingMillisecondsMin), strikesMax: Limits.pingStrikesMax)
    }
}
