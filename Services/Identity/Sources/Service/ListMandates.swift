internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

extension IdentityServer {
    /// A page of an account's mandates on one side, the oldest first, and the token of the next one.
    func mandates(
        of account: Identifier, as side: Mandate.Side?, size: UInt32, token: String
    ) async throws -> (rows: [MandateView], next: String) {
        guard let side else { throw IdentityError.invalidFields([FieldFault(field: "side", reason: .empty)]) }
        let wanted = try Self.page(size, token, "mandates", account.text, side.rawValue)
        let read = try await store.read { snapshot in
            try snapshot.mandates(of: account, as: side, after: wanted.after, count: wanted.rows + 1).map {
                try snapshot.view($0, as: side)
            }
        }
        return wanted.page(read) { $0.mandate.id.text }
    }

    /// One of an account's mandates, on either side.
    func mandate(_ text: String, of account: Identifier) async throws -> MandateView {
        let id = try Self.mandateIdentifier(text)
        return try await store.read { snapshot in
            let mandate = try snapshot.mandate(id, of: account)
            return try snapshot.view(mandate, as: mandate.agent == account ? .agent : .holder)
        }
    }

    /// Which page of the list `names` is asked for.
    static func page(_ size: UInt32, _ token: String, _ names: String...) throws(IdentityError) -> PageRequest {
        do throws(PageRequest.Fault) {
            return try PageRequest(size: size, token: token, list: names.joined(separator: "\n"))
        } catch {
            switch error {
            case .size(let maximum): throw .invalidPageSize(maximum: maximum)
            case .token: throw .invalidPageToken
            }
        }
    }
}
