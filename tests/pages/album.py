"""The page under var/screens/ on which all pictures are looked through, side by side.

It stands alone: one file with its own style and script, opened from the disk.
"""

import html
from pathlib import Path

from tests.pages.page import Page

VIEWS = [("en", "1280"), ("ar", "1280"), ("en", "360"), ("ar", "360")]
HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Mizan, page by page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; background: #f4f4f1; color: #1b211f; }
header { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 1rem;
  align-items: center; padding: .75rem 1.5rem; background: #083f35; color: #fff; }
header b { font-size: 1.1rem; }
input[type=search] { font: inherit; padding: .3rem .6rem; inline-size: 18rem; }
main { padding: 1.5rem; }
section { margin-block-end: 2.5rem; border-block-start: 1px solid #ccc; padding-block-start: .5rem; }
h2 { font-size: 1.05rem; margin: 0; }
section > p { margin: 0 0 .75rem; color: #5a635f; }
.row { display: flex; gap: 1rem; align-items: flex-start; overflow-x: auto; }
figure { margin: 0; flex: none; }
figure img { display: block; inline-size: 20rem; block-size: 26rem; object-fit: cover;
  object-position: top; border: 1px solid #bbb; background: #fff; }
figure.phone img { inline-size: 9rem; }
figcaption { font-size: .8rem; color: #5a635f; }
.dark { display: none; } .both .dark { display: block; }
</style></head><body>
<header><b>Mizan, page by page</b>
<label>Name or person <input type="search" id="part" autofocus></label>
<label><input type="checkbox" id="both"> dark too</label> <span id="shown"></span></header>
<main>
"""
FOOT = """</main><script>
const part = document.getElementById("part"), all = [...document.querySelectorAll("section")];
function show() {
  let shown = 0;
  for (const s of all) { s.hidden = !s.dataset.name.includes(part.value.toLowerCase()); shown += !s.hidden; }
  document.getElementById("shown").textContent = shown + " pages";
  history.replaceState(null, "", "#" + part.value);
}
part.value = decodeURIComponent(location.hash.slice(1));
part.addEventListener("input", show);
document.getElementById("both").addEventListener("change", e =>
  document.body.classList.toggle("both", e.target.checked));
show();
</script></body></html>
"""


def write_index(folder: Path, pages: list[Page]) -> None:
    """Write index.html over the pictures that are in the folder."""
    sections = [_section(folder, page) for page in pages]
    (folder / "index.html").write_text(HEAD + "\n".join(filter(None, sections)) + FOOT)


def _section(folder: Path, page: Page) -> str:
    figures = []
    for theme in ("light", "dark"):
        for language, width in VIEWS:
            path = f"{language}-{width}-{theme}/{page.name}.png"
            if (folder / path).exists():
                kind = f"{theme}{' phone' if width == '360' else ''}"
                figures.append(
                    f'<figure class="{kind}"><a href="{html.escape(path)}"><img loading="lazy" '
                    f'src="{html.escape(path)}" alt=""></a>'
                    f"<figcaption>{language} {width} {theme}</figcaption></figure>"
                )
    if not figures:
        return ""
    who = page.who or "nobody signed in"
    return (
        f'<section data-name="{html.escape(f"{page.name} {who}".lower())}">'
        f"<h2>{html.escape(page.name)}</h2><p>{html.escape(who)} · {html.escape(page.path)}</p>"
        f'<div class="row">{"".join(figures)}</div></section>'
    )
