package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

/// `colophon.identity.v1.Lists` as callers see it.
package struct ListsEndpoint: IdentityV1.ListsService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// The provinces, or what lies directly below a region.
    package func listRegions(
        _ request: IdentityV1.ListRegionsRequest, context: ServerContext
    ) async throws -> IdentityV1.ListRegionsResponse {
        try await server.answering(context) {
            let parent = request.parent
            guard parent.isEmpty || Regions.region(parent) != nil else { throw IdentityError.unknownRegion }
            let regions = parent.isEmpty ? Regions.provinces : Regions.children(of: parent)
            return IdentityV1.ListRegionsResponse(
                regions: regions.map {
                    IdentityV1.Region(
                        code: $0.code, name: $0.name, hasChildren: !Regions.children(of: $0.code).isEmpty)
                }, edition: Regions.edition, source: Regions.source)
        }
    }

    /// The sections of the classification of economic activities.
    package func listIndustries(
        _ request: IdentityV1.ListIndustriesRequest, context: ServerContext
    ) async throws -> IdentityV1.ListIndustriesResponse {
        IdentityV1.ListIndustriesResponse(
            industries: Industry.allCases.map { IdentityV1.Industry(code: $0.rawValue, name: $0.name) },
            edition: Industry.edition, source: Industry.source)
    }

    /// An authority's offices.
    package func listOffices(
        _ request: IdentityV1.ListOfficesRequest, context: ServerContext
    ) async throws -> IdentityV1.ListOfficesResponse {
        try await server.answering(context) {
            let offices = try await server.offices(at: Authority(request.authority), in: request.city)
            return IdentityV1.ListOfficesResponse(offices: offices.map { IdentityV1.Office($0) })
        }
    }

    /// Takes what staff say of an office.
    package func setOffice(
        _ request: IdentityV1.SetOfficeRequest, context: ServerContext
    ) async throws -> IdentityV1.Office {
        try await server.answering(context) {
            IdentityV1.Office(
                try await server.setOffice(
                    OfficeDraft(
                        authority: Authority(request.authority), name: request.name, city: request.city,
                        address: request.address, telephone: request.telephone, source: request.source),
                    by: try context.accountIdentifier()))
        }
    }

    /// Takes an office from the list.
    package func removeOffice(
        _ request: IdentityV1.RemoveOfficeRequest, context: ServerContext
    ) async throws -> IdentityV1.RemoveOfficeResponse {
        try await server.answering(context) {
            try await server.removeOffice(
                request.name, at: Authority(request.authority), by: try context.accountIdentifier())
            return IdentityV1.RemoveOfficeResponse()
        }
    }
}

extension IdentityV1.Office {
    fileprivate init(_ office: Office) {
        self.init(
            authority: IdentityV1.Authority(office.authority), name: office.name, city: office.city,
            address: office.address, telephone: office.telephone, source: office.source,
            changedAt: GoogleProtobuf.Timestamp(office.changedAt))
    }
}
