"""One stranger holds up nobody, at a real pace of writes."""

from collections import Counter

from gt_convoy.messages.reply import answers
from tests.town import BOT, Town

ISSUE = "/repos/acme/hq/issues"
COMMENT = "/repos/{owner}/{repo}/issues/comments/{comment_id}"


def says(town: Town, text: str, by: str) -> int:
    """Comment, and wait for nothing; the comment's id."""
    return int(town.ask(by, "POST", f"{ISSUE}/1/comments", body=text)["id"])


def ours(town: Town, number: str) -> dict[str, int]:
    """Our comments, and their ids, which tell the order of all comments."""
    listed = town.ask("alice", "GET", f"{ISSUE}/{number}/comments?per_page=100")
    return {one["body"]: one["id"] for one in listed if one["user"]["login"] == BOT}


def test_what_20_comments_of_a_stranger_cost_and_who_waits_for_them(sleepy_town: Town) -> None:
    sleepy_town.more_environ["GT_CONVOY_WRITE_PAUSE"] = "0.1"
    with sleepy_town.running() as town:
        hq = town.creates('"Deploy" gt-1')
        mark = town.mark()
        strangers = [says(town, f"/gt x {n}", "mallory") for n in range(20)]
        alices = says(town, "/gt convoy list", "alice")
        town.closes("gt-1")
        asked = Counter(f"{one.method} {one.path}" for one in town.requests(mark))
        said = {source: id_ for text, id_ in ours(town, "1").items() if (source := answers(text))}
        (notice,) = [id_ for text, id_ in ours(town, hq.removeprefix("hq-")).items() if "Landed" in text]
    replies = [said[f"c{one}"] for one in strangers if f"c{one}" in said]
    answer = said[f"c{alices}"]
    assert len(replies) == 6
    assert max(answer, notice) < max(replies), "neither alice nor the landing waits for the stranger's last"
    reactions = 6 * 2 + 6 + 2  # answered, reacted to alone, alice's
    assert asked[f"POST {COMMENT}/reactions"] == reactions
    # Read once more before it is answered, and once before it was known to be a stranger's; alice's.
    assert asked[f"GET {COMMENT}"] == 6 + 1 + 1
