internal import MeshKernel
internal import MeshStore

/// By what an account may act for a holder.
enum ActingBasis: Sendable, Equatable {
    /// It is the holder's own.
    case own(version: Int64)
    /// By a mandate in force.
    case mandate(Identifier, until: CivilDate, version: Int64)
}

extension IdentityServer {
    /// By what an account may act for a holder in a business now; nil when it may not, for whatever reason.
    func checkAuthority(
        of account: Identifier, for holder: Identifier, in business: Business?
    ) async throws -> ActingBasis? {
        guard let business else {
            throw IdentityError.invalidFields([FieldFault(field: "business", reason: .empty)])
        }
        let today = today
        return try await store.read { snapshot in
            guard let standing = try snapshot.standing(of: holder) else { return nil }
            if standing.account == account {
                guard try snapshot.account(account)?.state == .active else { return nil }
                return .own(version: standing.version)
            }
            // The letter names a document: a holder who has another now has not signed it.
            let mandates = try snapshot.activeMandates(of: account, for: holder).filter {
                $0.allows(business, on: today) && $0.documentCode == standing.documentCode
            }
            guard let mandate = mandates.max(by: { $0.until < $1.until }),
                try snapshot.account(account)?.mayActForOthers == true,
                try snapshot.account(standing.account)?.state == .active
            else { return nil }
            return .mandate(mandate.id, until: mandate.until, version: standing.version)
        }
    }
}
