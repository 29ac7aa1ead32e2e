/// Whoever has signed in and has shown the password.
struct AccountOwner: Sendable {
    let calls: IdentityCalls
    let account: SignedInAccount
    let password: String
}
