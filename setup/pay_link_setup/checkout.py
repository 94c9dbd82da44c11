"""The files of this checkout."""

from . import process

NEEDS_GIT = "get the project with `git clone`: git says here which files belong to it"


def files(folder):
    """The files in a folder that git knows or would take, relative to it.

    :param pathlib.Path folder: of the checkout
    :raise SetupError: when there is no git, or the folder is no checkout
    """
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", "."]
    names = process.output(command, NEEDS_GIT, cwd=folder).splitlines()
    return sorted(name for name in names if (folder / name).is_file())
