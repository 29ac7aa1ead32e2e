/// Messages to accounts: they go to whoever it is today, wherever that is reached today.
extension Message {
    /// Whether its account's address of the day is where it goes: a message to an account over a channel that makes a
    /// telephone ring. One to a bare number stays that number's.
    package var followsAccount: Bool { !account.isEmpty && address.channel.disturbs }

    /// What makes it and another one the same. Whoever gets a new number is not told the same again.
    package var deduplicationKey: DeduplicationKey {
        DeduplicationKey(event: event, address: followsAccount ? .missing(of: account, address.channel) : address)
    }
}

extension Address {
    /// Stands where an account has no address: its own name, so that the message can be looked at.
    package static func missing(of account: String, _ channel: Channel) -> Address {
        Address(stored: account, channel)
    }
}
