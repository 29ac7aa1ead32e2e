package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import ProtobufC

/// `colophon.identity.v1.AddressBook` as callers see it. What an rpc does stands in `Service`.
package struct AddressBookEndpoint: IdentityV1.AddressBookService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// The account's addresses, masked.
    package func listAddresses(
        _ request: IdentityV1.ListAddressesRequest, context: ServerContext
    ) async throws -> IdentityV1.ListAddressesResponse {
        try await server.answering(context) {
            let addresses = try await server.addresses(of: try context.accountIdentifier())
            return IdentityV1.ListAddressesResponse(addresses: addresses.map { IdentityV1.Address($0.masked) })
        }
    }

    /// One of them in full.
    package func getAddress(
        _ request: IdentityV1.GetAddressRequest, context: ServerContext
    ) async throws -> IdentityV1.Address {
        try await server.answering(context) {
            IdentityV1.Address(
                try await server.address(request.address, of: try context.accountIdentifier()))
        }
    }

    /// Adds one; a repetition answers the same.
    package func addAddress(
        _ request: IdentityV1.AddAddressRequest, context: ServerContext
    ) async throws -> IdentityV1.Address {
        try await server.answering(context) {
            let account = try context.accountIdentifier()
            let answer = try await server.addAddress(
                AddressLines(request.lines), isDefault: request.isDefault, of: account, from: context.origin,
                call: try context.idempotentRequest(
                    account: account.text, over: request.serialized(), serviceKey: server.key),
                answer: { IdentityV1.Address($0).serialized() })
            return try IdentityV1.Address(serialized: answer)
        }
    }

    /// Puts other lines in the place of one's.
    package func changeAddress(
        _ request: IdentityV1.ChangeAddressRequest, context: ServerContext
    ) async throws -> IdentityV1.Address {
        try await server.answering(context) {
            IdentityV1.Address(
                try await server.changeAddress(
                    request.address, AddressLines(request.lines), of: try context.accountIdentifier(),
                    from: context.origin))
        }
    }

    /// Makes one the default.
    package func setDefaultAddress(
        _ request: IdentityV1.SetDefaultAddressRequest, context: ServerContext
    ) async throws -> IdentityV1.Address {
        try await server.answering(context) {
            IdentityV1.Address(
                try await server.setDefaultAddress(
                    request.address, of: try context.accountIdentifier(), from: context.origin))
        }
    }

    /// Removes one.
    package func removeAddress(
        _ request: IdentityV1.RemoveAddressRequest, context: ServerContext
    ) async throws -> IdentityV1.RemoveAddressResponse {
        try await server.answering(context) {
            try await server.removeAddress(
                request.address, of: try context.accountIdentifier(), from: context.origin)
            return IdentityV1.RemoveAddressResponse()
        }
    }
}

extension AddressLines {
    fileprivate init(_ lines: IdentityV1.AddressLines?) {
        let lines = lines ?? IdentityV1.AddressLines()
        self.init(
            label: lines.label, recipient: lines.recipient, mobile: lines.mobile, province: lines.province,
            city: lines.city, district: lines.district, street: lines.street, postcode: lines.postcode)
    }
}

extension IdentityV1.Address {
    fileprivate init(_ address: BookedAddress) {
        let lines = address.lines
        self.init(
            id: address.id.text,
            lines: IdentityV1.AddressLines(
                label: lines.label, recipient: lines.recipient, mobile: lines.mobile, province: lines.province,
                city: lines.city, district: lines.district, street: lines.street, postcode: lines.postcode),
            isDefault: address.isDefault, changedAt: GoogleProtobuf.Timestamp(address.changedAt))
    }
}
