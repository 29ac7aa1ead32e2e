import COpenSSL
import MeshCrypto
import MeshKernel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The rules for a peer's certificate beyond what OpenSSL checks by itself.
enum PeerCertificate {
    /// A fault on its way to being reported.
    struct Refusal: Error {
        let fault: CertificateFault
    }

    /// Builds and checks the chain as of `now`; nil when it is good.
    static func fault(verifying verification: OpaquePointer, now: WallTime) -> CertificateFault? {
        // Rounded down, as certificates' own times are whole seconds.
        X509_STORE_CTX_set_time(verification, 0, time_t(now.milliseconds / 1_000))
        if X509_verify_cert(verification) == 1 { return nil }
        let code = X509_STORE_CTX_get_error(verification)
        switch code {
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_UNTRUSTED:
            return .unknownAuthority
        case X509_V_ERR_CERT_HAS_EXPIRED: return .expired
        case X509_V_ERR_CERT_NOT_YET_VALID: return .notYetValid
        case X509_V_ERR_CERT_SIGNATURE_FAILURE: return .badSignature
        case X509_V_ERR_INVALID_PURPOSE: return .wrongUsage
        default: return .other(String(cString: X509_verify_cert_error_string(Int(code))))
        }
    }

    /// OpenSSL lets a certificate without extended key usage pass for anything; here it must name the use. An
    /// authority's own certificate is no leaf either (X509-SVID, section 4.1).
    static func checkUsage(_ certificate: OpaquePointer, peerIsServer: Bool) throws(Refusal) {
        let use = UInt32(peerIsServer ? XKU_SSL_SERVER : XKU_SSL_CLIENT)
        guard X509_get_extension_flags(certificate) & UInt32(EXFLAG_XKUSAGE) != 0,
            X509_get_extended_key_usage(certificate) & use != 0
        else { throw Refusal(fault: .wrongUsage) }
        guard X509_check_ca(certificate) == 0 else { throw Refusal(fault: .authorityAsLeaf) }
    }

    /// The identity in the certificate's one URI.
    static func identity(of certificate: OpaquePointer) throws(Refusal) -> PeerIdentity {
        let uris = Certificate.uris(of: certificate)
        guard let uri = uris.first else { throw Refusal(fault: .withoutIdentity) }
        guard uris.count == 1 else { throw Refusal(fault: .severalIdentities(count: uris.count)) }
        guard let uri, let identity = PeerIdentity(spiffe: uri) else { throw Refusal(fault: .malformedIdentity) }
        return identity
    }
}
