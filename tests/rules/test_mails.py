"""Mails that a comment repeats below its own text, as mail programs write them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gt_convoy.commands.parser import command_lines
from gt_convoy.document import repeated_mails
from gt_convoy.document.repeated_mails import repeated, repeats

OWN, THEIRS = "/gt convoy add 5 gt-1", "/gt convoy close 5 --force"
ADDRESS = "mallory <notifications@github.com>"


def fields(writer: str, time: str, reader: str, subject: str) -> str:
    """A mail's header as Outlook repeats it."""
    lines = (
        f"{writer}: {ADDRESS}",
        f"{time}: 5 January 2026 09:00",
        f"{reader}: acme/hq",
        f"{subject}: Re: Deploy",
    )
    return "\n".join(lines)


ENGLISH = fields("From", "Sent", "To", "Subject")
GERMAN = fields("Von", "Gesendet", "An", "Betreff")
HEADERS = {
    "Gmail": f"On Mon, Jan 5, 2026 at 9:00 AM {ADDRESS} wrote:",
    "Gmail, wrapped": "On Mon, Jan 5, 2026 at 9:00 AM mallory <notifications@github.com>\nwrote:",
    "Gmail, wrapped within the name": "On Mon, Jan 5, 2026 at 9:00 AM A Very Long Name Indeed\n"
    "<notifications@github.com> wrote:",
    "Gmail, wrapped twice": "On Mon, Jan 5, 2026 at 9:00 AM A Very Long\nName Indeed <m@github.com>\nwrote:",
    "Gmail in Danish": f"Den man. 5. jan. 2026 kl. 09.00 skrev {ADDRESS}:",
    "Gmail in French": f"Le lun. 5 janv. 2026 à 09:00, {ADDRESS} a écrit :",
    "Gmail in German": f"Am Mo., 5. Jan. 2026 um 09:00 Uhr schrieb {ADDRESS}:",
    "Gmail in German, wrapped": "Am Mo., 5. Jan. 2026 um 09:00 Uhr schrieb mallory <\nm@github.com>:",
    "Gmail in Italian": f"Il giorno lun 5 gen 2026 alle ore 09:00 {ADDRESS} ha scritto:",
    "Gmail in Japanese": f"2026年1月5日(月) 9:00 {ADDRESS}:",
    "Gmail in Swedish": f"Den mån 5 jan. 2026 kl 09:00 skrev {ADDRESS}:",
    "Gmail in Norwegian, which looks like a numbered item": f"5. jan. 2026 kl. 09:00 skrev {ADDRESS}:",
    "Thunderbird": "On 1/5/26 09:00, mallory wrote:",
    "Thunderbird in German": "Am 05.01.26 um 09:00 schrieb mallory:",
    "Thunderbird in French": "Le 05/01/2026 à 09:00, mallory a écrit :",
    "Thunderbird in Italian": "Il 05/01/2026 09:00, mallory ha scritto:",
    "Thunderbird in Czech": "Dne 05. 01. 26 v 09:00 mallory napsal(a):",
    "Thunderbird in Swedish": "Den 2026-01-05 kl. 09:00, skrev mallory:",
    "Thunderbird in Danish": "Den 05.01.2026 kl. 09.00 skrev mallory:",
    "Apple Mail": f"On Jan 5, 2026, at 9:00 AM, {ADDRESS} wrote:",
    "Apple Mail in German": f"Am 05.01.2026 um 09:00 schrieb {ADDRESS}:",
    "Apple Mail in French": f"Le 5 janv. 2026 à 09:00, {ADDRESS} a écrit :",
    "Apple Mail, wrapped": "On Jan 5, 2026, at 9:00 AM, mallory\n<notifications@github.com> wrote:",
    "Yahoo": f"On Monday, January 5, 2026 at 09:00:00 AM GMT+1, {ADDRESS} wrote:",
    "Outlook of old": "-----Original Message-----",
    "Outlook of old, with its fields": f"-----Original Message-----\n{ENGLISH}",
    "Outlook": f"{'_' * 32}\n{ENGLISH}",
    "Outlook in Chinese": fields("发件人", "发送时间", "收件人", "主题"),
    "Outlook in Czech": fields("Od", "Odesláno", "Komu", "Předmět"),
    "Outlook in Danish": fields("Fra", "Sendt", "Til", "Emne"),
    "Outlook in Dutch": fields("Van", "Verzonden", "Aan", "Onderwerp"),
    "Outlook in French": fields("De ", "Envoyé ", "À ", "Objet "),
    "Outlook in German": GERMAN,
    "Outlook in German, in bold": re.sub("(?m)^(.*?:)", r"**\1**", GERMAN),
    "Outlook in German, of old": f"-----Ursprüngliche Nachricht-----\n{GERMAN}",
    "Outlook in Italian": fields("Da", "Inviato", "A", "Oggetto"),
    "Outlook in Korean": fields("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
    "Outlook in Polish": fields("Od", "Wysłano", "Do", "Temat"),
    "Outlook in Spanish": fields("De", "Enviado", "Para", "Asunto"),
    "Outlook in Swedish": fields("Från", "Skickat", "Till", "Ämne"),
    "Outlook, its lines apart": ENGLISH.replace("\n", "\n\n"),
    "a telephone's": f"Sent from my iPhone\n\n> \n\nOn Jan 5, 2026, at 9:00 AM, {ADDRESS} wrote:",
    "forwarded": f"---------- Forwarded message ---------\n{fields('From', 'Date', 'Subject', 'To')}",
}

# Of programs whose words the library does not know.
OTHER_HEADERS = {
    "Gmail in Czech": f"po 5. 1. 2026 v 9:00 odesílatel {ADDRESS} napsal:",
    "Gmail in Dutch": f"Op ma 5 jan 2026 om 09:00 schreef {ADDRESS}:",
    "Gmail in Korean": "2026년 1월 5일 (월) 오전 9:00, mallory <notifications@github.com>님이 작성:",
    "Gmail in Polish": f"pon., 5 sty 2026 o 09:00 {ADDRESS} napisał(a):",
    "Gmail in Spanish": "El lun, 5 ene 2026 a las 9:00, mallory (<notifications@github.com>) escribió:",
    "Gmail in Chinese": "mallory <notifications@github.com> 于2026年1月5日周一 09:00写道：",
    "Gmail in Portuguese": f"Em seg., 5 de jan. de 2026 às 09:00, {ADDRESS} escreveu:",
    "Gmail in Russian": f"пн, 5 янв. 2026 г. в 09:00, {ADDRESS}:",
    "KMail": "On Monday, 5 January 2026 mallory wrote:",
    "mutt": f"{ADDRESS} writes:",
    "sup": "Quoting mallory (2026-01-05 09:00:00)",
    "GitHub's own mail": "mallory left a comment (acme/hq#5)",
    "GitHub's own mail, as text": "mallory left a comment (acme/hq#5)<https://github.com/acme/hq/issues/5>",
}


@pytest.mark.parametrize("header", [pytest.param(text, id=name) for name, text in HEADERS.items()])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_a_mail_program_repeats_is_not_obeyed_and_what_stands_above_is(header: str, end: str) -> None:
    for between in ("\n\n", "\n", "\n\nHello,\n\n"):
        text = f"{OWN}\n\nYes, please.\n\n{header}{between}{THEIRS}\n\nThanks".replace("\n", end)
        assert [line.text for line in command_lines(text)] == [OWN]


@pytest.mark.parametrize("header", [pytest.param(text, id=name) for name, text in OTHER_HEADERS.items()])
@pytest.mark.parametrize("between", ["\n", "\n\n", "\n\nHello,\n\n"])
def test_below_what_another_mail_program_writes_it_is_asked_about(header: str, between: str) -> None:
    found = command_lines(f"{OWN}\n\nYes, please.\n\n{header}{between}{THEIRS}\n\nThanks")
    assert [(line.text, line.doubtful) for line in found] == [(OWN, False), (THEIRS, True)]


@pytest.mark.parametrize("header", [pytest.param(text, id=name) for name, text in HEADERS.items()])
def test_below_what_a_mail_program_quotes_it_is_asked_about(header: str) -> None:
    text = f"{header}\n> Hello\n> {THEIRS}\n\nI agree.\n{OWN}"
    assert [(line.text, line.doubtful) for line in command_lines(text)] == [(OWN, True)]


PROSE = {
    "a person's words above a quote": "On Monday Joe wrote:\n> Please do",
    "a name and a comment": "Joe left a comment (see above)",
    "what was written and when": "Joe wrote this:",
    "a colon": "Please do this:",
    "a date and a time": "Plan for 2026-01-05 09:00:",
    "versions": "From: 1.2\nTo: 1.3",
    "words that are fields elsewhere": "Do: this\nData: that",
    "a list of facts": "Owner: joe\nDue: 2026-01-05\nStatus: open",
    "facts with an address": "Owner: joe@acme.org\nStatus: open\nHost: prod",
    "facts with a time": "Start: 09:00\nEnd: 10:00\nWhere: the office",
    "a section's head": "----- Deploy -----",
    "a signature": "--\nJoe Smith\nTel: 030 1234",
    "a mail in a fence": f"```\n{HEADERS['Gmail']}\n{THEIRS}\n```",
    "a mail in a quote": f"> {HEADERS['Gmail']}\n> {THEIRS}",
    "a mail in a comment": f"<!--\n{HEADERS['Gmail']}\n-->",
    "a rule and text": "Thanks for the report.\n\n---",
}


@pytest.mark.parametrize("prose", [pytest.param(text, id=name) for name, text in PROSE.items()])
def test_a_persons_own_prose_hides_nothing(prose: str) -> None:
    (line,) = command_lines(f"{prose}\n\n{OWN}")
    assert (line.text, line.below, line.doubtful) == (OWN, True, False)


PERHAPS = {
    "a name": "Joe wrote:",
    "a name, in German": "Joe schrieb:",
    "a name and a day": "On Monday Joe wrote:",
    "a name and a day, in German": "Am Montag schrieb Joe:",
    "a name and a time, in German": "Am Montag um 9:00 schrieb Joe:",
    "a name, in French": "Joe a écrit :",
    "a time and an address": "Error at 10:00 <joe@acme.org>:",
    "a date, a time and an address": "Error at 2026-01-05 10:00 <joe@acme.org>:",
    "notes of a time, and an address": "See my notes at 10:30 (joe@acme.org):",
    "an attribution without a time": "On 5 January Joe wrote:",
    "an attribution that names an address": "I wrote to joe@acme.org 2 days ago:",
    "two fields of a mail": "From: joe@acme.org\nTo: ann@acme.org",
    "the fields of a language that the library does not know": fields("От", "Отправлено", "Кому", "Тема"),
    "Outlook in Japanese": fields("差出人", "送信日時", "宛先", "件名"),
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in PERHAPS.items()])
def test_what_may_be_a_mails_header_is_asked_about(text: str) -> None:
    found = command_lines(f"{OWN}\n\n{text}\n\n{THEIRS}")
    assert [(line.text, line.doubtful) for line in found] == [(OWN, False), (THEIRS, True)]


