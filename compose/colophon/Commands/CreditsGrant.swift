import ArgumentParser
import MeshAPI
import MeshKernel
import MeshRPC

/// Gives an account a pack, as one of the staff.
struct CreditsGrant: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant", abstract: "Give an account a pack of credits; needs the staff role administrator.",
        discussion: "Speaks for the member of the staff who has signed in: colophon login NAME --staff.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Option(help: "Who supplies it: platform, or the name of a configured authority.")
    var supplier = "platform"

    @Option(help: "Credits in it, 1 to 1,000,000.")
    var quantity: UInt64

    @Argument(help: "Id of the account.")
    var account: String

    func run() async throws {
        let access = try MeshAccess(folder: global.folder, meshPath: peer.mesh)
        let service = try access.service("evidence")
        let speaker = try StaffSpeaker(access, isSilent: global.json)
        let options = CallOptions(
            timeout: MeshAccess.callLimit, idempotencyKey: Hexadecimal.encode(SystemRandom().bytes(16)),
            authorization: "Bearer " + (try await speaker.token()))
        let request = EvidenceV1.GrantOrderRequest(account: account, supplier: supplier, quantity: quantity)
        let order = try await access.withClient(of: service) { client -> EvidenceV1.Order in
            do {
                return try await EvidenceV1.OrdersClient(client).grantOrder(request, options: options)
            } catch let error as RPCError {
                guard let failure = StaffDesk.failure(of: error) else { throw error }
                throw failure
            }
        }
        Credits.show([order], asJSON: global.json)
    }
}
