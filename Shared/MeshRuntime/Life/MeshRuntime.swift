import Logging
import MeshKernel
import UnixSignals

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The life of a service's process, from its arguments to its exit code.
package enum MeshRuntime {
    /// The version that `--version` and the inspection page tell.
    package static let version = "0.1.0"

    /// Runs `service` until a signal ends it, and then ends the process: 0 after a drain, 2 when the configuration was
    /// refused, 1 otherwise. Takes `--config FILE` and `--check`; the file may also be named by `COLOPHON_CONFIG`.
    /// `arguments` are the program's own unless its name for the service stands before them.
    package static func run<S: MeshService>(
        _ service: S.Type, arguments: [String] = Array(CommandLine.arguments.dropFirst())
    ) async throws {
        let began = SystemTime().monotonic()
        // Everything this process makes is its owner's alone, sockets and stores included.
        umask(0o077)
        signal(SIGPIPE, SIG_IGN)
        let environment = ProcessEnvironment.variables()
        switch Arguments(arguments, environment: environment) {
        case .run(let file): exit(await live(service, file: file, environment: environment, began: began).rawValue)
        case .check(let file): exit(check(service, file: file, environment: environment).rawValue)
        case .version:
            print("\(S.name) \(version)")
            exit(ExitCode.done.rawValue)
        case .help:
            print(Arguments.usage(S.name))
            exit(ExitCode.done.rawValue)
        case .refused(let reason):
            complain("\(reason)\n\(Arguments.usage(S.name))")
            exit(ExitCode.configurationRefused.rawValue)
        }
    }

    private static func check<S: MeshService>(
        _ service: S.Type, file: String, environment: [String: String]
    ) -> ExitCode {
        do throws(ConfigurationError) {
            let configuration = try ServiceConfiguration<S.Configuration>(
                file: file, service: S.name, environment: environment)
            _ = try ServiceKeys(configuration.common, time: SystemTime())
            print("\(file): good")
            return .done
        } catch {
            complain("\(error)")
            return .configurationRefused
        }
    }

    private static func live<S: MeshService>(
        _ service: S.Type, file: String, environment: [String: String], began: MonotonicTime
    ) async -> ExitCode {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        let configuration: ServiceConfiguration<S.Configuration>
        let log: ServiceLog
        do throws(ConfigurationError) {
            configuration = try ServiceConfiguration(file: file, service: S.name, environment: environment)
            log = try ServiceLog(configuration.common.log, label: S.name, time: SystemTime())
        } catch {
            complain("\(error)")
            return .configurationRefused
        }
        let process: ServiceProcess<S>
        do {
            process = try await ServiceProcess(configuration, log: log, began: began)
        } catch {
            log.logger.critical("not started", metadata: ["reason": "\(error)"])
            await log.writer.flush()
            // Whoever starts a service by hand looks here, wherever its log goes.
            if configuration.common.log.file != nil, !log.writer.holdsStandardError { complain("\(error)") }
            return error is ConfigurationError ? .configurationRefused : .failed
        }
        let watch = Task {
            await obey(signals, process) { () throws(ConfigurationError) in
                try ServiceConfiguration<S.Configuration>(file: file, service: S.name, environment: environment).common
            }
        }
        let code = await process.ended()
        watch.cancel()
        return code
    }

    /// The first request to stop drains, the second ends the process on the spot.
    private static func obey<S: MeshService>(
        _ signals: UnixSignalsSequence, _ process: ServiceProcess<S>,
        reading: () throws(ConfigurationError) -> CommonConfiguration
    ) async {
        var isStopping = false
        for await signal in signals {
            if signal == .sighup {
                process.reload(reading: reading)
            } else if isStopping {
                _exit(ExitCode.failed.rawValue)
            } else {
                isStopping = true
                process.stop(because: signal == .sigterm ? "SIGTERM" : "SIGINT")
            }
        }
    }

    private static func complain(_ text: String) {
        let bytes = Array((text + "\n").utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}

/// What a service's process says when it ends.
package enum ExitCode: Int32, Sendable {
    /// Drained and closed.
    case done = 0
    /// Anything that went wrong while it ran, or in starting.
    case failed = 1
    /// The configuration, or a key that it names, was refused.
    case configurationRefused = 2
}
