#!/usr/bin/env python3
"""Writes Sources/Manifests/Generated/DiagnosticPages.swift from docs/diagnostics, so that `purser explain` needs no files.

    python3 Scripts/pages.py            write the file
    python3 Scripts/pages.py --check    exit 1 where the file differs from the pages
"""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = ROOT / "Sources/Manifests/Generated/DiagnosticPages.swift"


def literal(text):
    """A page as a raw string of Swift; an empty line stays empty."""
    body = "\n".join(f"        {line}" if line else "" for line in text.splitlines())
    return f'        #"""\n{body}\n        """#,'


def source():
    pages = [path.read_text() for path in sorted((ROOT / "docs/diagnostics").glob("*.md"))]
    for page in pages:
        if '"""#' in page or "\\#" in page or not page.endswith("\n"):
            sys.exit(f"a raw string of Swift cannot hold this page: {page.splitlines()[0]}")
    literals = "\n".join(literal(page) for page in pages)
    return f"""// swift-format-ignore-file
// Written by Scripts/pages.py from docs/diagnostics; not edited by hand.

/// The pages about diagnostics, in the order of their codes.
enum DiagnosticPages {{
    /// Markdown, without the line break at the end.
    static let texts: [String] = [
{literals}
    ]
}}
"""


def main():
    text = source()
    if "--check" in sys.argv[1:]:
        if TARGET.read_text() != text:
            sys.exit(f"{TARGET} differs from docs/diagnostics; run Scripts/pages.py")
        return
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text)


if __name__ == "__main__":
    main()
