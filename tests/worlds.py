"""Generated worlds: any number of convoys that track any number of issues, all as they should be."""

from dataclasses import dataclass

from gt_convoy.document import editor
from gt_convoy.domain.convoy import LABEL, Convoy, Marker
from gt_convoy.domain.issue import Issue, State, Thread
from gt_convoy.domain.references import Ref
from gt_convoy.messages.convoy_status import status_line
from gt_convoy_sandbox.model import World, issues
from gt_convoy_sandbox.seed import BOT
from tests.rules.building import IN_HQ
from tests.town import HQ

RIGS = ("acme/gastown", "acme/beads")


@dataclass(frozen=True)
class Size:
    convoys: int
    issues_each: int


def fill(world: World, size: Size) -> list[int]:
    """Add open convoys whose issues, all open, lie in the rigs; the convoys' numbers."""
    with world.writing():
        alice, bot = world.get_user("alice"), world.get_user(BOT)
        repositories = [world.get_repository(name) for name in RIGS]
        found = []
        for n in range(size.convoys):
            refs = []
            for m in range(size.issues_each):
                repository = repositories[(n + m) % len(repositories)]
                issue = issues.create(world, repository, alice, f"Issue {n}.{m}", "Nothing to see.")
                refs.append(Ref(repository.full_name, issue.number))
            hq = world.get_repository(HQ)
            text = _text(hq.next_number, refs, world)
            found.append(issues.create(world, hq, bot, f"Convoy {n}", text, labels=[LABEL]).number)
        return found


def _text(number: int, refs: list[Ref], world: World) -> str:
    """As the app leaves a convoy of open issues that nobody has."""
    now = world.now()
    thread = Thread(Ref(HQ, number), 1, "", "", "", True, BOT, now, now)
    convoy = Convoy(thread, Marker(), tuple(Issue(ref, 1, "", "", State.OPEN, now, now) for ref in refs))
    return editor.compose(Marker(), status_line(convoy, IN_HQ), refs, ["@alice"])
