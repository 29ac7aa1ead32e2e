#!/usr/bin/env python3
"""Makes what follows from verify.html, after it was edited: the hashes in its own Content-Security-Policy, and the Swift
file that carries the page inside the service. A test fails when either is out of date.

    python3 Services/Evidence/Pages/embed.py
"""

import base64
import hashlib
import pathlib
import re

here = pathlib.Path(__file__).resolve().parent
page = here / "verify.html"
swift = here.parent / "Sources/Pages/Generated/VerifyPage+Source.swift"


def with_hashes(html: str) -> str:
    for name in ("script", "style"):
        (content,) = re.findall(rf"<{name}\b[^>]*>(.*?)</{name}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        html, count = re.subn(rf"({name}-src) 'sha256-[^']*'", rf"\1 'sha256-{digest}'", html)
        assert count == 1, f"one hash for {name}"
    return html


def embedded(html: str) -> str:
    quotes = '"""' + "#" * 3
    assert quotes not in html and "\\###(" not in html and html.endswith("\n")
    return (
        "// Made by Services/Evidence/Pages/embed.py from verify.html; do not edit.\n\n"
        "extension VerifyPage {\n"
        "    /// The whole page, with a placeholder for the log's key.\n"
        f"    static let source = ###\"\"\"\n{html}\n{quotes}\n"
        "}\n"
    )


html = with_hashes(page.read_text(encoding="utf-8"))
page.write_text(html, encoding="utf-8")
swift.parent.mkdir(parents=True, exist_ok=True)
swift.write_text(embedded(html), encoding="utf-8")
print(f"{page.name}: {len(html.encode())} bytes")
