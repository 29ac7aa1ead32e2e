package import MeshTestKit

/// What reads the texts and pictures of people, by the name that `Tests/fuzz.sh` knows.
package enum ServiceSubject: String, CaseIterable, Sendable {
    /// The picture decoders, and what is found out about a picture.
    case pictures
    /// The fields of a dossier, and what is read off its pictures.
    case fields

    /// Sets the target up.
    package func target() throws -> any FuzzTarget {
        switch self {
        case .pictures: try PictureTarget()
        case .fields: FieldTarget()
        }
    }
}
