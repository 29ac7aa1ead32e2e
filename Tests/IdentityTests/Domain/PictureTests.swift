import Identity
import Testing

@Suite("Pictures of a dossier", .timeLimit(.minutes(5)))
struct PictureTests {
    private func fault(
        _ authority: Authority = .henan, declared: AuthorityRules.PictureType? = .jpeg,
        found: AuthorityRules.PictureType? = .jpeg, bytes: Int = 100_000, width: Int = 1_200, height: Int = 800,
        sharpness: Int = 100
    ) -> PictureFault? {
        AuthorityRules.of(authority).fault(
            in: PictureFacts(
                declaredType: declared, foundType: found, bytes: bytes, width: width, height: height,
                sharpness: sharpness))
    }

    @Test("a picture under five mebibytes is taken, one of exactly five is not")
    func sizes() {
        #expect(fault() == nil && fault(bytes: 5_242_879) == nil)
        #expect(fault(bytes: 5_242_880) == .tooLarge(limitBytes: 5_242_880) && fault(bytes: 0) == .empty)
    }

    @Test("types are the authority's, and a picture that lies about its own is refused")
    func types() {
        #expect(fault(declared: .png, found: .png) == .wrongType(allowed: [.jpeg]))
        #expect(fault(.cpcc, declared: .png, found: .png) == nil)
        #expect(fault(.cpcc, declared: .jpeg, found: .png) == .lyingType(found: .png))
        #expect(fault(.cpcc, declared: nil) == .wrongType(allowed: [.jpeg, .png]))
        #expect(fault(found: nil) == .wrongType(allowed: [.jpeg]))
    }

    @Test("a picture that cannot be decoded, or read, is refused")
    func sides() {
        #expect(fault(width: 0, height: 0) == .damaged)
        #expect(fault(width: 2_000, height: 599) == .tooSmall(sidePixelsMin: 600) && fault(height: 600) == nil)
        #expect(fault(sharpness: 19) == .blurred && fault(sharpness: 20) == nil)
    }
}
