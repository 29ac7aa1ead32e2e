import ArgumentParser

/// What the staff do, and who is of them.
struct Staff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Review dossiers and mandates, answer tickets, keep lists, look at the audit; say who is of the staff.",
        discussion: """
            `grant`, `withdraw`, `list` and `import` need nothing but the certificate of whoever runs the mesh. The others speak for \
            the member of the staff who has signed in: colophon login NAME --staff.
            """,
        subcommands: [
            StaffQueue.self, StaffClaim.self, StaffShow.self, StaffPicture.self, StaffApprove.self, StaffRefuse.self,
            StaffRelease.self, StaffTakeOver.self, StaffExtend.self, StaffFreeNumber.self,
            StaffMandates.self, StaffTickets.self, StaffCalls.self, StaffAdvisers.self, StaffDeadLetters.self,
            StaffLooks.self, StaffCalendar.self, StaffOffices.self, StaffAudit.self, StaffGrant.self,
            StaffWithdraw.self, StaffList.self, StaffImport.self,
        ])
}
