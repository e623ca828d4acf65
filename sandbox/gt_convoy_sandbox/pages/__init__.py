"""Pages for people: repositories, issues, and what went over the wire."""

from flask import Blueprint

from gt_convoy_sandbox.pages import apps, faults, home, lists, related, threads
from gt_convoy_sandbox.pages.frame import install


def blueprint() -> Blueprint:
    """Put all pages together."""
    pages = Blueprint("pages", __name__, template_folder="templates", static_folder="static")
    pages.static_url_path = "/_sandbox/static"
    install(pages)
    for module in (apps, faults, home, lists, related, threads):
        module.register(pages)
    return pages
