"""Points of a clinical score, and what its band means, from a patient made of the template's sentences."""

from random import Random

from ...reasoning.scores import ScoreResult, add_up
from ...records import KnowledgeBase, Phrase, Question
from ...wording import capital, in_sentence, percent
from .making import Draft, marked, need, number, some
from .people import Who, somebody

ADULTS = (38, 84)
"""Ages of the people who are made up here."""


def _patient(kb: KnowledgeBase, draft: Draft, rng: Random) -> tuple[str, list[Phrase], ScoreResult]:
    """A patient in sentences, what of them counts or is said, and the score added up.

    No two sentences tell of one finding, and none that the template has for one sex is said of the other.
    """
    who = somebody(rng, *ADULTS)
    fit = [one for one in draft.phrases.values() if one.sex in ("", who.sex)]
    drawn = some(rng, fit, rng.randint(4, 6))
    told = [key for one in drawn for key in one.means]
    need(len(set(told)) == len(told))
    need(sum(bool(one.judged) for one in drawn) <= 1)
    drawn.sort(key=fit.index)
    known = {key: state for one in drawn for key, state in one.means.items()}
    result = add_up(kb, draft.template.score, known, judged=[one.judged for one in drawn if one.judged])
    return _words(who, drawn), drawn, result


def _words(who: Who, drawn: list[Phrase]) -> str:
    return f"{capital(who.words)} has a painful, swollen leg. " + " ".join(who.says(one) for one in drawn)


def _given(drawn: list[Phrase]) -> dict:
    known = {key: state for one in drawn for key, state in one.means.items()}
    judged = [one.judged for one in drawn if one.judged]
    return {"given": known} | ({"judged": judged} if judged else {})


def _points(value: float) -> str:
    return "1 point" if value == 1 else f"{value:g} points".replace("-", "−")


def score_points(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """How many points a patient has."""
    patient, drawn, result = _patient(kb, draft, rng)
    score = kb.rules.scores[draft.template.score]
    least = sum(min(0, item.points) for item in score.items)
    most = sum(max(0, item.points) for item in score.items)
    return draft.question(
        "numeric",
        draft.say("stem", patient=patient, score=score.name),
        draft.say("why", sum=" ".join(one.says for one in drawn if one.says), points=_points(result.points)),
        answer=number(result.points, 0, "points", least, most),
        proof=[{"score": {"id": score.id, **_given(drawn)}, "is-answer": True}],
        sources=score.sources[:2],
    )


def score_band(kb: KnowledgeBase, draft: Draft, rng: Random) -> Question:
    """What share of the patients of this band had the disease."""
    patient, drawn, result = _patient(kb, draft, rng)
    # The shares were found in people without an earlier thrombosis; see the limits of the score.
    need(all("previous-thrombosis" not in one.means for one in drawn))
    score = kb.rules.scores[draft.template.score]
    model = next(one for one in score.models if one.id == "three-level")
    band = dict(result.strata)[model.id]
    shares = {one.name: one.probability for one in model.strata}
    reasons = " ".join(one.says for one in drawn if one.says)
    points = _points(result.points)
    options = []
    for one in model.strata:
        figure = shares[one.name]
        text = draft.say("option", share=percent(figure.value) + marked(figure))
        if one is band:
            why = draft.say("right", sum=reasons, points=points, band=one.name, share=percent(figure.value))
        else:
            why = draft.say("wrong", band=one.name, share=percent(figure.value), points=points)
        options.append(draft.option(text, why, draft.say("misconception", band=one.name), right=one is band))
    return draft.question(
        "single",
        draft.say(
            "stem", patient=patient, score=score.name, target=in_sentence(kb.causes[score.target].name)
        ),
        draft.say("why", score=score.name),
        options=options,
        proof=[{"stratum": {"id": score.id, "model": model.id, **_given(drawn)}, "equals": band.name}],
        sources=(*score.sources[:2], *(figure.source for figure in shares.values())),
    )
