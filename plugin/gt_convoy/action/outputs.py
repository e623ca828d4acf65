"""The outputs of a run for later steps, and the summary of its job.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-output-parameter
"""

import secrets
from collections.abc import Mapping
from pathlib import Path

from gt_convoy.action.action_context import ActionContext
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.references import convoy_id
from gt_convoy.domain.safe_text import json_text
from gt_convoy.messages import run_summary

LARGEST = 1_000_000  # bytes; GitHub refuses a summary or outputs above 1 MiB


def write(action: ActionContext, answer: Answer | None, environ: Mapping[str, str]) -> None:
    """Write the outputs and the summary into the files that GitHub's runner names, if it names them."""
    done = action.done
    ids = [convoy_id(number) for number in {**done.changed, **done.landed}]
    landed = [convoy_id(number) for number in done.landed]
    data = answer.data if answer else {"changed": ids, "landed": landed, "done": done.lines}
    _put(environ, "GITHUB_OUTPUT", _outputs(ids, landed, data, answer, done.replies))
    _put(environ, "GITHUB_STEP_SUMMARY", summary(action, answer))


def summary(action: ActionContext, answer: Answer | None) -> str:
    """The summary in Markdown: the dashboard, and what this run did."""
    convoys = action.run.convoys if action.in_hq else None
    return run_summary.summary(action.app.config, convoys, action.done.lines, answer.text if answer else None)


def _outputs(
    ids: list[str], landed: list[str], data: object, answer: Answer | None, replies: list[str]
) -> str:
    values = {
        "convoy": " ".join(ids),
        "landed": " ".join(landed),
        "json": json_text(data),
        "reply": answer.text if answer else "\n\n".join(replies),
    }
    return "".join(_output(name, value) for name, value in values.items())


def _output(name: str, value: str) -> str:
    """Between two lines that nobody can guess, whatever the value holds."""
    end = f"gt-convoy-{secrets.token_hex(16)}"
    return f"{name}<<{end}\n{value}\n{end}\n"


def _put(environ: Mapping[str, str], name: str, text: str) -> None:
    path = environ.get(name)
    if path and len(text.encode()) <= LARGEST:
        with Path(path).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
