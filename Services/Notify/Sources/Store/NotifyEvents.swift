package import MeshStore

/// What this service tells the others, and itself: a commit that bears an event wakes those who watch.
package enum NotifyEvents {
    /// A message stands in somebody's message centre.
    package static let arrived = EventType(name: "inbox.arrived", readers: ["operator"])

    /// A message was given up, and a person should look at it.
    package static let died = EventType(name: "message.died", readers: ["operator"])

    /// A ticket stands somewhere else, or somebody wrote into it.
    package static let ticketChanged = EventType(name: "ticket.changed", readers: ["operator"])

    /// Somebody asked for a call, or it was given to somebody, or made.
    package static let callbackChanged = EventType(name: "callback.changed", readers: ["operator"])

    /// All of them.
    package static let all = [arrived, died, ticketChanged, callbackChanged]
}
