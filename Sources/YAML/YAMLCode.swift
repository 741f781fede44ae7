import Diagnostics

/// The codes of what can be wrong with a YAML file, one for each kind; a number is never used again.
package enum YAMLCode: String, CaseIterable, Sendable {
    case fileTooLarge = "Y0001"
    case notUTF8 = "Y0002"
    case otherEncoding = "Y0003"
    case characterNotAllowed = "Y0004"
    case tooDeep = "Y0005"
    case tooManyNodes = "Y0006"
    case duplicateKey = "Y0007"
    case keyNotScalar = "Y0008"
    case unknownAlias = "Y0009"
    case recursiveAlias = "Y0010"
    case mergeNotMapping = "Y0011"
    case unknownTag = "Y0012"
    case tagMismatch = "Y0013"
    case numberOutOfRange = "Y0014"
    case numberNotFinite = "Y0015"
    case leadingZero = "Y0016"
    case tabIndentation = "Y0017"
    case unclosedBracket = "Y0018"
    case unclosedQuote = "Y0019"
    case missingComma = "Y0020"
    case missingColon = "Y0021"
    case mappingNotAllowed = "Y0022"
    case sequenceNotAllowed = "Y0023"
    case indentation = "Y0024"
    case textAfterValue = "Y0025"
    case characterCannotStart = "Y0026"
    case escape = "Y0027"
    case directive = "Y0028"
    case contentAfterDocument = "Y0029"
    case anchorName = "Y0030"
    case tagSyntax = "Y0031"
    case blockHeader = "Y0032"
    case missingValue = "Y0033"
    case syntax = "Y0034"
    case olderVersion = "Y0035"
    case tooManyProblems = "Y0036"
    case tooMuchText = "Y0037"

    /// What the code stands for, in one line.
    package var summary: String {
        switch self {
        case .fileTooLarge: "the file is larger than the reader accepts"
        case .notUTF8: "the file is not UTF-8"
        case .otherEncoding: "the file is UTF-16 or UTF-32"
        case .characterNotAllowed: "a character that may not stand in YAML as it is"
        case .tooDeep: "too many levels of sequences and mappings"
        case .tooManyNodes: "too many values, aliases counted as often as they stand for something"
        case .duplicateKey: "a key given twice in one mapping"
        case .keyNotScalar: "a key that is a sequence or a mapping"
        case .unknownAlias: "an alias without an anchor before it"
        case .recursiveAlias: "an alias inside the value that it stands for"
        case .mergeNotMapping: "a merge key whose value is no mapping"
        case .unknownTag: "a tag that is not of the core schema"
        case .tagMismatch: "a tag that does not fit its value"
        case .numberOutOfRange: "a number that 64 bits cannot hold"
        case .numberNotFinite: "infinity or not-a-number"
        case .leadingZero: "a decimal number that starts with a zero"
        case .tabIndentation: "a tab where spaces must indent"
        case .unclosedBracket: "a '[' or '{' that is never closed"
        case .unclosedQuote: "a quoted string that is never closed"
        case .missingComma: "something other than a comma or the closing bracket after an item"
        case .missingColon: "a key without a ':'"
        case .mappingNotAllowed: "a key and a value where no mapping can start"
        case .sequenceNotAllowed: "a '-' where no sequence can start"
        case .indentation: "a line whose indentation fits nothing above it"
        case .textAfterValue: "more text after a value that is complete"
        case .characterCannotStart: "a character that cannot start a plain value"
        case .escape: "an escape that double quotes do not know"
        case .directive: "a '%' directive that cannot be used"
        case .contentAfterDocument: "more content after a document has ended"
        case .anchorName: "an anchor or alias without a proper name"
        case .tagSyntax: "a tag that is not written as tags are"
        case .blockHeader: "a wrong header after '|' or '>'"
        case .missingValue: "a bracket or comma where a value is expected"
        case .syntax: "any other break of YAML's grammar"
        case .olderVersion: "a document that asks for YAML 1.1"
        case .tooManyProblems: "the reader gave up after too many problems"
        case .tooMuchText: "too much text, aliases counted as often as they stand for something"
        }
    }
}

extension Diagnostic {
    /// A diagnostic of this layer.
    init(
        _ code: YAMLCode, _ severity: Severity, _ message: String, at span: SourceSpan?, hint: String? = nil,
        notes: [String] = [], related: [Related] = []
    ) {
        self.init(code.rawValue, severity, message, at: span, hint: hint, notes: notes, related: related)
    }

    /// An error of this layer.
    init(
        _ code: YAMLCode, _ message: String, at span: SourceSpan?, hint: String? = nil, notes: [String] = [],
        related: [Related] = []
    ) {
        self.init(code.rawValue, .error, message, at: span, hint: hint, notes: notes, related: related)
    }
}
