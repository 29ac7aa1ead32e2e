/// What a connection has moved, for inspection.
struct ConnectionCounters: Sendable {
    var bytesIn = 0
    var bytesOut = 0
    var framesIn = 0
    var framesOut = 0
    /// Those of `framesOut` that bypass the windows.
    var controlFramesOut = 0
    var calls = 0
}
