@testable import MeshRuntime

/// A service's own section, as a service would declare it: required, optional, nested, lists and words.
struct SampleSection: Codable, Sendable, Equatable {
    enum Colour: String, ConfigurationChoice {
        case red, green
    }

    struct Inner: Codable, Sendable, Equatable {
        var depth: Int
        var isDeep: Bool?
    }

    var logKey: String
    var colour: Colour?
    var sizes: [Int]?
    var inner: Inner?
    var names: [String: Inner]?
    var share: Double?
}

enum SampleConfiguration {
    static let yaml = """
        service: evidence
        replica: "1"
        environment: development
        listen: 127.0.0.1:0
        tls:
          certificate: a.pem
          key: a.key
          trust: [ca.pem]
        evidence:
          log_key: log.key
        """

    static func read(
        _ yaml: String = yaml, environment: [String: String] = [:]
    ) throws(ConfigurationError) -> ServiceConfiguration<SampleSection> {
        try ServiceConfiguration(yaml: yaml, file: "sample.yaml", service: "evidence", environment: environment)
    }

    /// The refusal of `yaml`, or nil when it is accepted.
    static func refusal(_ yaml: String = yaml, environment: [String: String] = [:]) -> ConfigurationError? {
        do {
            _ = try read(yaml, environment: environment)
            return nil
        } catch {
            return error
        }
    }
}
