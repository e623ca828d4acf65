"""`python -m scripts.docs`: write every generated page, and say which one changed."""

from .pages import ROOT, pages


def main() -> None:
    """Write them."""
    for path, text in pages().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"written: {path.relative_to(ROOT)}")


main()
