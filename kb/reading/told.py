"""Numbers in prose: a text names a number or a source by a mark, and what is read shows it.

    [[causes.necrotising-infection.figures.death-low]]   a figure: '16 % (Vijayakumar et al. 2014)'
    [[causes.cellulitis.findings.crp.raised]]            how often a state occurs in a cause
    [[findings.crp.background.raised]]                   … and in the background
    [@miniati2012; @patel2020]                           sources: '(Miniati et al. 2012; Patel et al. 2020)'
    [@estimate]                                          '(estimate)': the authors' own value
    a third (jeon2013)                                   a key alone: 'a third (Jeon et al. 2013)'

Marks are replaced once, when the content is read: whatever shows the text shows the number.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from difflib import get_close_matches
from typing import Any

from ..errors import Fault, KneeError, nearest
from ..records import Distribution, Figure, Finding, KnowledgeBase, Option, Prompt, ReadOnly, Rules, shelves
from ..wording import amount, percent
from .references import Place, Where

NUMBER = re.compile(r"\[\[\s*([^\[\]]+?)\s*\]\]")
CITED = re.compile(r"\[@([a-z0-9-]+(?:\s*;\s*@[a-z0-9-]+)*)\]")
WORD = re.compile(r"(\(?)\b([a-z][a-z0-9-]*[a-z0-9])\b(?![-.]\w)")
BROKEN = re.compile(r"\[[\[@][^\]]{0,60}\]*")
ESTIMATE = "estimate"


def told(kb: KnowledgeBase, files: Where) -> tuple[KnowledgeBase, list[Fault]]:
    """The same with every mark in its texts replaced, and one fault for each that leads nowhere."""
    faults: list[Fault] = []
    held: dict[str, ReadOnly] = {}
    for shelf in shelves():
        records = dict(shelf.of(kb))
        for key, record in records.items():
            problems: list[tuple[str, str]] = []
            records[key] = _in(kb, record, "", problems)
            faults += (Place(files, record)(*problem) for problem in problems)
        held[shelf.name] = ReadOnly(records)
    rules = Rules(**{field.name: held.pop(f"rules.{field.name}") for field in fields(Rules)})
    return replace(kb, **held, rules=rules), faults


def _in(kb: KnowledgeBase, value: Any, path: str, problems: list[tuple[str, str]]) -> Any:
    """A value with its marks replaced: itself where it has none."""
    if isinstance(value, str):
        marked = "[[" in value or "[@" in value
        made = _text(kb, value, path, problems) if marked else value
        return _named(kb, made) if " " in made else made
    if is_dataclass(value):
        named = {field.name: getattr(value, field.name) for field in fields(value)}
        made = {k: _in(kb, item, f"{path}.{k}".lstrip("."), problems) for k, item in named.items()}
        if all(made[name] is item for name, item in named.items()):
            return value
        if isinstance(value, (Option, Prompt)) and made["text"] is not value.text:
            if isinstance(value, Prompt):
                problems.append((f"{path}.text", "a prompt is known by its text, which may hold no mark"))
            elif not value.id:
                problem = "an option is known by its text; give one that holds a mark an id"
                problems.append((f"{path}.text", problem))
        return type(value)(**made)
    if isinstance(value, Mapping):
        marked = (key for key in value if BROKEN.search(str(key)))
        problems.extend((f"{path}.{key}", "a key may hold no mark") for key in marked)
        made = {k: _in(kb, item, f"{path}.{k}".lstrip("."), problems) for k, item in value.items()}
        return value if all(made[k] is item for k, item in value.items()) else ReadOnly(made)
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        items = tuple(_in(kb, item, f"{path}.{i}", problems) for i, item in enumerate(value))
        return value if all(a is b for a, b in zip(items, value, strict=True)) else items
    return value


def _text(kb: KnowledgeBase, text: str, path: str, problems: list[tuple[str, str]]) -> str:
    def shown(words: Callable[[KnowledgeBase, str], str]) -> Callable[[re.Match[str]], str]:
        def one(mark: re.Match[str]) -> str:
            try:
                return words(kb, mark[1])
            except KneeError as error:
                problems.append((path, str(error)))
                return ""

        return one

    made = CITED.sub(shown(_cited), NUMBER.sub(shown(in_words), text))
    if broken := BROKEN.search(made):
        problems.append((path, f"{broken[0]} is no mark; write [[path]], [@source] or [@one; @two]"))
    return made


def _named(kb: KnowledgeBase, text: str) -> str:
    """The text with the short name for every key of a source: no key reaches a reader."""

    def one(found: re.Match[str]) -> str:
        bracket, word = found[1], found[2]
        plain = word.isalpha() and not bracket  # may be a word of the language
        return found[0] if plain or word not in kb.sources else f"{bracket}{kb.sources[word].short}"

    made = WORD.sub(one, text)
    return text if made == text else made


def _cited(kb: KnowledgeBase, keys: str) -> str:
    names = []
    for key in (one.strip().lstrip("@") for one in keys.split(";")):
        if key != ESTIMATE and key not in kb.sources:
            raise KneeError(f"[@{key}]: there is no source '{key}' in sources.yaml{nearest(key, kb.sources)}")
        names.append(key if key == ESTIMATE else kb.sources[key].short)
    return f"({'; '.join(names)})"


def in_words(kb: KnowledgeBase, path: str) -> str:
    """The number at a dotted path, with its unit and where it comes from.

    Raises:
        KneeError: if the path leads to no number; it names the nearest that does.
    """
    claim, finding, state = _claim(kb, path)
    if isinstance(claim, Figure):
        said = amount(claim.value, claim.unit)
    else:
        said = percent(_share(claim, finding, state))
    if claim.basis == ESTIMATE or claim.source not in kb.sources:
        return f"{said} ({ESTIMATE})"
    return f"{said} ({'derived from ' * (claim.basis == 'derived')}{kb.sources[claim.source].short})"


def _claim(kb: KnowledgeBase, path: str) -> tuple[Any, Finding | None, str]:
    """The record of a number and, of a distribution, its finding and the state that is meant."""
    value: Any = kb
    above: Finding | None = None
    steps = path.split(".")
    for i, step in enumerate(steps):
        if isinstance(value, Distribution):
            known = above.states if above else tuple(value.p)
            if i == len(steps) - 1 and step in known:
                return value, above, step
            raise _no_number(path, steps[:i], known)
        known = _steps(value)
        if step not in known:
            raise _no_number(path, steps[:i], known)
        value = known[step]
        above = value if isinstance(value, Finding) else kb.findings.get(step, above)
    if isinstance(value, Figure):
        return value, None, ""
    raise _no_number(
        path, steps, above.states if above and isinstance(value, Distribution) else _steps(value)
    )


def _steps(value: Any) -> Mapping[str, Any]:
    """What a path may go on with."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, tuple):
        return {getattr(item, "id", "") or str(i): item for i, item in enumerate(value)}
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return {}


def _no_number(path: str, so_far: list[str], known: Iterable[str]) -> KneeError:
    """What the path may go on with, from the place to which it is right."""
    steps = path.split(".")
    step = steps[len(so_far)] if len(so_far) < len(steps) else ""
    said = f"nothing is called '{step}'" if step else "is not a number"
    if near := step and next(iter(get_close_matches(step, list(known), n=1)), ""):
        return KneeError(f"[[{path}]]: {said}; did you mean '{'.'.join([*so_far, near])}'?")
    ways = ", ".join(list(known)[:6])
    return KneeError(f"[[{path}]]: {said}" + (f"; go on with one of {ways}" if ways else ""))


def _share(claim: Distribution, finding: Finding | None, state: str) -> float:
    if state in claim.p:
        return claim.p[state]
    unsaid = [one for one in (finding.states if finding else ()) if one not in claim.p]
    return max(0.0, 1 - math.fsum(claim.p.values())) / max(1, len(unsaid))
