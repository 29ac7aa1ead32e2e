import MeshRPC
import ProtobufC

/// What the running services say about themselves.
struct Reflection {
    /// One process and what it offers.
    struct Offer: Sendable {
        let process: MeshFile.Service
        /// Full names, sorted.
        let services: [String]
        let pool: DescriptorPool
    }

    /// A method, the process that has it, and the descriptors of its messages.
    struct Found: Sendable {
        let process: MeshFile.Service
        let method: MethodDescriptor
        let pool: DescriptorPool
    }

    let access: MeshAccess

    /// Asks one process.
    func offer(of process: MeshFile.Service) async throws -> Offer {
        try await access.withClient(of: process) { client in
            let reflection = MeshV1.ReflectionClient(client)
            let options = CallOptions(timeout: MeshAccess.callLimit)
            let services = try await reflection.listServices(MeshV1.ListServicesRequest(), options: options).services
            let set = try await reflection.getDescriptors(MeshV1.GetDescriptorsRequest(), options: options)
            guard let pool = try? DescriptorPool(fileDescriptorSet: set.fileDescriptorSet) else {
                throw RPCError.dataLoss("its descriptors cannot be read")
            }
            return Offer(process: process, services: services.sorted(), pool: pool)
        }
    }

    /// Asks every process of the mesh.
    func offers() async throws -> [Offer] {
        var offers: [Offer] = []
        for process in access.mesh.services { offers.append(try await offer(of: process)) }
        return offers
    }

    /// Finds `SERVICE/METHOD`. Upper and lower case do not matter, nor what stands before the last dot of SERVICE. A
    /// process that does not answer is in the way of nothing that another one has.
    func method(_ words: String, on name: String?) async throws -> Found {
        let parts = words.split(separator: "/").map(String.init)
        var near: [String] = []
        var silence: (any Error)?
        for process in try name.map({ [try access.service($0)] }) ?? access.mesh.services {
            let offer: Offer
            do {
                offer = try await self.offer(of: process)
            } catch {
                silence = silence ?? error
                continue
            }
            for service in offer.pool.services where Self.names(parts[0], service.fullName) {
                guard offer.services.contains(service.fullName) else { continue }
                near += service.methods.map { "\(service.fullName)/\($0.name)" }
                if let method = service.methods.first(where: { $0.name.lowercased() == parts[1].lowercased() }) {
                    return Found(
                        process: offer.process, method: MethodDescriptor(method, of: service), pool: offer.pool)
                }
            }
        }
        if near.isEmpty, let silence { throw silence }
        throw Failure.refused(
            near.isEmpty ? "no service named \(parts[0])" : "\(parts[0]) has no method \(parts[1])",
            advice: near.isEmpty ? "See what there is: colophon list" : "It has \(near.joined(separator: ", ")).")
    }

    /// Whether `word` is a service's full name, or the last part of it.
    static func names(_ word: String, _ fullName: String) -> Bool {
        let word = word.lowercased()
        let full = fullName.lowercased()
        return full == word || full.hasSuffix("." + word)
    }
}

extension MethodDescriptor {
    /// A method as its file describes it; who may call it is the server's to decide.
    init(_ method: MethodSchema, of service: ServiceSchema) {
        self.init(
            service: service.fullName, name: method.name, requestStreaming: method.requestStreaming,
            responseStreaming: method.responseStreaming, requestType: method.requestType,
            responseType: method.responseType,
            access: MethodAccess(callers: [], subject: .none, repetition: .natural))
    }
}
