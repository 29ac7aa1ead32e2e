/// A strict reader of Prometheus's text format 0.0.4: anything that the format does not allow is a fault.
struct ExpositionReader {
    struct Sample: Equatable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    struct Family {
        var help: String
        var type: String
        var samples: [Sample] = []
    }

    struct Fault: Error, CustomStringConvertible {
        var description: String
    }

    private(set) var families: [String: Family] = [:]

    init(_ bytes: [UInt8]) throws {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Fault(description: "not UTF-8") }
        guard text.isEmpty || text.hasSuffix("\n") else { throw Fault(description: "no end of the last line") }
        var current: String?
        var helped: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("# HELP ") {
                let words = line.dropFirst(7).split(separator: " ", maxSplits: 1)
                guard words.count == 2, families[String(words[0])] == nil else {
                    throw Fault(description: "a family twice, or without help: \(line)")
                }
                helped = String(words[1])
                current = String(words[0])
            } else if line.hasPrefix("# TYPE ") {
                let words = line.dropFirst(7).split(separator: " ")
                guard words.count == 2, String(words[0]) == current, let help = helped,
                    ["counter", "gauge", "histogram"].contains(String(words[1]))
                else { throw Fault(description: "TYPE does not follow its HELP: \(line)") }
                families[String(words[0])] = Family(help: help, type: String(words[1]))
                helped = nil
            } else {
                guard let family = current, helped == nil else { throw Fault(description: "no family: \(line)") }
                let sample = try Self.sample(line)
                try Self.check(sample, family: family, type: families[family]?.type ?? "")
                guard
                    families[family]?.samples.contains(where: {
                        $0.name == sample.name && $0.labels == sample.labels
                    }) == false
                else { throw Fault(description: "a series twice: \(line)") }
                families[family]?.samples.append(sample)
            }
        }
        for (name, family) in families where family.type == "histogram" { try Self.checkHistogram(name, family) }
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        families.values.flatMap(\.samples).first { $0.name == name && $0.labels == labels }?.value
    }

    private static func check(_ sample: Sample, family: String, type: String) throws {
        let suffixes = type == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
        guard suffixes.contains(where: { sample.name == family + $0 }) else {
            throw Fault(description: "\(sample.name) does not belong to \(family)")
        }
        if type == "counter", !(family.hasSuffix("_total") && sample.value >= 0) {
            throw Fault(description: "a counter's name or value: \(sample)")
        }
    }

    private static func checkHistogram(_ name: String, _ family: Family) throws {
        let groups = Dictionary(grouping: family.samples) { $0.labels.filter { $0.key != "le" } }
        for (labels, samples) in groups {
            let buckets = samples.filter { $0.name == name + "_bucket" }
            let bounds = buckets.compactMap { $0.labels["le"].flatMap(number) }
            guard bounds.count == buckets.count, bounds.last == .infinity, bounds == bounds.sorted(),
                buckets.map(\.value) == buckets.map(\.value).sorted(),
                let count = samples.first(where: { $0.name == name + "_count" })?.value,
                buckets.last?.value == count, samples.contains(where: { $0.name == name + "_sum" })
            else { throw Fault(description: "the histogram \(name) \(labels)") }
        }
    }

    private static func number(_ text: String) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: text.allSatisfy { "0123456789.e+-".contains($0) } ? Double(text) : nil
        }
    }

    private static func sample(_ line: Substring) throws -> Sample {
        var rest = line[...]
        func fault() -> Fault { Fault(description: "not a sample: \(line)") }
        func take(_ isPart: (Character) -> Bool) -> String {
            let part = rest.prefix(while: isPart)
            rest = rest[part.endIndex...]
            return String(part)
        }
        func isName(_ character: Character) -> Bool {
            character.isASCII && (character.isLetter || character.isNumber || character == "_" || character == ":")
        }
        let name = take(isName)
        guard !name.isEmpty, name.first?.isNumber == false else { throw fault() }
        var labels: [String: String] = [:]
        if rest.first == "{" {
            repeat {
                rest = rest.dropFirst()
                let label = take(isName)
                guard !label.isEmpty, rest.hasPrefix("=\"") else { throw fault() }
                rest = rest.dropFirst(2)
                var value = ""
                while let character = rest.first, character != "\"" {
                    rest = rest.dropFirst()
                    if character == "\\" {
                        switch rest.first {
                        case "n": value.append("\n")
                        case "\\", "\"": value.append(rest.first ?? " ")
                        default: throw fault()
                        }
                        rest = rest.dropFirst()
                    } else {
                        value.append(character)
                    }
                }
                rest = rest.dropFirst()
                guard labels.updateValue(value, forKey: label) == nil else { throw fault() }
            } while rest.first == ","
            guard rest.first == "}" else { throw fault() }
            rest = rest.dropFirst()
        }
        guard rest.first == " ", let value = number(String(rest.dropFirst())) else { throw fault() }
        return Sample(name: name, labels: labels, value: value)
    }
}
