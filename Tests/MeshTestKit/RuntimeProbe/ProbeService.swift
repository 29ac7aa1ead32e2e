import Glibc
import MeshRPC
import MeshRuntime
import MeshStore

/// The smallest service that uses everything: calls for nobody, for an account and for staff, a slow one, one that
/// appends an event, one that holds its event loop.
struct ProbeService: MeshService {
    /// Its section of the configuration.
    struct Configuration: Codable, Sendable {
        var greeting: String
        var isTired: Bool?
    }

    static let name = "evidence"
    static let eventTypes = [
        EventType(name: "probe.said", readers: ["notify", "billing"]),
        EventType(name: "probe.secret", readers: ["billing"]),
    ]

    private let endpoint: ProbeEndpoint
    private let isTired: Bool

    init(configuration: Configuration, runtime: RuntimeEnvironment) async throws {
        endpoint = ProbeEndpoint(greeting: configuration.greeting, runtime: runtime)
        isTired = configuration.isTired ?? false
    }

    var services: [any RPCService] { [endpoint] }

    func run() async throws {
        if isTired { return }
        let (stream, _) = AsyncStream.makeStream(of: Void.self)
        for await _ in stream {}
    }
}

/// Its methods. Messages are borrowed from the health and reflection services: a text there, texts back.
struct ProbeEndpoint: RPCService {
    typealias Question = MeshV1.HealthCheckRequest
    typealias Answer = MeshV1.ListServicesResponse

    static let open = method("Open", .none)
    static let mine = method("Mine", .account)
    static let verified = method("Verified", .verifiedAccount)
    static let signedIn = method("SignedIn", .signedIn)
    static let audit = method("Audit", .staff, roles: ["auditor"])
    static let slow = method("Slow", .none)
    static let hold = method("Hold", .none)
    static let say = method("Say", .none)
    static let fail = method("Fail", .none)
    static let closed = method("Closed", .none, callers: ["gateway"])

    static let serviceDescriptor = ServiceDescriptor(
        fullName: "probe.v1.Probe",
        methods: [open, mine, verified, signedIn, audit, slow, hold, say, fail, closed].map(\.descriptor),
        fileDescriptorSet: [])

    let greeting: String
    let runtime: RuntimeEnvironment

    var handlers: [MethodHandler] {
        [
            .unary(Self.open) { question, _ in Answer(services: [greeting, question.service]) },
            .unary(Self.mine) { _, context in Answer(services: [try context.requireAccount()]) },
            .unary(Self.verified) { _, context in Answer(services: [try context.requireAccount()]) },
            .unary(Self.signedIn) { _, context in Answer(services: [try context.requireAccount()]) },
            .unary(Self.audit) { _, context in Answer(services: context.caller?.roles ?? []) },
            .unary(Self.slow) { question, _ in
                try await Self.wait(for: question.service)
                return Answer(services: ["late"])
            },
            .unary(Self.hold) { question, _ in
                usleep((UInt32(question.service) ?? 0) * 1_000)
                return Answer()
            },
            .unary(Self.say) { question, context in
                let type = Self.type(of: question.service)
                let trace = context.trace.traceparent
                let position = try await runtime.requireStore().write { transaction in
                    try transaction.append(
                        Event(
                            type: type, aggregate: "probe", payload: Array(question.service.utf8), trace: trace))
                }
                return Answer(services: ["\(position)"])
            },
            .unary(Self.fail) { _, _ in throw RPCError(.notFound, "nothing here") },
            .unary(Self.closed) { _, _ in Answer() },
        ]
    }

    /// Waits for as many milliseconds as `text` says, or until there is a file of that name.
    private static func wait(for text: String) async throws {
        if let milliseconds = Int(text) { return try await Task.sleep(for: .milliseconds(milliseconds)) }
        while access(text, F_OK) != 0 { try await Task.sleep(for: .milliseconds(5)) }
    }

    private static func type(of text: String) -> EventType {
        ProbeService.eventTypes[text.hasPrefix("secret") ? 1 : 0]
    }

    private static func method(
        _ name: String, _ subject: MethodAccess.Subject, roles: [String] = [], callers: [String] = ["*"]
    ) -> Method<Question, Answer> {
        Method(
            MethodDescriptor(
                service: "probe.v1.Probe", name: name, requestType: Question.protoName, responseType: Answer.protoName,
                access: MethodAccess(callers: callers, subject: subject, roles: roles, repetition: .natural)))
    }
}
