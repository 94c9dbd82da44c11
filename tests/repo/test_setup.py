"""What the commands say when something is missing, and what they leave alone."""

import argparse
import urllib.request

import pytest
from house import REPO

from pay_link_setup import (
    browser,
    checkout,
    commands,
    databases,
    debian,
    demo,
    lint,
    process,
    test_command,
    texts,
)
from pay_link_setup.console import SetupError


def test_a_program_that_is_missing_is_named():
    with pytest.raises(SetupError, match="no-such-program is not there") as told:
        process.run(["no-such-program"])
    assert "install it" in told.value.todo


def test_a_folder_without_git_is_told(tmp_path):
    with pytest.raises(SetupError, match="not a git repository") as told:
        checkout.files(tmp_path)
    assert "git clone" in told.value.todo


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    """A machine that has dpkg and is no Debian."""
    release = tmp_path / "os-release"
    release.write_text('NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n')
    monkeypatch.setattr(debian, "RELEASE", release)


def test_elsewhere_the_owner_brings_odoo_and_the_browser(elsewhere):
    with pytest.raises(SetupError, match="not a Debian") as told:
        debian.check()
    assert "ODOO=/path/to/odoo" in told.value.todo
    assert browser.get() is None
    with pytest.raises(SetupError, match="no Chromium"):
        browser.executable("/nowhere")


@pytest.mark.parametrize("port", ["", "80", "-1", "65536", "8069x", "٨٠٦٩ "])
def test_a_port_that_nobody_may_have_is_refused(port):
    with pytest.raises(argparse.ArgumentTypeError):
        demo._port(port)


@pytest.mark.parametrize("known", [{}, {"NO_PROXY": "intranet"}, {"no_proxy": "*"}])
def test_a_proxy_is_not_asked_for_what_runs_here(monkeypatch, known):
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "")  # and put back at the end
        monkeypatch.delenv(name)
    for name, value in known.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("http_proxy", "http://proxy.example.com:3128")
    commands.pass_by_proxies()
    assert urllib.request.proxy_bypass("127.0.0.1:8069")
    assert urllib.request.proxy_bypass("intranet") == bool(known)


@pytest.mark.parametrize("own", [None, "/mine.crt"])
def test_npm_trusts_whom_the_machine_trusts(monkeypatch, tmp_path, own):
    monkeypatch.setattr(lint, "CERTIFICATES", tmp_path)
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", own or "")
    if not own:
        monkeypatch.delenv("NODE_EXTRA_CA_CERTS")
    variables = lint.npm_variables(tmp_path)
    assert variables["NODE_EXTRA_CA_CERTS"] == (own or str(tmp_path))


def test_what_is_no_text_is_left_as_it_is(tmp_path):
    picture, text = tmp_path / "a.webp", tmp_path / "a.txt"
    picture.write_bytes(content := b"\xff\xfe \n\n")
    text.write_text("a \n\n")
    assert texts.main(["--fix", str(picture), str(text)]) == 0
    assert picture.read_bytes() == content
    assert text.read_text() == "a\n"


def test_each_black_box_test_is_in_one_part():
    """What is not run by itself is in the part of the rest, which leaves that out."""
    parts = [part.split()[1:] for part in test_command._beside() if "e2e" in part]
    [(folder, *options)] = [part for part in parts if len(part) > 1]
    alone = [path for [path] in (part for part in parts if len(part) == 1)]
    assert folder == "tests"
    assert options == [f"--ignore={path}" for path in alone]
    assert all((REPO / path).is_dir() for path in alone)


class Cluster:
    """Databases by name only."""

    def __init__(self, *names):
        self.names = list(names)

    def sql(self, statement):
        if statement.startswith("select"):
            return self.names
        self.names = [name for name in self.names if f'"{name}"' not in statement]
        return []


def test_what_a_killed_run_has_left_is_dropped(tmp_path):
    class Environment:
        cluster = Cluster("run_4194999_1", "run_4194999_wheels", "run_1_full", "demo")
        data_dir = tmp_path

    databases.Databases(Environment).drop_leftovers()
    assert Environment.cluster.names == ["run_1_full", "demo"]
