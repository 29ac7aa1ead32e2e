internal import COpenSSL
package import MeshKernel

/// A TimeStampToken (RFC 3161, section 2.4.2): a CMS ContentInfo, signed, around the statement of a time.
package struct TimestampToken: Sendable, Equatable {
    /// DER of the ContentInfo, byte for byte as the authority sent it.
    package let der: [UInt8]
    /// What made the digest.
    package let algorithm: TimestampDigest
    /// The digest that was timed.
    package let digest: [UInt8]
    /// The authority's time, to the millisecond; finer fractions are dropped.
    package let time: WallTime
    /// The authority's policy as a dotted object identifier.
    package let policy: String
    /// Big-endian, without sign.
    package let serial: [UInt8]
    /// Nil when the token carries none, or one that does not fit sixty-four bits.
    package let nonce: UInt64?
    /// The declared accuracy in milliseconds; nil when none is declared, or one that does not fit sixty-four bits.
    package let accuracyMilliseconds: Int64?

    /// Reads a token without believing it yet.
    package init(der: [UInt8]) throws(TimestampError) {
        guard let outer = DER.read(der[...]), outer.tag == DER.sequence, outer.whole.count == der.count else {
            throw .malformed("not one DER element")
        }
        let token = try Self.parse(der)
        defer { PKCS7_free(token) }
        guard let info = PKCS7_to_TS_TST_INFO(token) else { throw .malformed(OpenSSLFailure.reason()) }
        defer { TS_TST_INFO_free(info) }
        try self.init(der: der, stating: info)
    }

    /// A token that was made here a moment ago.
    init(der: [UInt8], issued statement: TokenFrame.Statement, policy: String, accuracyMilliseconds: Int64) {
        self.der = der
        algorithm = statement.algorithm
        digest = statement.digest
        time = statement.time
        self.policy = policy
        serial = statement.serial
        nonce = statement.nonce
        self.accuracyMilliseconds = accuracyMilliseconds
    }

    /// The token `der` that states `info`.
    private init(der: [UInt8], stating info: OpaquePointer) throws(TimestampError) {
        guard TS_TST_INFO_get_version(info) == 1 else { throw .malformed("not version 1") }

        guard let imprint = TS_TST_INFO_get_msg_imprint(info), let identifier = TS_MSG_IMPRINT_get_algo(imprint),
            let algorithm = TimestampDigest(nid: OBJ_obj2nid(identifier.pointee.algorithm)),
            let message = TS_MSG_IMPRINT_get_msg(imprint)
        else { throw .malformed("over no digest that is accepted here") }
        digest = ASN1Bytes.copy(message)
        guard digest.count == algorithm.digestBytes else { throw .malformed("the imprint's length is wrong") }
        self.algorithm = algorithm

        guard let stated = TS_TST_INFO_get_time(info), let time = GeneralizedTime.parse(ASN1Bytes.copy(stated)) else {
            throw .malformed("genTime is not a GeneralizedTime in UTC")
        }
        self.time = time
        guard let policy = ASN1Bytes.dotted(TS_TST_INFO_get_policy_id(info)) else { throw .malformed("no policy") }
        self.policy = policy
        guard let serial = TS_TST_INFO_get_serial(info) else { throw .malformed("no serial number") }
        self.serial = ASN1Bytes.copy(serial)
        var nonce: UInt64 = 0
        if let stated = TS_TST_INFO_get_nonce(info), ASN1_INTEGER_get_uint64(&nonce, stated) == 1 {
            self.nonce = nonce
        } else {
            self.nonce = nil
        }
        OpenSSLFailure.forget()
        accuracyMilliseconds = TS_TST_INFO_get_accuracy(info).flatMap { accuracy -> Int64? in
            let seconds = TS_ACCURACY_get_seconds(accuracy).map { Int64(ASN1_INTEGER_get($0)) } ?? 0
            let millis = TS_ACCURACY_get_millis(accuracy).map { Int64(ASN1_INTEGER_get($0)) } ?? 0
            // Whoever made the token may have written any number.
            let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000)
            let (sum, isBeyond) = whole.addingReportingOverflow(millis)
            return isTooLong || isBeyond ? nil : sum
        }
        self.der = der
    }

    static func parse(_ der: [UInt8]) throws(TimestampError) -> UnsafeMutablePointer<PKCS7> {
        OpenSSLFailure.forget()
        let token: UnsafeMutablePointer<PKCS7>? = der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            let parsed = d2i_PKCS7(nil, &cursor, buffer.count)
            guard let end = buffer.baseAddress?.advanced(by: buffer.count), cursor == end else {
                PKCS7_free(parsed)
                return nil
            }
            return parsed
        }
        guard let token else { throw .malformed(OpenSSLFailure.reason()) }
        return token
    }
}

/// What OpenSSL's objects are in bytes.
enum ASN1Bytes {
    /// What one of OpenSSL's encoders writes; nothing when it fails.
    static func encoded(
        by encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
    ) -> [UInt8] {
        let length = encode(nil)
        guard length > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
            var cursor = buffer.baseAddress
            count = max(0, Int(encode(&cursor)))
        }
    }

    static func copy(_ string: UnsafePointer<ASN1_STRING>) -> [UInt8] {
        guard let data = ASN1_STRING_get0_data(string) else { return [] }
        return Array(UnsafeBufferPointer(start: data, count: Int(ASN1_STRING_length(string))))
    }

    static func dotted(_ identifier: OpaquePointer?) -> String? {
        var text = [CChar](repeating: 0, count: 256)
        let length = OBJ_obj2txt(&text, Int32(text.count), identifier, 1)
        guard length > 0, length < text.count else { return nil }
        return String(decoding: text.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
