#if canImport(Glibc)
internal import Glibc
#else
internal import Musl
#endif

/// The faces that documents are set in, and the files in which Linux distributions keep them. No other font of the
/// machine is looked at.
enum PrintFont: CaseIterable {
    /// A Song face, as official Chinese documents are set.
    case song
    /// For the characters that the Song face lacks; it has every one of the basic 20,902.
    case hei
    case serif
    case serifBold
    case mono

    var face: String {
        switch self {
        case .song: "AR PL UMing CN"
        case .hei: "WenQuanYi Micro Hei"
        case .serif, .serifBold: "Liberation Serif"
        case .mono: "Liberation Mono"
        }
    }

    /// The Debian package that has it.
    var package: String {
        switch self {
        case .song: "fonts-arphic-uming"
        case .hei: "fonts-wqy-microhei"
        case .serif, .serifBold, .mono: "fonts-liberation"
        }
    }

    private var paths: [String] {
        switch self {
        case .song: ["/usr/share/fonts/truetype/arphic/uming.ttc", "/usr/share/fonts/cjkuni-uming/uming.ttc"]
        case .hei: ["/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "/usr/share/fonts/wqy-microhei/wqy-microhei.ttc"]
        case .serif: Self.liberation("Serif-Regular")
        case .serifBold: Self.liberation("Serif-Bold")
        case .mono: Self.liberation("Mono-Regular")
        }
    }

    private static func liberation(_ style: String) -> [String] {
        ["truetype/liberation", "truetype/liberation2", "liberation", "liberation-fonts"]
            .map { "/usr/share/fonts/\($0)/Liberation\(style).ttf" }
    }

    /// Where it is on this machine.
    func path() throws(PDFError) -> String {
        guard let path = paths.first(where: { access($0, R_OK) == 0 }) else {
            throw .missingFont(face: face, package: package)
        }
        return path
    }
}

extension PDFText.Typeface {
    /// In the order in which they are asked for a character.
    var families: [PrintFont] {
        switch self {
        case .serif: [.serif, .song, .hei]
        case .mono: [.mono, .song, .hei]
        }
    }
}
