"""Every view of the course, called as a notebook does: each way of each factory that shows something else."""

from collections.abc import Callable

import ipywidgets as w
import pandas as pd

import kb
import widgets

KNOWN = kb.load()
KINDS = {question.kind: key for key, question in reversed(KNOWN.questions.items())}
"""Kind of question → the first question of that kind."""
WITH_PICTURE = next(
    key for key, each in KNOWN.questions.items() if each.picture and each.kind not in ("hotspot", "numeric")
)
CALF = ("deep-vein-thrombosis", "ruptured-bakers-cyst", "gastrocnemius-strain", "cellulitis")

Call = Callable[[], w.Widget]

CALLS: dict[str, list[Call]] = {
    "anatomy": [
        lambda: widgets.anatomy(causes=["bakers-cyst", "deep-vein-thrombosis", "gastrocnemius-strain"]),
        lambda: widgets.anatomy("medial-meniscus", view="medial", label=True, left=True),
    ],
    "bench": [lambda: widgets.bench(), lambda: widgets.bench("silfverskiold-test", left=True)],
    "body": [lambda: widgets.body("popliteal-artery")],
    "case": [lambda: widgets.case("long-flight"), lambda: widgets.case(seed=7)],
    "cause": [lambda: widgets.cause("deep-vein-thrombosis")],
    "clinic": [lambda: widgets.clinic(n=2, seed=3)],
    "compare": [lambda: widgets.compare(*CALF)],
    "cyst_model": [lambda: widgets.cyst_model(), lambda: widgets.cyst_model(predict=True)],
    "differential": [lambda: widgets.differential(["calf-pain", "long-journey"], age=47, sex="female")],
    "exam": [lambda: widgets.exam("vascular", n=3, seed=1), lambda: widgets.exam("no such lesson")],
    "export_record": [lambda: widgets.export_record()],
    "facts": [lambda: widgets.facts("causes.deep-vein-thrombosis.findings.active-cancer")],
    "fagan": [lambda: widgets.fagan(examples=["deep-vein-thrombosis:d-dimer=normal"])],
    "faq": [lambda: widgets.faq()],
    "first_aid": [
        lambda key=key: widgets.first_aid(key)
        for key in ("rice", "heat-or-cold", "child-who-limps", "knee-out-of-joint")
    ],
    "forget": [lambda: widgets.forget("vascular-01")],
    "glossary": [lambda: widgets.glossary()],
    "heat_map": [lambda: widgets.heat_map(pd.DataFrame({"a": [1.0, 0.0], "b": [0.5, 0.5]}), "Shares")],
    "imaging": [lambda: widgets.imaging("bakers-cyst", "knee-fracture")],
    "lesson_head": [lambda: widgets.lesson_head("vascular")],
    "lesson_map": [lambda: widgets.lesson_map()],
    "localise": [lambda: widgets.localise(), lambda: widgets.localise(["ankle-dorsiflexion"])],
    "my_record": [lambda: widgets.my_record()],
    "notice": [lambda: widgets.notice()],
    "pain_map": [lambda: widgets.pain_map()],
    "pathway": [lambda: widgets.pathway()],
    "practice": [lambda: widgets.practice("vascular", n=3, seed=1)],
    "quiz": [
        *(lambda key=key: widgets.quiz(key, seed=1) for key in (*KINDS.values(), WITH_PICTURE)),
        lambda: widgets.quiz("vascular", n=4, seed=1),
        lambda: widgets.quiz("no such lesson"),
    ],
    "recovery": [lambda: widgets.recovery("gastrocnemius-strain", "soleus-strain")],
    "references": [lambda: widgets.references(*list(KNOWN.sources)[:3])],
    "reset_record": [lambda: widgets.reset_record()],
    "review": [lambda: widgets.review()],
    "score": [lambda: widgets.score(), lambda: widgets.score("ottawa-knee")],
    "section": [lambda: widgets.section(), lambda: widgets.section("mid-calf", probe=-40, left=True)],
}
SAYS_NOTHING_HERE = {"facts_in_text"}
"""Factories that print, for paper, and return no view."""

VIEWS = {f"{name}-{i}": call for name, calls in CALLS.items() for i, call in enumerate(calls)}