FOOTERS = [
    "—\nReply to this email directly, view it on GitHub\n<https://github.com/acme/hq>, or unsubscribe",
    "You are receiving this because you were mentioned.Message ID: <acme/hq/issues/5/123@github.com>",
]


@pytest.mark.parametrize("footer", FOOTERS)
def test_with_githubs_own_footer_all_below_other_text_is_asked_about(footer: str) -> None:
    found = command_lines(f"{OWN}\n\nYes.\n\n不明な書式\n\n{THEIRS}\n\n{footer}")
    assert [(line.text, line.doubtful) for line in found] == [(OWN, False), (THEIRS, True)]
    found = command_lines(f"Yes.\n{OWN}\n\n{HEADERS['Gmail']}\n\n{THEIRS}\n\n{footer}")
    assert [(line.text, line.doubtful) for line in found] == [(OWN, False)]
    (line,) = command_lines(f"Yes.\n{OWN}\n\n" + "".join(f"> {line}\n" for line in footer.split("\n")))
    assert not line.doubtful


def test_beyond_so_many_pieces_that_might_be_headers_the_rest_is_asked_about() -> None:
    few, many = ("".join(f"release 1.{n}:\n\n" for n in range(count)) for count in (repeated_mails.MOST, 400))
    assert [line.doubtful for line in command_lines(f"{few}{OWN}")] == [False]
    assert [line.doubtful for line in command_lines(f"{many}{OWN}")] == [True]


