import MeshTestKit
import ProtobufC

/// Random messages with every kind of field, biased towards the edges of each type.
///
/// Without NaN, which equals nothing, and without negative zero, which protobuf-c takes for the default.
struct RandomEverything {
    let random: SeededRandom

    func everything(depth: Int = 0) -> TestV1.Everything {
        var value = TestV1.Everything()
        if sometimes() { value.doubleValue = double() }
        if sometimes() { value.floatValue = float() }
        if sometimes() { value.int32Value = integer() }
        if sometimes() { value.int64Value = integer() }
        if sometimes() { value.uint32Value = integer() }
        if sometimes() { value.uint64Value = integer() }
        if sometimes() { value.sint32Value = integer() }
        if sometimes() { value.sint64Value = integer() }
        if sometimes() { value.fixed32Value = integer() }
        if sometimes() { value.fixed64Value = integer() }
        if sometimes() { value.sfixed32Value = integer() }
        if sometimes() { value.sfixed64Value = integer() }
        if sometimes() { value.boolValue = true }
        if sometimes() { value.stringValue = text() }
        if sometimes() { value.bytesValue = bytes() }
        if sometimes() { value.mood = mood() }
        if sometimes() { value.kind = .init(rawValue: integer()) }
        if sometimes() { value.shape = shape() }
        repeated(&value)
        maps(&value)
        if sometimes() { value.choice = choice(depth: depth) }
        if sometimes() { value.timestamp = timestamp() }
        if sometimes() { value.duration = duration() }
        if sometimes() { value.empty = .init() }
        if sometimes() {
            value.any = random.integer(in: 0...1) == 0 ? .init(packing: shape()) : .init(packing: duration())
        }
        if sometimes() { value.timestamps = list { timestamp() } }
        if sometimes() { value.durations = map({ text() }, { duration() }) }
        if sometimes() { value.tree = tree(depth: 0) }
        if sometimes() { value.aB12c = text() }
        if sometimes() { value.class = integer() }
        if sometimes() { value.in = integer() }
        if sometimes() { value.selfValue = integer() }
        if sometimes() { value.`init` = integer() }
        if sometimes() { value.default = text() }
        if sometimes() { value.far = integer() }
        return value
    }

    private func repeated(_ value: inout TestV1.Everything) {
        if sometimes() { value.doubles = list { double() } }
        if sometimes() { value.floats = list { float() } }
        if sometimes() { value.int32s = list { integer() } }
        if sometimes() { value.int64s = list { integer() } }
        if sometimes() { value.uint32s = list { integer() } }
        if sometimes() { value.uint64s = list { integer() } }
        if sometimes() { value.sint32s = list { integer() } }
        if sometimes() { value.sint64s = list { integer() } }
        if sometimes() { value.fixed32s = list { integer() } }
        if sometimes() { value.fixed64s = list { integer() } }
        if sometimes() { value.sfixed32s = list { integer() } }
        if sometimes() { value.sfixed64s = list { integer() } }
        if sometimes() { value.bools = list { sometimes() } }
        if sometimes() { value.strings = list { text() } }
        if sometimes() { value.byteStrings = list { bytes() } }
        if sometimes() { value.moods = list { mood() } }
        if sometimes() { value.shapes = list { shape() } }
        if sometimes() { value.unpackedInt32s = list { integer() } }
        if sometimes() { value.unpackedSint64s = list { integer() } }
        if sometimes() { value.unpackedDoubles = list { double() } }
        if sometimes() { value.unpackedFixed32s = list { integer() } }
        if sometimes() { value.unpackedBools = list { sometimes() } }
        if sometimes() { value.unpackedMoods = list { mood() } }
    }

    private func maps(_ value: inout TestV1.Everything) {
        if sometimes() { value.byInt32 = map({ integer() }, { text() }) }
        if sometimes() { value.byInt64 = map({ integer() }, { bytes() }) }
        if sometimes() { value.byUint32 = map({ integer() }, { double() }) }
        if sometimes() { value.byUint64 = map({ integer() }, { float() }) }
        if sometimes() { value.bySint32 = map({ integer() }, { sometimes() }) }
        if sometimes() { value.bySint64 = map({ integer() }, { mood() }) }
        if sometimes() { value.byFixed32 = map({ integer() }, { shape() }) }
        if sometimes() { value.byFixed64 = map({ integer() }, { integer() }) }
        if sometimes() { value.bySfixed32 = map({ integer() }, { integer() }) }
        if sometimes() { value.bySfixed64 = map({ integer() }, { integer() }) }
        if sometimes() { value.byBool = map({ sometimes() }, { text() }) }
        if sometimes() { value.byString = map({ text() }, { text() }) }
    }

