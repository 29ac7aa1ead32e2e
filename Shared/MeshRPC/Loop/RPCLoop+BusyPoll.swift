import MeshKernel
package import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Polling the loop's sockets between a turn and sleep.
extension RPCLoop {
    /// A socket whose bytes end a turn here. A loop polls a few sockets only: with many, one of them always has bytes.
    package func watch(_ socket: NIOBSDSocket.Handle) {
        sockets.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0))
    }

    /// The socket is about to close.
    package func unwatch(_ socket: NIOBSDSocket.Handle) {
        sockets.removeAll { $0.fd == socket }
        readingEnded()
    }

    /// Whether a socket has bytes, which the event loop reads next; never when there are too many to ask.
    func hasInput() -> Bool {
        guard !sockets.isEmpty, sockets.count <= Limits.busyPollSocketsMax,
            poll(&sockets, nfds_t(sockets.count), 0) > 0
        else { return false }
        return sockets.contains { $0.revents == Int16(POLLIN) }
    }

    /// Schedules polling after what this pass of the event loop still has to do, its writes above all.
    func pollSoon() {
        guard !sockets.isEmpty, sockets.count <= Limits.busyPollSocketsMax, !isPollScheduled, busyPoll.shouldPoll()
        else { return }
        isPollScheduled = true
        eventLoop.execute {
            self.isPollScheduled = false
            self.pollNow()
        }
    }

    /// Returns as soon as a socket can be read or another thread has work for the loop, at the latest when time is up.
    private func pollNow() {
        // The machine's own clock, whatever deadlines are measured by: a clock that stands still must not keep the loop.
        let clock = SystemTime()
        let end = clock.monotonic().nanoseconds + busyPoll.nanosecondsMax
        repeat {
            if hasRemoteWork || poll(&sockets, nfds_t(sockets.count), 0) != 0 { return busyPoll.hit() }
        } while clock.monotonic().nanoseconds < end
        busyPoll.miss()
    }
}
