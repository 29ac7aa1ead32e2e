import Identity
import MeshAPI
import MeshRPC
import MeshTestKit
import Testing

extension IdentityRoom {
    /// Somebody with an account, signed in; the clock moves on, so that codes can be sent there again.
    func member(_ name: String = "foxmoon", mobile: String = "13812345678") async throws -> String {
        let token = try await applicant(name, mobile: mobile)
        time.advance(by: .seconds(60))
        return token
    }

    /// Asks for a code to where an account is to be reached, and reads it there.
    func changeCode(
        _ recipient: IdentityV1.RequestChangeCodeRequest.Recipient, as token: String, source: String = "192.0.2.1"
    ) async throws -> String {
        let address =
            switch recipient {
            case .mobile(let text): text
            case .email(let text): text
            }
        let before = inbox.letters(to: address).count
        _ = try await changes.requestChangeCode(
            IdentityV1.RequestChangeCodeRequest(recipient: recipient), options: options(token, source: source))
        _ = try await server.sendCodes()
        let letters = inbox.letters(to: address)
        return try #require(letters.count > before ? letters.last?.code : nil)
    }

    func changeMobile(
        to mobile: String, code: String, as token: String, password: String = password, key: String? = nil
    ) async throws -> IdentityV1.Account {
        try await changes.changeMobile(
            IdentityV1.ChangeMobileRequest(mobile: mobile, code: code, password: password),
            options: options(token, key: key))
    }

    func changeEmail(
        to email: String, code: String, as token: String, password: String = password
    ) async throws -> IdentityV1.Account {
        try await changes.changeEmail(
            IdentityV1.ChangeEmailRequest(email: email, code: code, password: password), options: options(token))
    }

    func changeUserName(
        to name: String, as token: String, password: String = password
    ) async throws -> IdentityV1.Account {
        try await changes.changeUserName(
            IdentityV1.ChangeUserNameRequest(userName: name, password: password), options: options(token))
    }
}
