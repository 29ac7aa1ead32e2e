import CMeshProto
import CProtobufC
import ProtobufC

/// The `(colophon.mesh.v1.access)` option of one method, complete.
struct Access {
    var callers: [String]
    /// A case of `MethodAccess.Subject`.
    var subject: String
    var roles: [String]
    /// A case of `MethodAccess.Repetition`.
    var repetition: String

    /// The option's number among the extensions of MethodOptions.
    static let optionNumber: UInt32 = 50501

    init(of method: MethodSchema, in service: ServiceSchema) throws(GeneratorError) {
        let name = "\(service.fullName)/\(method.name)"
        func incomplete(_ why: String) -> GeneratorError { .access(method: name, why: why) }
        guard let payloads = method.extensions[Access.optionNumber] else {
            throw incomplete("states no (colophon.mesh.v1.access) option")
        }
        let arena = Arena()
        // A message option that is given in parts is joined, like every message field.
        let bytes = arena.copy(Array(payloads.joined()))
        do throws(ProtobufError) {
            let message = UnsafeRawPointer(
                try Unpacking.unpack(
                    UnsafeRawBufferPointer(start: bytes.data, count: bytes.len),
                    as: colophon__mesh__v1__access__description(), in: arena)
            ).assumingMemoryBound(to: Colophon__Mesh__V1__Access.self)
            callers = try CopyOut.strings(message.pointee.n_callers, message.pointee.callers, "callers")
            roles = try CopyOut.strings(message.pointee.n_roles, message.pointee.roles, "roles")
            let subjects = [
                "", "none", "applicant", "account", "verifiedAccount", "staff", "signedIn", "admitted",
            ]
            let subjectNumber = Int(message.pointee.subject.rawValue)
            subject = subjects.indices.contains(subjectNumber) ? subjects[subjectNumber] : ""
            let repetitions = ["", "safe", "keyed", "natural"]
            let repetitionNumber = Int(message.pointee.repetition.rawValue)
            repetition = repetitions.indices.contains(repetitionNumber) ? repetitions[repetitionNumber] : ""
        } catch {
            throw .descriptors(error)
        }
        withExtendedLifetime(arena) {}
        guard !callers.isEmpty, callers.allSatisfy({ !$0.isEmpty }) else { throw incomplete("admits no callers") }
        guard !subject.isEmpty else { throw incomplete("states no subject") }
        guard !repetition.isEmpty else { throw incomplete("states no repetition") }
        guard subject != "staff" || !roles.isEmpty else { throw incomplete("SUBJECT_STAFF needs roles") }
        guard roles.isEmpty || !["none", "signedIn"].contains(subject) else {
            throw incomplete("roles belong to staff, and to those who act for an institution")
        }
    }
}
