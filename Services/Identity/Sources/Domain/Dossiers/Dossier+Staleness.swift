package import MeshKernel

extension Dossier {
    /// The fields that do not pass on `today`, the day in China. What was handed in passed then: these have ceased to, such
    /// as the validity of a document that is over now, or a number that was taken from the holder. What was taken from a
    /// list stands, whatever became of the list, and so do an address that was confirmed and what was promised.
    package func staleFaults(on today: CivilDate) -> [FieldFault] {
        reading(on: today).faults(in: Self.lasting)
    }

    /// The fields that are judged on `today`: all but those that were taken once and cannot be written now.
    package func judgedFields(on today: CivilDate) -> [DossierField] {
        let standing = DossierField.takenOnce.subtracting(openFields(on: today))
        return DossierField.allCases.filter { !standing.contains($0) }
    }

    private static let lasting = DossierField.allCases.filter { !DossierField.takenOnce.contains($0) }

    /// The fields that its applicant may write on `today`. To what staff opened come, while a correction is due, those that
    /// have ceased to pass and what depends on them: nobody could hand the dossier in otherwise.
    package func openFields(on today: CivilDate) -> Set<DossierField> {
        guard review.state == .correctionDue else { return review.openFields }
        let reading = reading(on: today)
        let stale = Self.lasting.filter { reading.fault(in: $0) != nil }
        return review.openFields.union(DossierField.opened(by: Set(stale)))
    }

    /// Whether its applicant may bring a picture on `today`. A picture shows fields: one that is open opens it too.
    package func isOpen(_ slot: DocumentSlot, on today: CivilDate) -> Bool {
        review.isOpen(slot)
            || (review.state == .correctionDue
                && !openFields(on: today).isDisjoint(with: DossierField.shownByPictures))
    }

    /// The pictures that its applicant may bring on `today`, also those that only a corrected dossier must have.
    package func openSlots(on today: CivilDate) -> [DocumentSlot] {
        reachableSlots(on: today).filter { isOpen($0, on: today) }
    }

    /// Whether its applicant may write these fields on `today`.
    package func checkWriting(
        _ fields: some Sequence<DossierField>, on today: CivilDate
    ) throws(DossierReview.Refusal) {
        guard review.state == .draft || review.state == .correctionDue else { throw .wrongState(review.state) }
        let closed = Set(fields).subtracting(openFields(on: today))
        guard closed.isEmpty else { throw .closedFields(DossierField.allCases.filter(closed.contains)) }
    }
}
