internal import MeshKernel
internal import MeshStore

/// What somebody who asked for a code is told: nothing that depends on whether they have an account.
struct RequestedCode: Sendable {
    let recipient: CodeRecipient
    let expiresAt: WallTime
    let resendAt: WallTime
}

extension IdentityServer {
    /// Makes a code and has it sent, unless it would go to somebody who has no use for it: a code to sign in, or for a new
    /// password, where there is no account. Then too everything is counted and answered alike.
    func requestCode(_ draft: CodeDraft, from origin: CallOrigin) async throws -> RequestedCode {
        let (purpose, recipient) = try draft.checked()
        return try await issueCode(for: purpose, to: recipient, from: origin) { [key] transaction in
            if purpose.goesToAnybody { return true }
            return try transaction.isActive(recipient.loginName, key: key)
        }
    }

    /// Makes a code for somebody who has signed in, or has come through a third party; it is good for that account, or
    /// that registration, alone. What `check` throws keeps it from being counted and made.
    func issueCode(
        for purpose: CodePurpose, to recipient: CodeRecipient, boundTo owner: String? = nil, from origin: CallOrigin,
        sentWhere check: @escaping @Sendable (Transaction) throws -> Bool
    ) async throws -> RequestedCode {
        let drawn = drawnCode()
        return try await store.write { transaction in
            let isSent = try check(transaction)
            return try issue(
                drawn, for: purpose, to: recipient, boundTo: owner, from: origin, isSent: isSent, in: transaction)
        }
    }

    /// A code that was not given to anybody, and the name of the letter that takes it there.
    struct DrawnCode: Sendable {
        let text: String
        let reference: String
    }

    /// Draws a code.
    func drawnCode() -> DrawnCode {
        DrawnCode(text: OneTimeCode.draw(from: random), reference: identifiers.next(.request).text)
    }

    /// Counts a code and keeps it in the place of the one before, in a transaction that may do more; sends it where
    /// `isSent`. Throws `IdentityError.codeTooSoon`.
    func issue(
        _ drawn: DrawnCode, for purpose: CodePurpose, to recipient: CodeRecipient, boundTo owner: String?,
        from origin: CallOrigin, isSent: Bool, in transaction: Transaction
    ) throws -> RequestedCode {
        try transaction.countSending(of: key.code(ofRecipient: recipient.key), within: .recipient)
        try transaction.countSending(of: key.code(ofSource: origin.source), within: .source)
        let now = transaction.now
        let who = recipient.key(boundTo: owner)
        let code = OneTimeCode(
            purpose: purpose, digest: key.digest(of: drawn.text, for: purpose, to: who), sentAt: now)
        try transaction.put(code, recipient: key.code(ofRecipient: who))
        try transaction.forgetTries(of: key.code(ofRecipient: who), for: purpose)
        // One that is for nobody is over before it is made and goes nowhere: leaving it out would be faster, and tell.
        let letter = CodeLetter(
            recipient: recipient, purpose: purpose, code: drawn.text,
            expiresAt: isSent ? code.expiresAt : now.advanced(by: .seconds(-86_400)))
        try transaction.put(letter, of: owner, reference: drawn.reference, key: key)
        return RequestedCode(
            recipient: recipient, expiresAt: code.expiresAt,
            resendAt: now.advanced(by: .seconds(SendingAllowance.resendSeconds)))
    }
}

extension CodeRecipient {
    /// The name that somebody would sign in with who has this number or address.
    var loginName: LoginName {
        switch self {
        case .mobile(let number): .mobile(number)
        case .email(let address): .email(address)
        }
    }
}
