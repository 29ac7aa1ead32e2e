/// Where a third party is.
package struct ThirdPartyEndpoints: Sendable, Equatable {
    /// Where user agents are sent.
    package let authorization: ThirdPartyAddress
    /// Where codes are redeemed.
    package let token: ThirdPartyAddress
    /// Where it is told whose a token is.
    package let userinfo: ThirdPartyAddress

    package init(authorization: ThirdPartyAddress, token: ThirdPartyAddress, userinfo: ThirdPartyAddress) {
        self.authorization = authorization
        self.token = token
        self.userinfo = userinfo
    }
}
