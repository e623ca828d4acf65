"""Where the configuration comes from."""

from pathlib import Path

import pytest

from gt_convoy.bootstrap import open_config
from gt_convoy.domain.errors import UserError


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_file_that_is_named_is_read_whatever_else_there_is(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("hq: acme/other\n")
    (tmp_path / "mine.yaml").write_text("hq: acme/hq\n")
    named = {"GT_CONVOY_CONFIG": str(tmp_path / "mine.yaml"), "GT_CONVOY_HQ": "acme/third"}
    assert open_config(named).hq == "acme/hq"
    assert open_config({"GT_CONVOY_HQ": "acme/third"}).hq == "acme/other"


@pytest.mark.parametrize("hq", ["hq", "acme/", "acme/hq/x", "https://github.com/acme/hq"])
def test_a_repository_that_is_none_is_refused_by_its_name(hq: str) -> None:
    with pytest.raises(UserError, match=r"GT_CONVOY_HQ is .*: it must be a repository, written owner/repo"):
        open_config({"GT_CONVOY_HQ": hq})


def test_without_file_and_name_the_missing_file_is_named() -> None:
    with pytest.raises(UserError, match=r"config\.yaml"):
        open_config({})
