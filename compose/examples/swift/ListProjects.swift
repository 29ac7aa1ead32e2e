import Logging
import MeshAPI
import MeshTLS
import NIOPosix

/// Prints the projects of the account that `token` names, as the command line tool does: with its certificate.
func listProjects(token: String, keys: String = ".colophon/pki", port: Int = 7403) async throws {
    let credentials = try TLSCredentials(
        files: TLSFiles(
            certificate: "\(keys)/operator.pem", key: "\(keys)/operator.key", trust: ["\(keys)/mesh-ca.pem"]))
    let client = RPCClient(
        service: "evidence", endpoints: [.tcp(host: "127.0.0.1", port: port)], credentials: credentials,
        loop: RPCLoops(group: MultiThreadedEventLoopGroup.singleton).next(), logger: Logger(label: "example"))
    try await client.withClient { client in
        let evidence = EvidenceV1.EvidenceClient(client)
        let page = try await evidence.listProjects(
            EvidenceV1.ListProjectsRequest(pageSize: 20),
            options: CallOptions(timeout: .seconds(5), authorization: "Bearer \(token)"))
        for project in page.projects { print(project.id, project.title) }
    }
}
