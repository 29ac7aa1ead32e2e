package import MeshRPC
package import MeshStore

/// One service of the mesh: what it offers and what it does. The runtime gives it everything else.
package protocol MeshService: Sendable {
    /// The section of the configuration file under the service's name; closed, like all of the file.
    associatedtype Configuration: Decodable & Sendable

    /// Its segment in certificates, addresses and file names, e.g. `evidence`.
    static var name: String { get }
    /// Steps of its store's schema.
    static var migrations: [Migration] { get }
    /// Kinds of events it may append, and who reads them.
    static var eventTypes: [EventType] { get }

    /// Puts the service together. Throws `ConfigurationError` when its section makes no sense.
    init(configuration: Configuration, runtime: RuntimeEnvironment) async throws

    /// What it offers. Health, reflection and, with a store, the feed are added.
    var services: [any RPCService] { get }
    /// What it answers to the outside world, over plain HTTP at the address that `public` of the configuration names.
    var publicRoutes: [PublicRoute] { get }
    /// Its own work in the background, until the task is cancelled. When it throws, the process stops.
    func run() async throws
    /// Called once when the process begins to drain, before its calls are waited for.
    func drain() async
}

extension MeshService {
    /// No tables of its own.
    package static var migrations: [Migration] { [] }
    /// No events.
    package static var eventTypes: [EventType] { [] }

    /// Nothing for the outside world.
    package var publicRoutes: [PublicRoute] { [] }

    /// Nothing in the background.
    package func run() async throws {
        let (stream, _) = AsyncStream.makeStream(of: Void.self)
        for await _ in stream {}
    }

    /// Nothing to prepare.
    package func drain() async {}
}
