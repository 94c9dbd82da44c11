"""``python texts.py [--fix] FILE …``: no blanks end a line, one newline ends a file."""

import re
import sys
from pathlib import Path


def tidy(text):
    """The text as it should be."""
    return (
        re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE).rstrip("\n") + "\n"
        if text.strip()
        else text
    )


def read(path):
    """What a file says; nothing, if it is no text."""
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError:
        return ""


def main(arguments):
    """Name the files that are not tidy, or tidy them; return the exit code."""
    untidy = []
    for name in arguments:
        path = Path(name)
        if name.startswith("--") or path.is_symlink():
            continue
        text = read(path)
        if tidy(text) != text:
            untidy.append(name)
            if "--fix" in arguments:
                path.write_text(tidy(text), encoding="utf-8")
    for name in untidy:
        print(f"{name}: blanks at the end of a line, or not one newline at the end of the file")
    return 1 if untidy and "--fix" not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
