"""``python readmes.py [--fix]``: what is made of the ``readme/`` fragments of each add-on.

And the index of the decisions, of their titles.

The fragments have OCA's names and order, and two more: OPERATE and INTEGRATE. They become
``README.rst`` (pandoc) and, for the page of the add-on in Odoo, ``static/description/index.html``
(docutils). Runs in the linters' Python, which has both.
"""

import ast
import re
import sys
from pathlib import Path

import pypandoc
from docutils.core import publish_parts

REPO = Path(__file__).resolve().parents[2]
SECTIONS = {
    "CONTEXT": "Use Cases / Context",
    "INSTALL": "Installation",
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "OPERATE": "Operation",
    "INTEGRATE": "Integration",
    "DEVELOP": "Development",
    "ROADMAP": "Known issues / Roadmap",
    "HISTORY": "Changelog",
    "CONTRIBUTORS": "Contributors",
    "CREDITS": "Credits",
}
MARKDOWN = "gfm+implicit_figures"  # a picture of its own paragraph has a caption
# a cell or an item of one paragraph
PARAGRAPH = re.compile(r"<(td|th|li)([^>]*)><p>((?:(?!</?p>).)*)</p>\s*</\1>", re.DOTALL)
UNBROKEN = re.compile(r'<span class="pre">(.*?)</span>', re.DOTALL)
LITERAL = re.compile(r'<span class="docutils literal">(.*?)</span>', re.DOTALL)
PICTURES = "static/description/"
GENERATED = "Made from readme/ by ./setup/readmes: changes here get lost."
DECISIONS = REPO / "doc" / "adr"
INDEX = f"""\
=========
Decisions
=========

..
   {GENERATED.replace("readme/", "the titles")}

Why things are as they are: one page a decision, with its context, what was decided, and what
follows from it. A new one takes the next number and copies the shape of the others.

"""
HTML = """<!doctype html>
<html lang="en">
<!-- {generated} -->
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ max-width: 60rem; margin: 0 auto; padding: 1rem; }}
body {{ font-family: sans-serif; line-height: 1.5; }}
table {{ border-collapse: collapse; }}
th, td {{ border: 1px solid #ccc; padding: 0.4rem 0.6rem; text-align: left; vertical-align: top; }}
figure {{ margin: 1rem 0; }}
figcaption {{ color: #555; font-size: 0.9rem; }}
pre {{ background: #f5f5f5; padding: 0.8rem; overflow-x: auto; }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def make(addon):
    """Return what is made of the fragments of an add-on: texts by path."""
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text(encoding="utf-8"))
    readme = make_readme(addon / "readme", manifest)
    return {
        addon / "README.rst": readme,
        addon / PICTURES / "index.html": make_page(readme, manifest["name"]),
    }


def make_readme(folder, manifest):
    """Return the fragments of a folder as one text in reStructuredText."""
    line = "=" * len(manifest["name"])
    parts = [
        f"{line}\n{manifest['name']}\n{line}",
        f"..\n   {GENERATED}",
        to_rst(folder / "DESCRIPTION.md"),
        ".. contents:: Table of contents\n   :depth: 1",
    ]
    for name, title in SECTIONS.items():
        if (folder / f"{name}.md").is_file():
            parts.append(f"{title}\n{'=' * len(title)}")
            parts.append(to_rst(folder / f"{name}.md"))
    parts.append(f"License\n=======\n\n{manifest['license']}, see ``LICENSE``.")
    return "\n\n".join(parts) + "\n"


def to_rst(fragment):
    """Return a fragment in reStructuredText; its headings start at the second level."""
    text = fragment.read_text(encoding="utf-8").replace(f"](../{PICTURES}", f"]({PICTURES}")
    options = ["--columns=88"]
    rst = pypandoc.convert_text(text, "rst", format=MARKDOWN, extra_args=options)
    return rst.replace("\r\n", "\n").strip()


def make_page(readme, title):
    """Return a readme as the page that Odoo shows: pictures lie beside it."""
    settings = {
        "file_insertion_enabled": False,
        "raw_enabled": False,
        "halt_level": 2,
        "report_level": 2,
        "syntax_highlight": "none",
        "toc_backlinks": False,
        "embed_stylesheet": False,
    }
    parts = publish_parts(readme, writer="html5", settings_overrides=settings)
    body = parts["html_body"].replace(f'src="{PICTURES}', 'style="max-width: 100%" src="')
    body = LITERAL.sub(r"<code>\1</code>", UNBROKEN.sub(r"\1", body))
    body = PARAGRAPH.sub(r"<\1\2>\3</\1>", body)
    body = body.replace("<table>", '<table class="table table-bordered">')
    return HTML.format(generated=GENERATED, title=title, body=body.strip())


def make_index(folder):
    """Return the index of the decisions in a folder."""
    lines = []
    for path in sorted(folder.glob("0*.md")):
        title = path.read_text(encoding="utf-8").splitlines()[0].partition(". ")[2]
        lines.append(f"- `{path.name[:4]} <{path.name}>`__ {title}\n")
    return INDEX + "".join(lines)


def make_all():
    """Return all that is made: texts by path."""
    made = {DECISIONS / "README.rst": make_index(DECISIONS)}
    for fragment in sorted(REPO.glob("*/readme/DESCRIPTION.md")):
        made.update(make(fragment.parents[1]))
    return made


def main(arguments):
    """Make what is not current, or only name it; return the exit code."""
    stale = {
        path: text
        for path, text in make_all().items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    }
    if "--fix" in arguments:
        for path, text in stale.items():
            path.write_text(text, encoding="utf-8")
        return 0
    for path in stale:
        print(f"{path.relative_to(REPO)} is not current: run ./setup/readmes")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
