/// Serialized `google.protobuf.FileDescriptorSet`s taken together.
enum FileDescriptorSets {
    /// Every file of every set once, in the order of first appearance, which keeps imports before their users. The sets
    /// are our own generator's; one that does not parse is a defect of the build, and what it holds is left out.
    static func union(_ sets: [[UInt8]]) -> [UInt8] {
        var seen: Set<[UInt8]> = []
        var union: [UInt8] = []
        for set in sets {
            var rest = set[...]
            while let file = takeField(1, from: &rest) {
                var fields = file.bytes
                let name = takeField(1, from: &fields).map { Array($0.bytes) } ?? []
                if seen.insert(name).inserted { union += file.whole }
            }
        }
        return union
    }

    /// The next field when it is `number` and length-delimited: with its tag, and its bytes alone.
    private static func takeField(
        _ number: UInt8, from rest: inout ArraySlice<UInt8>
    ) -> (whole: ArraySlice<UInt8>, bytes: ArraySlice<UInt8>)? {
        guard rest.first == number << 3 | 2 else { return nil }
        let whole = rest
        var index = whole.startIndex + 1
        var length = 0
        var shift = 0
        while index < whole.endIndex, shift < 35 {
            let byte = whole[index]
            index += 1
            length |= Int(byte & 0x7F) << shift
            shift += 7
            if byte & 0x80 == 0 {
                guard length <= whole.endIndex - index else { return nil }
                rest = whole[(index + length)...]
                return (whole[..<(index + length)], whole[index..<(index + length)])
            }
        }
        return nil
    }
}
