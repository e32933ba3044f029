"""What the makers share: a wording with its placeholders filled, and a question put together.

A maker takes a knowledge base, a `Draft` and a generator of chance, and gives a question, or raises
`Rejected` where chance drew something that must not be asked: a key that is not surely right, a wrong option
that is not surely wrong. Then it draws again.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

from ...reasoning.certainty import effective_size, log_variance
from ...reasoning.likelihood import distribution, likelihood_ratio, stated, whose
from ...records import (
    Cause,
    Distribution,
    Figure,
    KnowledgeBase,
    NumericAnswer,
    Option,
    Phrase,
    Question,
    ReadOnly,
    Scene,
    Template,
)
from ...wording import amount, capital, percent, state_words

FIELD = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")
Z = 1.2816
"""Standard deviations between the middle and the edge of an 80 % band, as in `kb.reasoning.bands`."""
TEST = re.compile(r"\b(?:test|sign|leg raise)\b", re.I)
"""Labels of findings that are done, and are then positive or negative."""
RESULT = {"present": "positive", "absent": "negative"}
T = TypeVar("T")


class Rejected(Exception):
    """What was drawn must not be asked."""


def need(held: object) -> None:
    """Go on only where something holds.

    Raises:
        Rejected: where it does not.
    """
    if not held:
        raise Rejected


def fill(text: str, values: Mapping[str, object]) -> str:
    """A text with its placeholders filled; {Cause} is {cause} at the beginning of a sentence."""

    def put(found: re.Match[str]) -> str:
        name = found[1]
        if name in values:
            return str(values[name])
        return capital(str(values[name[0].lower() + name[1:]]))

    return FIELD.sub(put, text)


def listed(names: Sequence[str], word: str = "and") -> str:
    """'a, b and c'."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"


@dataclass(frozen=True)
class Draft:
    """The question that is to be made."""

    key: str
    """Its id."""
    template: Template
    texts: Mapping[str, str]
    phrases: Mapping[str, Phrase]

    @classmethod
    def of(cls, kb: KnowledgeBase, template: str, key: str) -> "Draft":
        """With the texts and sentences that the template borrows."""
        own = kb.templates[template]
        like = kb.templates[own.like or own.id]
        texts = {**like.texts, **own.texts} if like.generator == own.generator else own.texts
        return cls(key, own, texts, own.phrases or like.phrases)

    def say(self, name: str, /, **values: object) -> str:
        """A text of the template, filled."""
        return fill(self.texts[name], values)

    def option(self, text: str, why: str, misconception: str = "", *, right: bool = False, at: str = ""):
        """An option; a wrong one with its misconception."""
        return Option(text=text, why=why, right=right, misconception="" if right else misconception, at=at)

    def question(
        self,
        kind: str,
        stem: str,
        why: str,
        *,
        proof: Iterable[Mapping[str, Any]],
        sources: Iterable[str | None] = (),
        options: Sequence[Option] = (),
        answer: NumericAnswer | None = None,
        order: str = "",
        picture: Scene | None = None,
    ) -> Question:
        """An ordinary question."""
        template = self.template
        return Question(
            id=self.key,
            lesson=template.lesson,
            kind=kind,
            objective=template.objective,
            level=template.level,
            stem=stem,
            options=tuple(options),
            order=order,
            answer=answer,
            picture=picture,
            why=why,
            proof=tuple(ReadOnly(one) for one in proof),
            sources=tuple(dict.fromkeys(key for key in (*template.sources, *sources) if key)),
        )


def number(value: float, tolerance: float, unit: str, low: float, high: float) -> NumericAnswer:
    """The key of a numeric question."""
    return NumericAnswer(value=value, tolerance=tolerance, unit=unit, low=low, high=high)


def marked(claim: Figure | Distribution) -> str:
    """' (estimate)' behind a number that the authors estimated, else ''."""
    return " (estimate)" if claim.basis == "estimate" else ""


def told(figure: Figure) -> str:
    """A figure with its unit, and whether it is an estimate."""
    return amount(figure.value, figure.unit) + marked(figure)


def noted(kb: KnowledgeBase, finding: str, state: str) -> str:
    """A finding as it stands in the notes: 'Calf swelling', 'Onset of the pain: sudden', 'Slump test:
    positive'."""
    label = kb.findings[finding].label
    if TEST.search(label) and state in RESULT:
        return f"{label}: {RESULT[state]}"
    return label if state == "present" else f"{label}: {state_words(state)}"


@dataclass(frozen=True, slots=True)
class Ratio:
    """A likelihood ratio with how far it may be off, on the scale of logarithms."""

    lr: float
    log: float
    off: float
    """Half the width of its 80 % band."""

    @property
    def low(self) -> float:
        """Lower edge of the band of its logarithm."""
        return self.log - self.off

    @property
    def high(self) -> float:
        """Upper edge of the band of its logarithm."""
        return self.log + self.off

    @property
    def least(self) -> float:
        """How strongly it speaks at least, either way; 0 where its band holds the ratio of 1."""
        return max(0.0, self.low, -self.high)

    @property
    def most(self) -> float:
        """How strongly it may speak at most, either way."""
        return max(self.high, -self.low)


def ratio_of(kb: KnowledgeBase, finding: str, state: str, cause: str, than: str | None = None) -> Ratio:
    """A likelihood ratio with its band.

    Raises:
        Rejected: where a probability of 0 or 1 leaves it without one.
    """
    p, q = distribution(kb, cause, finding)[state], distribution(kb, than, finding)[state]
    need(0 < p < 1 and 0 < q < 1)
    lr = likelihood_ratio(kb, finding, state, cause, than)
    if than is not None and whose(kb, cause, finding) == whose(kb, than, finding):
        return Ratio(lr, 0.0, 0.0)
    rows = ((stated(kb, cause, finding), p), (stated(kb, than, finding), q))
    spread = math.fsum(log_variance(x, effective_size(kb, claim, x)) for claim, x in rows)
    return Ratio(lr, math.log(lr), Z * math.sqrt(spread))


def share(kb: KnowledgeBase, cause: str | None, finding: str, state: str) -> str:
    """How often a state occurs, and whether that is an estimate: '62 %', '5.0 % (estimate)'."""
    return percent(distribution(kb, cause, finding)[state]) + marked(stated(kb, cause, finding))


def source_of(kb: KnowledgeBase, cause: str | None, finding: str) -> str | None:
    """The source of the number that a cause uses for a finding, if it has one."""
    return stated(kb, cause, finding).source


def some(rng: Random, items: Sequence[T], n: int) -> list[T]:
    """`n` of some items.

    Raises:
        Rejected: where there are too few.
    """
    need(len(items) >= n)
    return rng.sample(items, n)


def causes_of(kb: KnowledgeBase, template: Template) -> list[Cause]:
    """The causes that a template asks about."""
    return [
        cause
        for cause in kb.causes.values()
        if (not template.causes or cause.id in template.causes) and template.group in ("", cause.group)
    ]
