import Evidence
import MeshCrypto
import MeshKernel
import MeshTestKit
import Testing

@Suite("The log's tree", .timeLimit(.minutes(5)))
struct MerkleTests {
    private static func leaves(_ count: Int) -> [TreeHash] {
        (0..<count).map { TreeHash.leaf(Array("entry \($0)".utf8)) }
    }

    @Test("roots are the ones of certificate transparency's own test vectors")
    func vectors() throws {
        let entries = [
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
        ]
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ]
        var range = CompactRange()
        #expect(range.root.description == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        for (entry, root) in zip(entries, roots) {
            range.append(.leaf(try #require(Hexadecimal.decode(entry))))
            #expect(range.root.description == root)
        }
    }

    @Test("compact range, tile edge and stored tiles give the same root at every size up to 1,100")
    func derivations() throws {
        let leaves = Self.leaves(1_100)
        var range = CompactRange()
        var edge = TileEdge()
        var shelf = TileShelf([])
        for size in 0...leaves.count {
            if size > 0 {
                range.append(leaves[size - 1])
                shelf.keep(edge.append([leaves[size - 1]]))
            }
            #expect(edge.root == range.root)
            #expect(UInt64(shelf.tiles.count) == Tile.count(size: UInt64(size)))
            guard size % 37 == 0 || size < 20 || (250...260).contains(size) else { continue }
            #expect(range.root == ReferenceTree.root(leaves[..<size]))
            #expect(try shelf.proofs(size).root() == range.root)
            #expect(try shelf.proofs(size).frontier() == range.roots)
            #expect(TileEdge(size: UInt64(size)) { shelf.tiles[$0] } == edge)
        }
    }