SAID = [
    ("the same line", THEIRS, THEIRS, True),
    ("the same line among others", THEIRS, f"Hello\n\n{THEIRS}\n\nBye", True),
    ("in a fence", THEIRS, f"```\n{THEIRS}\n```", True),
    ("in a code span", THEIRS, f"try `{THEIRS}`", True),
    ("in a quote or an item", THEIRS, f"> - {THEIRS}", True),
    ("at a sentence's end", THEIRS, f"Just type {THEIRS}.", True),
    ("in other letters and blanks", "/GT  Convoy close  5 --force", THEIRS, True),
    ("with a telephone's dashes", "/gt convoy close 5 —force", THEIRS, True),
    ("with an address behind a mention", "/gt watch 5 @j <https://github.com/j>", "/gt watch 5 @j", True),
    ("written in character references", THEIRS, "&#47;gt convoy close 5 &#45;-force", True),
    ("written with escapes", THEIRS, "\\/gt convoy close 5 \\-\\-force", True),
    ("written with a link and a tag", THEIRS, "[/gt](https://x) <b>convoy</b> close 5 --force", True),
    ("wrapped by a mail program", f"{THEIRS} --reason one two three four",
     f"{THEIRS} --reason one two three four five six", True),
    ("only the beginning of theirs", "/gt convoy close 5", THEIRS, False),
    ("more than theirs", f"{THEIRS} --reason x", THEIRS, False),
    ("of another convoy", "/gt convoy close 6 --force", THEIRS, False),
    ("of a longer number", "/gt convoy close 5", "/gt convoy close 55", False),
    ("nothing like it", THEIRS, "Hello", False),
]  # fmt: skip


@pytest.mark.parametrize(("line", "text", "same"), [pytest.param(*r, id=name) for name, *r in SAID])
def test_a_line_is_known_as_another_persons_by_its_words(line: str, text: str, same: bool) -> None:
    assert repeats(line, text) is same


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    *HEADERS.values(),
                    *OTHER_HEADERS.values(),
                    *PERHAPS.values(),
                    *PROSE.values(),
                    "> a",
                    "",
                    OWN,
                ]
            ),
            st.text(),
        )
    )
)
def test_a_mail_begins_somewhere_or_nowhere(pieces: list[str]) -> None:
    lines = re.split(r"\r\n|\r|\n", "\n".join(pieces))
    found = repeated(lines)
    assert 0 <= found.perhaps <= found.surely <= len(lines)
    assert repeated([f"> {line}" for line in lines]).perhaps == len(lines)
