extension DependencyGraph {
    /// A drawing: a column for each wave, a box for each job, an arrow to whoever waits, dashed for COMPLETE.
    ///
    /// It takes the colour of the text around it, so that it can be read on light and on dark.
    package var svg: String {
        let boxes = boxes
        let width = boxes.values.map(\.right).max().map { $0 + Box.margin } ?? 2 * Box.margin
        let height = boxes.values.map(\.bottom).max().map { $0 + Box.margin } ?? 2 * Box.margin
        var lines = [
            #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(width) \#(height)" "#
                + #"width="\#(width)" height="\#(height)" fill="none" stroke="currentColor" "#
                + #"font-family="monospace" font-size="13">"#,
            "  <title>Which job waits for which</title>",
            #"  <marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">"#
                + #"<path d="M0 0 8 4 0 8z" fill="currentColor" stroke="none"/></marker>"#,
        ]
        for edge in edges {
            guard let from = boxes[edge.from], let to = boxes[edge.to] else { continue }
            lines.append("  " + arrow(edge, from, to))
        }
        for name in waves.joined() {
            guard let box = boxes[name] else { continue }
            let text = DependencyGraph.escaped(name, ["&": "&amp;", "<": "&lt;", ">": "&gt;"])
            lines.append(
                #"  <rect x="\#(box.left)" y="\#(box.top)" width="\#(box.width)" height="\#(Box.height)" rx="4"/>"#)
            lines.append(
                #"  <text x="\#(box.left + Box.padding)" y="\#(box.middle + 4)" fill="currentColor" stroke="none">"#
                    + "\(text)</text>")
        }
        return (lines + ["</svg>"]).map { $0 + "\n" }.joined()
    }

    /// Where a job is drawn, in pixels.
    private struct Box {
        static let margin = 16
        static let padding = 12
        static let height = 32
        /// Between two boxes of a column.
        static let rowGap = 16
        /// Between two columns, for the arrows.
        static let columnGap = 64
        /// The width of a character: a monospaced one of 13 pixels has a little less.
        static let character = 8

        let left: Int
        let top: Int
        let width: Int

        var right: Int { left + width }
        var bottom: Int { top + Box.height }
        var middle: Int { top + Box.height / 2 }
    }

    private var boxes: [String: Box] {
        var boxes: [String: Box] = [:]
        var left = Box.margin
        for names in waves {
            let width = (names.map(\.count).max() ?? 0) * Box.character + 2 * Box.padding
            for (row, name) in names.enumerated() {
                boxes[name] = Box(left: left, top: Box.margin + row * (Box.height + Box.rowGap), width: width)
            }
            left += width + Box.columnGap
        }
        return boxes
    }

    private func arrow(_ edge: Edge, _ from: Box, _ to: Box) -> String {
        let bend = Box.columnGap / 2
        let path =
            "M\(from.right) \(from.middle) C\(from.right + bend) \(from.middle) "
            + "\(to.left - bend) \(to.middle) \(to.left) \(to.middle)"
        let dashes = edge.isLoose ? #" stroke-dasharray="5 4""# : ""
        let words = DependencyGraph.escaped(
            "\(edge.to) after \(edge.from) (\(edge.words))", ["&": "&amp;", "<": "&lt;", ">": "&gt;"])
        return #"<path d="\#(path)"\#(dashes) marker-end="url(#tip)"><title>\#(words)</title></path>"#
    }
}
