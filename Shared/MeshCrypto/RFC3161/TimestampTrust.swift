/// The authorities whose timestamps are believed: root certificates, from the verifier's own folder and never from
/// what is being verified.
package struct TimestampTrust: Sendable {
    let anchors: [Certificate]

    /// From PEM text with at least one certificate; `path` names it in the error.
    package init(pem: [UInt8], path: String) throws(TimestampError) {
        do throws(CryptoError) {
            anchors = try Certificate.list(pem: pem, path: path)
        } catch {
            throw .unusable(error)
        }
    }
}
