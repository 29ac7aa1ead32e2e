import COpenSSL

/// A digest that is fed piece by piece. Copies are independent: a copy is made when a shared value is fed.
package struct StreamingDigest: Sendable {
    /// Owns OpenSSL's context, which changes only while one value alone holds it.
    private final class State: @unchecked Sendable {
        let context: OpaquePointer

        init(_ context: OpaquePointer) {
            self.context = context
        }

        deinit {
            EVP_MD_CTX_free(context)
        }
    }

    /// What is computed.
    package let algorithm: DigestAlgorithm
    private var state: State

    /// A digest that nothing has been fed to.
    package init(_ algorithm: DigestAlgorithm) {
        self.algorithm = algorithm
        guard let context = EVP_MD_CTX_new(),
            EVP_DigestInit_ex2(context, algorithm.implementation, nil) == 1
        else { preconditionFailure("OpenSSL has no \(algorithm): \(OpenSSLFailure.reason())") }
        state = State(context)
    }

    /// Feeds the next bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        if !isKnownUniquelyReferenced(&state) { state = copyOfState() }
        let result = EVP_DigestUpdate(state.context, bytes.baseAddress, bytes.count)
        precondition(result == 1, "a digest that was begun can be fed")
    }

    /// Feeds the next bytes.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Feeds the next bytes.
    package mutating func update(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The digest of everything fed so far; feeding can go on afterwards.
    package func finish() -> [UInt8] {
        let last = copyOfState()
        return [UInt8](unsafeUninitializedCapacity: algorithm.bytes) { target, count in
            let result = EVP_DigestFinal_ex(last.context, target.baseAddress, nil)
            precondition(result == 1, "a digest that was begun can be finished")
            count = algorithm.bytes
        }
    }

    private func copyOfState() -> State {
        guard let context = EVP_MD_CTX_new(), EVP_MD_CTX_copy_ex(context, state.context) == 1 else {
            preconditionFailure("OpenSSL cannot copy a digest: \(OpenSSLFailure.reason())")
        }
        return State(context)
    }
}
