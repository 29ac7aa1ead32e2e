#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A thread of our own, for work that blocks: it would starve the cooperative pool.
enum WorkerThread {
    private final class Body {
        let name: String
        let run: @Sendable () -> Void

        init(_ name: String, _ run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Starts a thread that runs `body` and ends. `name` is at most 15 bytes, as Linux shows it.
    static func start(_ name: String, _ body: @escaping @Sendable () -> Void) throws(StoreError) {
        let retained = Unmanaged.passRetained(Body(name, body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
                WorkerThread.setName(body.name)
                body.run()
                return nil
            }, retained.toOpaque())
        guard code == 0 else {
            retained.release()
            throw .unopenable(path: name, reason: "no thread: \(String(cString: strerror(code)))")
        }
        pthread_detach(thread)
    }

    /// Through the file system: the calls that name a thread are variadic or GNU's own, and Swift imports neither. A
    /// thread without a name works as well.
    private static func setName(_ name: String) {
        let descriptor = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = write(descriptor, name, name.utf8.count)
        close(descriptor)
    }
}
