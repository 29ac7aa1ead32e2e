internal import MeshKernel
internal import MeshStore

/// Where this service's sealed columns stand.
enum SealedPlaces {
    static func messageAddress(_ id: Identifier) -> SealedPlace {
        SealedPlace(table: "messages", column: "address", row: id.text)
    }

    static func messageTitle(_ id: Identifier) -> SealedPlace {
        SealedPlace(table: "messages", column: "title", row: id.text)
    }

    static func messageContent(_ id: Identifier) -> SealedPlace {
        SealedPlace(table: "messages", column: "content", row: id.text)
    }

    static func contact(_ account: String, _ channel: Channel) -> SealedPlace {
        SealedPlace(table: "contacts", column: "address", row: account, channel.rawValue)
    }

    static func webhookURL(_ id: Identifier) -> SealedPlace {
        SealedPlace(table: "webhooks", column: "url", row: id.text)
    }

    static func webhookSecret(_ id: Identifier) -> SealedPlace {
        SealedPlace(table: "webhooks", column: "secret", row: id.text)
    }

    static func replacedSecret(_ id: Identifier, at time: WallTime) -> SealedPlace {
        SealedPlace(table: "webhook_secrets", column: "secret", row: id.text, "\(time.milliseconds)")
    }

    static func ticketSubject(_ id: Identifier) -> SealedPlace {
        SealedPlace(table: "tickets", column: "subject", row: id.text)
    }

    static func ticketText(_ id: Identifier, position: Int64) -> SealedPlace {
        SealedPlace(table: "ticket_texts", column: "content", row: id.text, "\(position)")
    }

    static func callbackNumber(_ id: Identifier) -> SealedPlace {
        SealedPlace(table: "callbacks", column: "number", row: id.text)
    }
}
