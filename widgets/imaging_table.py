"""What pictures show in each cause, and what a normal picture leaves open."""

from collections.abc import Sequence

import ipywidgets as w

from kb.errors import unknown
from kb.reasoning.imaging import MODALITIES, Shown, dangers_among, left_open, shows
from kb.records import Cause, KnowledgeBase
from kb.wording import in_sentence

from . import _html as html
from ._html import esc, percent, state_words
from ._page import page

GROUP = "structural-cystic"
HEADS = {
    "x-ray": "X-ray",
    "ultrasound": "Ultrasound of soft tissue",
    "duplex": "Duplex of vessels",
    "mri": "MRI",
    "ct": "CT angiography",
}


def imaging_table(kb: KnowledgeBase, names: Sequence[str]) -> w.HTML:
    """The tables for the given causes or groups of causes; for the structural ones unless told.

    Raises:
        UnknownId: for a name that is neither.
    """
    causes = chosen(kb, names or (GROUP,))
    return page("What a picture shows", tables(kb, causes), style="imaging_table")


def chosen(kb: KnowledgeBase, names: Sequence[str]) -> list[Cause]:
    """Causes by their own ids or that of their group, each once."""
    groups = {cause.group for cause in kb.causes.values()}
    found: dict[str, Cause] = {}
    for name in names:
        if name in kb.causes:
            found[name] = kb.causes[name]
        elif name in groups:
            found |= {cause.id: cause for cause in kb.causes.values() if cause.group == name}
        else:
            raise unknown("cause or group", name, [*kb.causes, *groups])
    return list(found.values())


def tables(kb: KnowledgeBase, causes: Sequence[Cause]) -> str:
    """Both tables as HTML."""
    seen = {cause.id: {name: shows(kb, cause, name) for name in MODALITIES} for cause in causes}
    columns = [name for name in MODALITIES if any(row[name] for row in seen.values())]
    rows = [
        (
            _name(cause),
            *("".join(_shown(kb, one) for one in seen[cause.id][name]) or _blank() for name in columns),
        )
        for cause in causes
    ]
    tests = {
        name: list(dict.fromkeys(one.finding for row in seen.values() for one in row[name]))
        for name in columns
    }
    return (
        '<div class="card imaging"><h3>What a picture shows</h3>'
        "<p>In how many of those who have the cause the picture shows it. Blank: it shows nothing that other "
        "sore legs do not show as often.</p>"
        + html.table(
            ("Cause", *(HEADS[name] for name in columns)), rows, caption="Seen in this share of patients"
        )
        + _normal(kb, dangers_among(kb, causes), tests)
        + '<p class="soft">Numbers without a source are the authors’ estimates. A change that is seen is not '
        "yet the cause of the pain: many sound knees have one.</p></div>"
    )


def _name(cause: Cause) -> str:
    return esc(cause.name) + (' <span class="must">! dangerous</span>' if cause.must_not_miss else "")


def _blank() -> str:
    return '<span class="visually-hidden">shows nothing</span>'


def _shown(kb: KnowledgeBase, one: Shown) -> str:
    from_where = "" if one.claim.basis == "estimate" else f" {html.badge(kb, one.claim)}"
    return (
        f'<div class="seen"><span class="test">{esc(kb.findings[one.finding].label)}</span>'
        f"<span>{html.bar(one.p)} <b>{percent(one.p)}</b> {esc(state_words(one.state))}{from_where}"
        "</span></div>"
    )


def _normal(kb: KnowledgeBase, causes: Sequence[Cause], tests: dict[str, list[str]]) -> str:
    """Dangerous causes as rows: in how many of them each test above is normal all the same."""
    left = {key: left_open(kb, key, causes) for keys in tests.values() for key in keys}
    partly = {key: dict(one.partly) for key, one in left.items()}
    if not causes:
        return ""

    def best(cause: Cause) -> float:
        return min((share[cause.id] for share in partly.values() if cause.id in share), default=1.0)

    rows = []
    for cause in sorted(causes, key=lambda cause: -best(cause)):
        cells = []
        for keys in tests.values():
            looked = [(partly[key][cause.id], key) for key in keys if cause.id in partly[key]]
            cells.append(
                "".join(
                    f'<div class="seen"><span class="test">{esc(kb.findings[key].label)}</span>'
                    f"<span>{html.bar(p, kind='is-bad')} <b>{percent(p)}</b> normal</span></div>"
                    for p, key in sorted(looked)
                )
                or '<span class="soft">does not look for it</span>'
            )
        test = kb.findings[cause.investigations[0].finding].label if cause.investigations else ""
        rows.append((esc(cause.name), *cells, esc(test)))
    blind = [in_sentence(cause.name) for cause in causes if best(cause) == 1.0]
    said = (
        '<p class="notice"><strong>“My scan was normal”:</strong> none of these pictures looks for '
        f"{esc(_listed(blind))}.</p>"
        if blind
        else ""
    )
    head = ("Dangerous, and mistaken for these", *(HEADS[name] for name in tests), "Test of choice, first")
    return (
        "<h3>What a normal picture leaves open</h3>"
        "<p>In how many of those who have the dangerous cause the same picture is normal. These are the "
        "dangerous causes that the ones above are mistaken for.</p>"
        + said
        + html.table(head, rows, caption="Normal in this share of patients")
    )


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
