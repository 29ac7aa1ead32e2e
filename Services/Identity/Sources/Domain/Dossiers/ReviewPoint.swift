/// What staff look for on a picture because no machine here judges it. The raw value names it on the wire.
package enum ReviewPoint: String, Sendable, CaseIterable {
    /// The institution's document lies flat and was taken from the front: 平铺正对.
    case licenceFlat = "licence_flat"
    /// The institution's document is a copy with its red seal: 加盖公章（红章）.
    case licenceSeal = "licence_seal"
    /// A watermark, if there is one, reads as the authority has it and no other word.
    case watermark

    /// For staff, in Chinese.
    package func chinese(under rules: AuthorityRules) -> String {
        switch self {
        case .licenceFlat: "证件平铺，正对拍摄"
        case .licenceSeal: "复印件加盖本单位公章（红章）"
        case .watermark: "如有水印，只能是“\(rules.watermark ?? "")”"
        }
    }

    /// The same in English.
    package func english(under rules: AuthorityRules) -> String {
        switch self {
        case .licenceFlat: "the document lies flat and was taken from the front"
        case .licenceSeal: "it is a copy that bears the institution's red seal"
        case .watermark: "a watermark, if there is one, reads \(rules.watermark ?? "") and nothing else"
        }
    }
}

/// A point of the list that staff go through, with the picture that it is about.
package struct ReviewedPoint: Sendable, Equatable {
    /// Which picture.
    package let slot: DocumentSlot
    /// What is looked for on it.
    package let point: ReviewPoint

    package init(slot: DocumentSlot, point: ReviewPoint) {
        self.slot = slot
        self.point = point
    }
}

extension AuthorityRules {
    /// What staff look for on a picture.
    package func points(of slot: DocumentSlot) -> [ReviewPoint] {
        var points: [ReviewPoint] = []
        if slot == .licence {
            if asksForFlatLicence { points.append(.licenceFlat) }
            if asksForSealedLicence { points.append(.licenceSeal) }
        }
        if watermark != nil { points.append(.watermark) }
        return points
    }
}

extension Dossier {
    /// What staff look for on its pictures, in the order in which these are asked for.
    package var checklist: [ReviewedPoint] {
        wantedSlots.flatMap { slot in rules.points(of: slot).map { ReviewedPoint(slot: slot, point: $0) } }
    }
}
