"""Structures that say what their kind calls for, forms and body charts that can be drawn."""

from collections.abc import Iterator

from ..errors import Fault, KneeError
from ..reading.references import Place, Where
from ..records import Deficit, KnowledgeBase, PainSite

CLEAR = 0.1
"""Share of its own value by which the answer to a provocation's question must be ahead of the next."""
COMPLETE: dict[str, tuple[str, ...]] = {
    "muscle": ("layer", "origin", "insertion", "innervation", "roots", "blood_supply", "action"),
    "nerve": ("course",),
    "artery": ("course",),
    "vein": ("course",),
    "ligament": ("layer", "insertion", "action"),
    "space": ("borders",),
}
"""What an anatomist expects to be told of a structure of this kind."""


def anatomy(kb: KnowledgeBase, files: Where) -> Iterator[Fault]:
    """Structures that say what their kind calls for; forms and charts that can be drawn."""
    for chart in kb.charts.values():
        for path in ("medial", "lateral"):
            heights = [point.height for point in getattr(chart, path)]
            if heights != sorted(set(heights), reverse=True):
                yield Place(files, chart)(path, "must run from above down, each point lower than the last")
    for record in (*kb.pain_sites.values(), *kb.deficits.values()):
        place = Place(files, record)
        for i, area in enumerate(record.areas):
            if len(area.outline) < 3:
                yield place(f"areas.{i}.outline", "needs three corners")
            for k, corner in enumerate(area.outline):
                if not 0 <= corner.across <= 1:
                    yield place(f"areas.{i}.outline.{k}", f"{corner.across:g} is not a share from 0 to 1")
        if isinstance(record, PainSite) and not (record.areas and record.means):
            yield place("", "a pain site needs an area and what a mark there means")
        if isinstance(record, Deficit):
            if (record.kind == "skin") != bool(record.areas):
                yield place("areas", "skin has them, and nothing else")
            if record.kind != "sign" and not (record.finding or record.how):
                yield place("how", "is missing; say how it is tested, or name the finding that does")
            if bool(record.alarm) != bool(record.disposition):
                yield place("disposition", "goes with an alarm, and an alarm with it")
    for lesion in kb.lesions.values():
        if not lesion.spares:
            yield Place(files, lesion)("spares", "is empty; say what tells it from its neighbours")
    for form in kb.forms.values():
        if not all(len(via.r) == 2 for via in form.path):
            yield Place(files, form)("path", "every point needs r: two half-widths")
    yield from _provocations(kb, files)
    for record in kb.structures.values():
        place = Place(files, record)
        for name in COMPLETE.get(record.kind, ()):
            if not getattr(record, name):
                yield place(name, f"is missing; a {record.kind} needs it")


def _provocations(kb: KnowledgeBase, files: Where) -> Iterator[Fault]:
    """Tests whose positions the leg can take, and whose question has one clear answer."""
    if not kb.provocations:
        return
    from ..anatomy.body import Body
    from ..anatomy.provocation import answer

    body = Body.of(kb)
    for test in kb.provocations.values():
        place = Place(files, test)
        try:
            result = answer(body, test.id)
        except KneeError as error:
            yield place("steps", str(error))
            continue
        if result.margin < CLEAR * abs(result.scores[result.key]):
            yield place("question", f"'{result.key}' is not clearly ahead of the other options")
