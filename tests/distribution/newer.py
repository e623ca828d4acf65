"""A folder of packages in which each that we lock has a newer release."""

import re
import zipfile
from pathlib import Path

LOCKS = Path(__file__).parents[2] / "requirements"
NEWER = "9999.0"


def locked() -> set[str]:
    """The names in all locks."""
    texts = [path.read_text(encoding="utf-8") for path in LOCKS.glob("*.txt")]
    return {name for text in texts for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}


def newer_releases(folder: Path) -> Path:
    """The folder, filled with one empty wheel a name."""
    for name in locked():
        stem = f"{re.sub(r'[-.]', '_', name)}-{NEWER}"
        with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as wheel:
            info = f"{stem}.dist-info"
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {NEWER}\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")
    return folder
