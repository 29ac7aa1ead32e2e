internal import CArgon2

/// Argon2id (RFC 9106): hashes of passwords that take memory and time to try.
package enum Argon2 {
    /// What one hash costs.
    package struct Cost: Sendable, Equatable {
        /// Memory, in KiB.
        package let kibibytes: UInt32
        /// Passes over it.
        package let passes: UInt32
        /// Lanes, each of which may have a thread.
        package let lanes: UInt32

        /// At least eight KiB for each lane.
        package init(kibibytes: UInt32, passes: UInt32, lanes: UInt32) {
            precondition(
                lanes > 0 && passes > 0 && kibibytes >= 8 * lanes, "Argon2 needs eight KiB a lane and one pass")
            self.kibibytes = kibibytes
            self.passes = passes
            self.lanes = lanes
        }

        /// 19 MiB, two passes, one lane: what OWASP's cheat sheet on storing passwords names first.
        package static let standard = Cost(kibibytes: 19_456, passes: 2, lanes: 1)
    }

    /// Bounds of a hash.
    package enum Limits {
        /// Bytes of a salt.
        package static let saltBytes = 16
        /// Bytes of a hash.
        package static let hashBytes = 32
        /// Longer passwords are refused unread.
        package static let passwordBytesMax = 1_024
    }

    /// Why there is no hash.
    package enum Failure: Error, Sendable, Equatable {
        /// The password is longer than `Limits.passwordBytesMax`.
        case tooLong
        /// There is no memory for it now.
        case noMemory
        /// The encoded hash is none.
        case malformed
        /// The library refuses; its code.
        case refused(code: Int32)
    }

    /// The hash of `password` with everything that was put into it: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. Takes tens of
    /// milliseconds and the cost's memory: never on an event loop. `salt` has 16 bytes and is never used again.
    package static func hash(
        _ password: [UInt8], salt: [UInt8], cost: Cost = .standard
    ) throws(Failure) -> String {
        precondition(salt.count == Limits.saltBytes, "a salt has 16 bytes")
        guard password.count <= Limits.passwordBytesMax else { throw .tooLong }
        let length = argon2_encodedlen(
            cost.passes, cost.kibibytes, cost.lanes, UInt32(salt.count), UInt32(Limits.hashBytes), Argon2_id)
        var encoded = [CChar](repeating: 0, count: length)
        let code = argon2id_hash_encoded(
            cost.passes, cost.kibibytes, cost.lanes, password, password.count, salt, salt.count, Limits.hashBytes,
            &encoded, encoded.count)
        try check(code)
        return String(decoding: encoded.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Whether `password` has the hash `encoded`. As long as one hash takes, right or wrong.
    package static func verify(_ password: [UInt8], against encoded: String) throws(Failure) -> Bool {
        guard password.count <= Limits.passwordBytesMax else { throw .tooLong }
        let code = argon2id_verify(encoded, password, password.count)
        if code == ARGON2_VERIFY_MISMATCH.rawValue { return false }
        try check(code)
        return true
    }

    private static func check(_ code: Int32) throws(Failure) {
        switch code {
        case ARGON2_OK.rawValue: return
        case ARGON2_MEMORY_ALLOCATION_ERROR.rawValue: throw .noMemory
        case ARGON2_DECODING_FAIL.rawValue, ARGON2_DECODING_LENGTH_FAIL.rawValue: throw .malformed
        default: throw .refused(code: code)
        }
    }
}