    @Test("a tree of three tile levels holds together, however it was cut into batches", arguments: [1, 7, 255, 256])
    func threeLevels(batch: Int) throws {
        let count = batch == 1 ? 66_000 : 66_049
        let leaves = (0..<count).map { number in
            TreeHash.leaf((0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
        }
        let shelf = TileShelf(leaves, batch: batch)
        #expect(shelf.tiles.keys.map(\.level).max() == 2)
        var range = CompactRange()
        for leaf in leaves { range.append(leaf) }
        let proofs = shelf.proofs(count)
        #expect(try proofs.root() == range.root)
        for index in [0, 1, 255, 256, 65_535, 65_536, count - 1] {
            let proof = try proofs.inclusion(of: UInt64(index))
            #expect(proof.root(leaf: leaves[index], size: UInt64(count)) == range.root)
        }
    }

    @Test("inclusion proofs are RFC 6962's, for every entry of every tree up to 130")
    func inclusion() throws {
        let leaves = Self.leaves(130)
        let shelf = TileShelf(leaves)
        for size in 1...leaves.count {
            let proofs = shelf.proofs(size)
            let root = ReferenceTree.root(leaves[..<size])
            for index in stride(from: size - 1, through: 0, by: size > 40 ? -7 : -1) {
                let proof = try proofs.inclusion(of: UInt64(index))
                #expect(proof.hashes == ReferenceTree.path(index, leaves[..<size]))
                #expect(proof.root(leaf: leaves[index], size: UInt64(size)) == root)
            }
        }
    }

    @Test("a wrong leaf, index, size, hash, or number of hashes does not lead to the root")
    func wrongInclusion() throws {
        let leaves = Self.leaves(100)
        let shelf = TileShelf(leaves)
        let root = ReferenceTree.root(leaves[...])
        let proofs = shelf.proofs(100)
        for index in [0, 1, 49, 63, 64, 98, 99] {
            let good = try proofs.inclusion(of: UInt64(index))
            func leads(_ proof: InclusionProof, leaf: TreeHash? = nil, size: UInt64 = 100) -> Bool {
                proof.root(leaf: leaf ?? leaves[index], size: size) == root
            }
            #expect(leads(good))
            #expect(!leads(good, leaf: leaves[(index + 1) % 100]))
            #expect(!leads(InclusionProof(index: UInt64((index + 1) % 100), hashes: good.hashes)))
            #expect(!leads(InclusionProof(index: UInt64(index + 100), hashes: good.hashes)))
            #expect(!leads(InclusionProof(index: good.index, hashes: Array(good.hashes.dropLast()))))
            #expect(!leads(InclusionProof(index: good.index, hashes: good.hashes + [root])))
            #expect(!leads(InclusionProof(index: good.index, hashes: [root] + good.hashes)))
            for place in good.hashes.indices {
                var hashes = good.hashes
                hashes[place] = .leaf([1])
                #expect(!leads(InclusionProof(index: good.index, hashes: hashes)))
            }
        }
    }

    @Test("consistency proofs are RFC 6962's, between every two trees up to 70, and hold only between these two")
    func consistency() throws {
        let leaves = Self.leaves(70)
        let shelf = TileShelf(leaves)
        let roots = (0...70).map { ReferenceTree.root(leaves[..<$0]) }
        for size in 1...70 {
            let proofs = shelf.proofs(size)
            for old in 0...size {
                let proof = try proofs.consistency(from: UInt64(old))
                if old > 0 { #expect(proof.hashes == ReferenceTree.proof(old, leaves[..<size])) }
                func holds(_ proof: ConsistencyProof, old: Int = old, oldRoot: TreeHash? = nil, root: TreeHash? = nil)
                    -> Bool
                {
                    proof.holds(
                        oldSize: UInt64(old), oldRoot: oldRoot ?? roots[old], size: UInt64(size),
                        root: root ?? roots[size])
                }
                #expect(holds(proof))
                guard size % 9 == 0, old > 0, old < size else { continue }
                #expect(!holds(proof, oldRoot: .zero))
                #expect(!holds(proof, root: .zero))
                #expect(!holds(ConsistencyProof(hashes: proof.hashes + [.zero])))
                #expect(!holds(ConsistencyProof(hashes: Array(proof.hashes.dropLast()))))
                #expect(!holds(proof, old: old - 1))
            }
        }
    }

    @Test("a missing tile is named")
    func missing() {
        let proofs = TreeProofs(size: 300) { _ in nil }
        #expect(throws: TreeProofs.MissingTile.self) { try proofs.root() }
        #expect(TileEdge(size: 300) { _ in nil } == nil)
        #expect(TileEdge(size: 300) { _ in [UInt8](repeating: 0, count: 32) } == nil)
    }

    @Test("tiles are named as c2sp.org/tlog-tiles says")
    func paths() {
        #expect(TileCoordinate(level: 0, index: 0).path() == "tile/0/000")
        #expect(TileCoordinate(level: 1, index: 1_234_067).path() == "tile/1/x001/x234/067")
        #expect(TileCoordinate(level: 2, index: 67).path(width: 3) == "tile/2/067.p/3")
        #expect(TileCoordinate(level: 0, index: 1_000).path(width: 256) == "tile/0/x001/000")
        #expect(TileCoordinate.entriesPath(index: 1_234_067, width: 255) == "tile/entries/x001/x234/067.p/255")
    }

    @Test("entry bundles are lengths and entries, and nothing else")
    func bundles() throws {
        let entries: [[UInt8]] = [[], [1], [UInt8](repeating: 2, count: 300)]
        let bytes = try #require(EntryBundle.encode(entries))
        #expect(Array(bytes[..<5]) == [0, 0, 0, 1, 1])
        #expect(EntryBundle.decode(bytes) == entries)
        for length in [1, 3, 4, 6, bytes.count - 1] { #expect(EntryBundle.decode(Array(bytes[..<length])) == nil) }
        #expect(EntryBundle.encode([[UInt8](repeating: 0, count: 65_536)]) == nil)
        #expect(EntryBundle.encode(Array(repeating: [], count: 257)) == nil)
        #expect(EntryBundle.decode([UInt8](repeating: 0, count: 514)) == nil)
    }
}
