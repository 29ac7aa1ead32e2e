import ArgumentParser

/// What the staff do, and who is of them.
struct Staff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Review dossiers, answer tickets and make calls as one of the staff; say who is of the staff.",
        discussion: """
            `grant`, `withdraw` and `list` need nothing but the certificate of whoever runs the mesh. The others speak for \
            the member of the staff who has signed in: colophon login NAME --staff.
            """,
        subcommands: [
            StaffQueue.self, StaffClaim.self, StaffShow.self, StaffPicture.self, StaffApprove.self, StaffRefuse.self,
            StaffRelease.self, StaffTakeOver.self, StaffExtend.self, StaffFreeNumber.self,
            StaffTickets.self, StaffCalls.self, StaffAdvisers.self, StaffDeadLetters.self, StaffLooks.self,
            StaffGrant.self, StaffWithdraw.self, StaffList.self,
        ])
}