    private func choice(depth: Int) -> TestV1.Everything.Choice {
        switch random.integer(in: 0...(depth < 2 ? 9 : 8)) {
        case 0: .chosenDouble(double())
        case 1: .chosenInt64(integer())
        case 2: .chosenBool(sometimes())
        case 3: .chosenString(text())
        case 4: .chosenBytes(bytes())
        case 5: .chosenMood(mood())
        case 6: .chosenShape(shape())
        case 7: .chosenEmpty(.init())
        case 8: .chosenSfixed32(integer())
        default: .chosenEverything(everything(depth: depth + 1))
        }
    }

    private func shape() -> TestV1.Shape {
        var shape = TestV1.Shape()
        if sometimes() { shape.kind = random.element(of: [.point, .circle, .default, .unrecognized(5)]) }
        if sometimes() { shape.corners = list { corner() } }
        if sometimes() { shape.centre = corner() }
        if sometimes() { shape.label = text() }
        return shape
    }

    private func corner() -> TestV1.Shape.Corner { .init(x: integer(), y: integer()) }

    private func tree(depth: Int) -> TestV1.Tree {
        var tree = TestV1.Tree(name: text())
        guard depth < 4 else { return tree }
        if sometimes() { tree.left = self.tree(depth: depth + 1) }
        if sometimes() { tree.right = self.tree(depth: depth + 1) }
        if sometimes() { tree.children = list { self.tree(depth: depth + 2) } }
        if sometimes() { tree.named = map({ text() }, { self.tree(depth: depth + 2) }) }
        if sometimes() { tree.link = .tree(self.tree(depth: depth + 2)) }
        if sometimes() { tree.link = .forest(.init(oldest: self.tree(depth: depth + 2))) }
        return tree
    }

    private func mood() -> TestV1.Mood {
        random.element(of: [.unspecified, .glad, .merry, .sad, .lowest, .highest, .unrecognized(42), .unrecognized(-7)])
    }

    private func timestamp() -> GoogleProtobuf.Timestamp {
        .init(
            seconds: random.element(of: [
                -62_135_596_800, 253_402_300_799, 0, -1, 951_782_400,
                Int64(random.integer(in: -62_135_596_800...253_402_300_799)),
            ]), nanos: nanos())
    }

    private func duration() -> GoogleProtobuf.Duration {
        let seconds = Int64(random.integer(in: -315_576_000_000...315_576_000_000))
        return .init(seconds: seconds, nanos: seconds < 0 ? -nanos() : nanos())
    }

    private func nanos() -> Int32 {
        random.element(of: [0, 1, 1000, 500_000_000, 999_999_999, Int32(random.integer(in: 0...999_999_999))])
    }

    private func double() -> Double {
        let edges = [
            0, 1, -1.5, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 0.1, 1e300, 1 / 3,
        ]
        let any = Double(bitPattern: random.next())
        return random.element(of: edges + [any.isNaN || any == 0 ? 2.5 : any])
    }

    private func float() -> Float {
        let edges: [Float] = [
            0, 1, -1.5, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 0.1, 1e30, 1 / 3,
        ]
        let any = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
        return random.element(of: edges + [any.isNaN || any == 0 ? 2.5 : any])
    }

    private func integer<T: FixedWidthInteger>() -> T {
        let shift = random.integer(in: 0...(T.bitWidth - 1))
        return random.element(of: [
            .min, .max, 0, 1, 0 &- 1, 127, T(truncatingIfNeeded: 128), T(truncatingIfNeeded: random.next()),
            T(truncatingIfNeeded: random.next()) >> T(truncatingIfNeeded: shift),
        ])
    }

    private func text() -> String {
        let pieces = [
            "a", "Z", "0", " ", "\u{0}", "\n", "\"", "\\", "ß", "é", "作品", "版权", "☺", "😈", "\u{7F}", "\u{2028}", "/",
            "'", "\t", "\u{1}",
        ]
        let count = random.element(of: [0, 1, 2, 5, 40])
        return (0..<count).map { _ in random.element(of: pieces) }.joined()
    }

    private func bytes() -> [UInt8] { random.bytes(random.element(of: [0, 1, 2, 3, 31, 200])) }

    private func sometimes() -> Bool { random.integer(in: 0...3) == 0 }

    private func list<T>(_ element: () -> T) -> [T] {
        (0..<random.element(of: [1, 2, 3, 17])).map { _ in element() }
    }

    private func map<K: Hashable, V>(_ key: () -> K, _ value: () -> V) -> [K: V] {
        Dictionary((0..<random.integer(in: 1...4)).map { _ in (key(), value()) }) { $1 }
    }
}
