/// Text as a terminal shows it: safe to print, and of a known width.
package enum DisplayText {
    /// Columns of a tab.
    static let tabWidth = 4

    /// The text with tabs as spaces, and with what could move the cursor, turn the reading direction around or hide
    /// spelled out as `<U+202E>`.
    package static func escaped(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            append(scalar, to: &shown)
        }
        return shown
    }

    /// How many columns the text takes once it is escaped.
    package static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + width($1) }
    }

    /// How many columns a scalar takes once it is escaped.
    static func width(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value >= 0x20, scalar.value < 0x7F { return 1 }
        if scalar == "\t" { return tabWidth }
        if isUnsafe(scalar) { return spelled(scalar).unicodeScalars.count }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        // The vowels and last consonants of Hangul join the syllable before them.
        if (0x1160...0x11FF).contains(scalar.value) { return 0 }
        return isWide(scalar) ? 2 : 1
    }

    private static func append(_ scalar: Unicode.Scalar, to shown: inout String) {
        if scalar == "\t" {
            shown += String(repeating: " ", count: tabWidth)
        } else if isUnsafe(scalar) {
            shown += spelled(scalar)
        } else {
            shown.unicodeScalars.append(scalar)
        }
    }

    private static func spelled(_ scalar: Unicode.Scalar) -> String {
        let hex = String(scalar.value, radix: 16, uppercase: true)
        return "<U+" + String(repeating: "0", count: max(0, 4 - hex.utf8.count)) + hex + ">"
    }

    /// Control and format characters (the bidirectional and the zero-width ones are of that category), line breaks of
    /// Unicode, and what is made to be invisible; variation selectors are harmless.
    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value >= 0x20, scalar.value < 0x7F { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: break
        }
        let isVariationSelector = (0xFE00...0xFE0F).contains(scalar.value)
        return scalar.properties.isDefaultIgnorableCodePoint && !isVariationSelector
    }

    /// East Asian Wide and Fullwidth (Unicode Standard Annex 11): emoji by their property, the scripts by their blocks.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x1100 { return false }
        if scalar.properties.isEmojiPresentation { return true }
        return wideBlocks.contains { $0.contains(scalar.value) }
    }

    private static let wideBlocks: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0xA4C6, 0xA960...0xA97C,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
        0x1_6FE0...0x1_B2FB, 0x1_F200...0x1_F265, 0x1_F300...0x1_F320, 0x2_0000...0x3_FFFD,
    ]
}
