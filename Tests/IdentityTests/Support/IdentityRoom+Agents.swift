import Identity
import MeshAPI
import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

/// Somebody who was verified at the platform, signed in.
struct VerifiedMember: Sendable {
    let account: String
    let holder: String
    let name: String
    let number: String
    let userName: String
    let mobile: String
    var token: String
}

extension IdentityRoom {
    var agents: IdentityV1.AgentsClient { IdentityV1.AgentsClient(gateway) }
    var mandateDesk: IdentityV1.MandateDeskClient { IdentityV1.MandateDeskClient(gateway) }

    /// The day in China, so many days on.
    func day(_ ahead: Int64 = 0) -> String {
        CivilDate(daysSinceEpoch: ChinaTime.day(time.wall()).daysSinceEpoch + ahead).text
    }

    func verified(
        _ userName: String, mobile: String, name: String, number: String
    ) async throws -> VerifiedMember {
        let before = try await applicant(userName, mobile: mobile)
        let dossier = try await filled(
            before, mobile: mobile, changing: ["real_name": name, "document_number": number])
        _ = try await submit(dossier.id, as: before)
        let staff = try self.staff()
        try await claim(dossier.id, as: staff)
        try await approve(dossier.id, as: staff)
        let account = try await accounts.whoAmI(.init(), options: options(before)).id
        let holder = try await self.holder(of: account).holder
        return VerifiedMember(
            account: account, holder: holder, name: name, number: number, userName: userName, mobile: mobile,
            token: try await logIn(userName).accessToken)
    }

    /// The holder of these tests, and whoever acts for them.
    func holderAndAgent() async throws -> (holder: VerifiedMember, agent: VerifiedMember) {
        let holder = try await verified(
            "foxmoon", mobile: "13812345678", name: "张老二", number: "11010519491231002X")
        let agent = try await verified(
            "agentfox", mobile: "13900000009", name: "李代理", number: "440524188001010014")
        time.advance(by: .seconds(61))
        return (holder, agent)
    }

    func naming(
        _ holder: VerifiedMember, businesses: [IdentityV1.Business] = [.worksRegistration, .evidence],
        from: Int64 = 0, days: Int64 = 365
    ) -> IdentityV1.NameHolderRequest {
        IdentityV1.NameHolderRequest(
            authority: .platform, name: holder.name, documentKind: "resident_identity_card",
            documentNumber: holder.number, businesses: businesses, validFrom: day(from), validUntil: day(from + days))
    }

    func name(
        _ request: IdentityV1.NameHolderRequest, as token: String, key: String? = nil
    ) async throws -> IdentityV1.Mandate {
        try await agents.nameHolder(request, options: options(token, key: key))
    }

    @discardableResult
    func bringLetter(
        _ bytes: [UInt8] = writing(), to mandate: String, as token: String, type: String = "image/png",
        size: Int? = nil
    ) async throws -> IdentityV1.Mandate {
        try await agents.uploadLetter(options: options(token)) { writer in
            try await writer.write(
                .init(
                    part: .header(
                        .init(mandate: mandate, mediaType: type, size: UInt64(size ?? bytes.count)))))
            for start in stride(from: 0, to: bytes.count, by: 200_000) {
                try await writer.write(
                    .init(part: .chunk(Array(bytes[start..<min(start + 200_000, bytes.count)]))))
            }
        }
    }

    func handIn(_ mandate: String, as token: String, key: String? = nil) async throws -> IdentityV1.Mandate {
        try await agents.submitMandate(.init(mandate: mandate), options: options(token, key: key))
    }

    /// Asks for a code as the holder, and reads it where it was sent.
    func mandateCode(_ mandate: String, of holder: VerifiedMember) async throws -> String {
        let before = inbox.letters(to: holder.mobile).count
        _ = try await agents.requestMandateCode(.init(mandate: mandate), options: options(holder.token))
        _ = try await server.sendCodes()
        let letters = inbox.letters(to: holder.mobile)
        return try #require(letters.count > before ? letters.last?.code : nil)
    }

    func confirm(
        _ mandate: String, code: String, as token: String, key: String? = nil
    ) async throws -> IdentityV1.Mandate {
        try await agents.confirmMandate(.init(mandate: mandate, code: code), options: options(token, key: key))
    }

    @discardableResult
    func approveMandate(
        _ mandate: String, as staff: String, key: String? = nil
    ) async throws -> IdentityV1.QueuedMandate {
        try await mandateDesk.approveMandate(.init(mandate: mandate), options: options(staff, key: key))
    }

    @discardableResult
    func endMandate(_ mandate: String, as token: String) async throws -> IdentityV1.Mandate {
        try await agents.endMandate(.init(mandate: mandate), options: options(token))
    }

    /// A mandate that its holder was asked for.
    func asked(
        _ holder: VerifiedMember, by agent: VerifiedMember, from: Int64 = 0, days: Int64 = 365
    ) async throws -> IdentityV1.Mandate {
        let mandate = try await name(naming(holder, from: from, days: days), as: agent.token)
        try await bringLetter(to: mandate.id, as: agent.token)
        return try await handIn(mandate.id, as: agent.token)
    }

    /// One that its holder has agreed to.
    func agreed(
        _ holder: VerifiedMember, with agent: VerifiedMember, from: Int64 = 0, days: Int64 = 365
    ) async throws -> IdentityV1.Mandate {
        let mandate = try await asked(holder, by: agent, from: from, days: days)
        let code = try await mandateCode(mandate.id, of: holder)
        time.advance(by: .seconds(61))
        return try await confirm(mandate.id, code: code, as: holder.token)
    }

    /// One that is in force.
    func inForce(
        _ holder: VerifiedMember, with agent: VerifiedMember, from: Int64 = 0, days: Int64 = 365
    ) async throws -> IdentityV1.Mandate {
        let mandate = try await agreed(holder, with: agent, from: from, days: days)
        try await approveMandate(mandate.id, as: try staff())
        return mandate
    }

    /// Whether an account may act for a holder, as evidence is told.
    func authority(
        of account: String, for holder: String, in business: IdentityV1.Business = .evidence
    ) async throws -> IdentityV1.CheckAuthorityResponse {
        try await mandates.checkAuthority(
            .init(account: account, holder: holder, business: business), options: options())
    }

    func mandate(_ id: String, as token: String) async throws -> IdentityV1.Mandate {
        try await agents.getMandate(.init(mandate: id), options: options(token))
    }
}
