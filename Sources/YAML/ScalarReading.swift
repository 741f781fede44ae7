import Diagnostics

/// What a scalar's text and tag come to.
struct ScalarReading {
    let scalar: Scalar
    /// What is wrong, or worth a warning.
    let problem: Diagnostic?
    /// The value only stands in for one that cannot be had.
    let isBroken: Bool

    /// Reads a scalar.
    ///
    /// - Parameters:
    ///   - text: Quotes and escapes resolved.
    ///   - isPlain: Written without quotes.
    ///   - tag: An explicit tag.
    ///   - isKey: A key counts by its text, so its value is nobody's problem.
    ///   - span: The place of the text.
    init(_ text: String, isPlain: Bool, tag: Tag?, isKey: Bool, at span: SourceSpan) {
        // Nearly all scalars: nothing to report.
        if tag == nil {
            var resolution = CoreSchema.Resolution.value(.string(text))
            if isPlain { resolution = CoreSchema.resolve(text) }
            if case .value(let value) = resolution {
                scalar = Scalar(value: value, text: text, isPlain: isPlain)
                problem = nil
                isBroken = false
                return
            }
        }
        let outcome: Outcome
        var isUntagged = true
        switch tag?.meaning {
        case nil: outcome = Outcome(CoreSchema.resolve(text), text, at: span)
        case .string?:
            outcome = Outcome(.string(text))
            isUntagged = false
        case .core(let tag)?: outcome = Outcome(tag, text, at: span)
        case .unknown(let problem)?: outcome = Outcome(.string(text), problem, isBroken: true)
        }
        let isSilent = isKey && tag == nil
        problem = isSilent ? nil : outcome.problem
        isBroken = isSilent ? false : outcome.isBroken
        scalar = Scalar(value: outcome.value, text: text, isPlain: isPlain && isUntagged)
    }
}

/// A value, and what is wrong with it.
private struct Outcome {
    var value: Scalar.Value
    var problem: Diagnostic?
    var isBroken = false

    init(_ value: Scalar.Value, _ problem: Diagnostic? = nil, isBroken: Bool = false) {
        self.value = value
        self.problem = problem
        self.isBroken = isBroken
    }

    init(_ resolution: CoreSchema.Resolution, _ text: String, at span: SourceSpan) {
        switch resolution {
        case .value(let value): self.init(value)
        case .leadingZero(let number):
            self.init(
                .int(number),
                Diagnostic(
                    .leadingZero, .warning, "'\(text)' is the number \(number), not octal", at: span,
                    hint: "quote it to keep the zero"))
        case .outOfRange:
            self.init(
                .string(text),
                Diagnostic(
                    .numberOutOfRange, "the number '\(text)' does not fit 64 bits", at: span,
                    hint: "quote it if it is text"),
                isBroken: true)
        case .notFinite:
            self.init(
                .string(text),
                Diagnostic(
                    .numberNotFinite, "expected a finite number, found '\(text)'", at: span,
                    hint: "quote it if it is text"),
                isBroken: true)
        }
    }

    /// A text under an explicit tag.
    init(_ tag: CoreTag, _ text: String, at span: SourceSpan) {
        self.init(CoreSchema.resolve(text), text, at: span)
        if isBroken { return }
        switch (tag, value) {
        case (.null, .null), (.bool, .bool), (.int, .int), (.float, .float): break
        case (.float, .int(let number)): value = .float(Double(number))
        default: self.init(.string(text), tag.mismatch(found: "'\(text)'", at: span), isBroken: true)
        }
    }
}
