internal import MeshKernel

extension WorkMetadata {
    /// The bytes that are committed to.
    package var encoded: [UInt8] {
        var members: [CanonicalJSON.Member] = [
            .init("format", .string(Self.format)),
            .init("number", .string(number.description)),
            .init("name", .string(name.description)),
            .init("size", .number(size)),
            .init("mediaType", .string(mediaType.description)),
            .init("mode", .string(mode.rawValue)),
            .init("sm3", .string(Hexadecimal.encode(sm3))),
            .init("project", .string(projectTitle.description)),
            .init("authority", .string(authority.rawValue)),
            .init(
                "holder",
                .object(
                    [
                        .init("account", .string(holder.account)),
                        .init("verification", .string(holder.verification.rawValue)),
                    ] + (holder.attestation?.members ?? []))),
        ]
        // What a work does not have is left out, so that works sealed before there was such a thing encode as ever.
        if let stage { members.append(.init("stage", .string(stage.rawValue))) }
        if let copyright {
            members.append(
                .init(
                    "copyright",
                    .object([
                        .init("version", .number(UInt64(copyright.version))),
                        .init("commitment", .string(Hexadecimal.encode(copyright.commitment.bytes))),
                    ])))
        }
        if let client { members.append(.init("client", client.member)) }
        return CanonicalJSON.object(members).encoded
    }

    /// Reads metadata of this version; nil for anything else.
    package init?(decoding bytes: [UInt8]) {
        guard let json = CanonicalJSON(parsing: bytes), json["format"]?.string == Self.format,
            let number = json["number"]?.string.flatMap({ EvidenceNumber($0) }),
            let name = json["name"]?.string.flatMap({ try? FileName($0) }), let size = json["size"]?.number,
            let mediaType = json["mediaType"]?.string.flatMap({ try? MediaType($0) }),
            let mode = json["mode"]?.string.flatMap({ Mode(rawValue: $0) }),
            let sm3 = json["sm3"]?.string.flatMap({ Hexadecimal.decode($0) }), sm3.count == FileDigests.byteCount,
            let title = json["project"]?.string.flatMap({ try? ProjectTitle($0) }),
            let authority = json["authority"]?.string.flatMap({ AuthorityProfile(rawValue: $0) }),
            let account = json["holder"]?["account"]?.string,
            let verification = json["holder"]?["verification"]?.string.flatMap({ Holder.Verification(rawValue: $0) })
        else { return nil }
        self.init(
            number: number, name: name, size: size, mediaType: mediaType, mode: mode, sm3: sm3, projectTitle: title,
            authority: authority,
            holder: json["holder"].flatMap { HolderAttestation($0) }.map { Holder(account: account, attestation: $0) }
                ?? Holder(account: account, verification: verification),
            stage: json["stage"]?.string.flatMap { ProcessStage(rawValue: $0) },
            copyright: json["copyright"].flatMap(CopyrightReference.init),
            client: json["client"].flatMap { ClientStatement($0) })
        guard encoded == bytes else { return nil }
    }
}

extension CopyrightReference {
    fileprivate init?(_ json: CanonicalJSON) {
        guard let version = json["version"]?.number.flatMap({ UInt32(exactly: $0) }), version > 0,
            let commitment = json["commitment"]?.string.flatMap({ Hexadecimal.decode($0) }).flatMap({ TreeHash($0) })
        else { return nil }
        self.init(version: version, commitment: commitment)
    }
}
