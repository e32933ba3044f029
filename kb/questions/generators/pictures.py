"""On a picture: what is marked, and where something is. Any view and section, of either leg."""

from dataclasses import replace
from random import Random
from typing import Any

from ...anatomy.pictures import scene_picture
from ...anatomy.visible import seen
from ...records import Form, KnowledgeBase, Layer, Question, Scene
from ...wording import capital, in_sentence
from ..kinds.writing import NEGATIVE
from .making import Draft, need, some

KINDS = ("muscle", "tendon", "nerve", "artery", "vein")
ENOUGH, THIN = 40.0, 2.5
"""Millimetres that must be seen of a form that is asked about, and how wide it must be."""
VIEWS = ("posterior", "medial", "lateral")
FROM = {"posterior": "from behind", "medial": "from the medial side", "lateral": "from the lateral side"}
PEELED: dict[Layer, str] = {
    "superficial-muscle": "without skin and fascia",
    "deep-muscle": "without the superficial muscles",
    "vessels-and-nerves": "without muscles",
}


def _scene(kb: KnowledgeBase, rng: Random) -> tuple[Scene, str]:
    """A scene without a mark, and how it is described."""
    left = rng.random() < 0.5
    side = "left" if left else "right"
    if rng.random() < 0.5:
        level = rng.choice(list(kb.levels))
        words = f"cross-section of the {side} leg, {in_sentence(kb.levels[level].label)}, seen from below"
        return Scene(level=level, left=left, text=f"{capital(words)}; the front is at the top."), words
    view, peel = rng.choice(VIEWS), rng.choice(list(PEELED))
    words = f"{side} leg seen {FROM[view]}, {PEELED[peel]}"
    return Scene(view=view, peel=peel, left=left, text=f"The {words}."), words


def _shown(kb: KnowledgeBase, scene: Scene) -> dict[str, dict[str, Any]]:
    """Shapes that may be asked about, by form: enough is seen of them. The arteries to gastrocnemius are left
    out, for the course says nothing of each of them."""
    visible = seen(kb, replace(scene, left=False))  # the left leg is the mirror image
    found = {}
    for shape in scene_picture(kb, scene)["shapes"]:
        form = kb.forms[shape["id"]]
        wide = (scene.level or shape["width"] >= THIN) and form.structure != "sural-arteries"
        if form.kind in KINDS and wide and visible[shape["id"]] >= ENOUGH:
            found[shape["id"]] = shape
    return found


def _name(kb: KnowledgeBase, form: Form) -> str:
    """Its name in full; a head by its own."""
    heads = [one for one in kb.forms.values() if one.structure == form.structure]
    return form.label if len(heads) > 1 else kb.structures[form.structure].name


def _where(shape: dict[str, Any], scene: Scene) -> str:
    """Where it lies in the picture; of a view without the name of its layer."""
    parts = shape["where"].split(", ")
    return ", ".join(parts if scene.level else parts[:2])


def _others(kb: KnowledgeBase, shown: dict[str, Any], key: str, rng: Random) -> list[str]:
    """Three other forms of the picture, such as are taken for it: of its kind first, and near."""
    kind, (x, y) = kb.forms[key].kind, shown[key]["at"]
    alike = {"artery": ("artery", "vein"), "vein": ("artery", "vein"), "tendon": ("tendon", "muscle")}
    kinds = alike.get(kind, (kind,))
    own = kb.forms[key].structure
    rest = [
        (kb.forms[one].kind not in kinds, (shape["at"][0] - x) ** 2 + (shape["at"][1] - y) ** 2, one)
        for one, shape in shown.items()
        if one != key
        and not {own, kb.forms[one].structure} <= {"tibial-nerve", "sciatic-nerve"}
        and shape["where"] != shown[key]["where"]
    ]
    near = [one for _, _, one in sorted(rest)[:4]]
    return some(rng, near, 3)


def _drawn(kb: KnowledgeBase, draft: Draft, rng: Random) -> tuple[Scene, str, dict[str, Any], str, list[str]]:
    scene, words = _scene(kb, rng)
    shown = _shown(kb, scene)
    need(len(shown) >= 4)
    key = rng.choice(list(shown))
    return scene, words, shown, key, _others(kb, shown, key, rng)


def _proof(kb: KnowledgeBase, key: str) -> list[dict[str, Any]]:
    return [{"fact": f"forms.{key}.structure", "equals": kb.forms[key].structure}]


def name_form(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """What the pin marks."""
    scene, words, shown, key, others = _drawn(kb, draft, rng)
    where = _where(shown[key], scene)
    options = []
    for one in (key, *others):
        form = kb.forms[one]
        says = {
            "name": _name(kb, form),
            "where": _where(shown[one], scene),
            "what": kb.structures[form.structure].what,
        }
        why = draft.say("right" if one == key else "wrong", **says)
        wrong = draft.say("misconception", name=says["name"], where=where)
        options.append(draft.option(says["name"], why, wrong, right=one == key))
    marked = Scene(
        view=scene.view,
        level=scene.level,
        left=scene.left,
        peel=scene.peel,
        mark=key,
        text=f"{scene.text} The pin marks {_a(kb.forms[key].kind)}: {where}.",
    )
    return draft.question(
        "single",
        draft.say("stem", picture=words),
        draft.say("why", name=_name(kb, kb.forms[key]), where=where),
        options=options,
        picture=marked,
        proof=_proof(kb, key),
        sources=_sources(kb, key),
    )


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _sources(kb: KnowledgeBase, key: str) -> tuple[str | None, ...]:
    form = kb.forms[key]
    return (*kb.structures[form.structure].sources[:2], form.source)


def find_form(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """Where something lies, by its name or by what it is."""
    scene, words, shown, key, others = _drawn(kb, draft, rng)
    form = kb.forms[key]
    name, what = _name(kb, form), kb.structures[form.structure].what
    by_name = "clue" not in draft.texts["stem"]
    heads = [one for one in kb.forms.values() if one.structure == form.structure]
    need(by_name or (len(heads) == 1 and not _gives_away(name, what) and not NEGATIVE.search(what)))
    options = []
    for one in (key, *others):
        other = kb.forms[one]
        says = {
            "name": _name(kb, other),
            "where": _where(shown[one], scene),
            "what": kb.structures[other.structure].what,
        }
        options.append(
            draft.option(
                says["name"],
                draft.say("right" if one == key else "wrong", **says),
                draft.say("misconception", name=name, where=says["where"]),
                right=one == key,
                at=one,
            )
        )
    return draft.question(
        "hotspot",
        draft.say("stem", picture=words, name=name, clue=what),
        draft.say("why", name=name, where=_where(shown[key], scene)),
        options=options,
        picture=scene,
        proof=_proof(kb, key),
        sources=_sources(kb, key),
    )


def _gives_away(name: str, what: str) -> bool:
    """Whether a description holds the name that is looked for, or most of it."""
    words = [word for word in name.casefold().split() if len(word) > 4 and word not in ("nerve", "artery")]
    return any(word.strip("(),") in what.casefold() for word in words)
