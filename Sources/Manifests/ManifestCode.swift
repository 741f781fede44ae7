/// What can be wrong with a manifest or a configuration, beside the rules of ECS; the raw value is the code shown.
///
/// A code is never used again for another matter.
package enum ManifestCode: String, CaseIterable, Sendable {
    case notAMapping = "M0001"
    case unknownKey = "M0002"
    case missingKey = "M0003"
    case wrongType = "M0004"
    case unknownValue = "M0005"
    case outOfRange = "M0006"
    case wrongLength = "M0007"
    case wrongForm = "M0008"
    case exactlyOne = "M0009"
    case notServedYet = "M0010"
    case setByPurser = "M0011"
    case nothingGiven = "M0012"
    case noDocument = "M0013"
    case duplicateJob = "M0014"
    case fileUnreadable = "M0015"
    case fileNotOneDocument = "M0016"
    case readOnlyMembers = "M0017"
    case severalDocuments = "M0018"
    case undefinedVariable = "M0019"
    case brokenInterpolation = "M0020"
    case notAText = "M0021"
    case duplicateDefaults = "M0022"

    case imageNotPinned = "M0101"
    case volumesStay = "M0102"
    case secretInEnvironment = "M0103"
    case spotOnce = "M0104"
    case deadlineBeforeTimeout = "M0105"

    case faultOutOfPlace = "M0201"

    /// What the code says, in one line.
    package var summary: String {
        switch self {
        case .notAMapping: "a document is not a mapping"
        case .unknownKey: "a key is not one of the language"
        case .missingKey: "a key that must be there is missing"
        case .wrongType: "a value is of another type than its key takes"
        case .unknownValue: "a text is not one of those that its key takes"
        case .outOfRange: "a number is out of range"
        case .wrongLength: "a text, a list or a mapping is too long or too short"
        case .wrongForm: "a text does not have the form that its key asks for"
        case .exactlyOne: "of several keys exactly one must be given"
        case .notServedYet: "a key is part of the language, but this version does not run it yet"
        case .setByPurser: "a key of the request that Purser fills in by itself"
        case .nothingGiven: "a key has no value"
        case .noDocument: "a file holds no document"
        case .duplicateJob: "two jobs have the same name"
        case .fileUnreadable: "a file that a manifest names cannot be read"
        case .fileNotOneDocument: "a file with a task definition must hold exactly one document"
        case .readOnlyMembers: "members that ECS writes by itself were left out of a task definition"
        case .severalDocuments: "a configuration must be one document"
        case .undefinedVariable: "a variable is not defined"
        case .brokenInterpolation: "an interpolation cannot be read"
        case .notAText: "a list or a mapping is filled into a text"
        case .duplicateDefaults: "a folder has more than one document of `kind: Defaults`"
        case .imageNotPinned: "an image has no tag, or the tag `latest`"
        case .volumesStay: "volumes are kept after each attempt"
        case .secretInEnvironment: "what looks like a secret stands in `environment`"
        case .spotOnce: "a job on Spot capacity has a single attempt"
        case .faultOutOfPlace: "a fault would never strike where it stands"
        case .deadlineBeforeTimeout: "the deadline of the run ends before one attempt may"
        }
    }
}
