"""How the app takes memory."""

import ctypes
import platform

import pytest

from gt_convoy_webhooks.cli.memory import share_memory


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_glibc_takes_it() -> None:
    assert share_memory()


@pytest.mark.parametrize(
    "error", [AttributeError("mallopt"), OSError("no libc"), TypeError("None is no name")]
)
def test_elsewhere_it_is_left_out(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_name: object) -> object:
        raise error

    monkeypatch.setattr(ctypes, "CDLL", fail)
    assert not share_memory()
