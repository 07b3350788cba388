"""Markup that runs a script where it is taken for markup: what every page has to show as text."""

from __future__ import annotations

VECTORS = [
    "<script>fired()</script>", "<img src=x onerror=fired()>", "<svg onload=fired()>", "<details open ontoggle=fired()>x</details>",
    "<iframe srcdoc='<script>fired()</script>'></iframe>", "<iframe src='javascript:fired()'></iframe>", "<input autofocus onfocus=fired()>",
    "<video><source src=x onerror=fired()></video>", "<audio src=x onerror=fired()></audio>", "<svg><animate onbegin=fired() attributeName=x dur=1s />",
"<select autofocus onfocus=fired()></select>", "<textarea autofocus onfocus=fired()></textarea>",
    "<style onload=fired()></style>", "<link rel=stylesheet href='data:text/css,' onload=fired()>", "<svg><script>fired()</script></svg>",
    "<b style='animation:x 1ms' onanimationend=fired()>x</b><style>@keyframes x{from{left:0}to{left:1px}}</style>", "<img src=data:, onerror=fired()>", "<iframe src=data:, onload=fired()></iframe>",
    "<object data='data:text/html,x' onload=fired()></object>", "<script src='data:text/javascript,fired()'></script>",
]  # fmt: skip
"""Each fires by itself where it stands as markup."""
BREAKOUTS = [
    "",
    '">',
    "'>",
    "</title>",
    "</style>",
    "</text></svg>",
    "</td></table>",
    "-->",
    "</details></section>",
    "]]></mark>",
]
PAYLOADS = [b + v for b in BREAKOUTS for v in VECTORS]
assert len(set(PAYLOADS)) == 200
