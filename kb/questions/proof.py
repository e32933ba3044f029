"""Ties a question's key, or an answer to patients, to the facts that make it right, so that a changed
fact shows what went stale.

A proof is one measure and one comparison:

    - {fact: causes.superficial-vein-thrombosis.figures.concomitant-dvt.value, above: 0.2}
    - {lr: {finding: d-dimer, state: normal, cause: deep-vein-thrombosis}, below: 0.2}
    - {post-test: {pretest: 0.05, lr: 0.1}, is-answer: true}

Measures
    fact         dotted path into the knowledge base; a distribution's `p` knows every state
    lr           {finding, state, cause, than?}: likelihood ratio, against the background or `than`
    post-test    {pretest, lr}: each a number, or a measure of its own
    ratio        [a, b]: a ÷ b; difference: a − b; product: a × b; each a number, or a measure of its own
    score        {id, given?, judged?}: points of a clinical score
    stratum      {id, model, given?, judged?}: band of a clinical score
    probability  {of, given, setting?, age?, sex?}: posterior of a cause or family
    triage       {given, setting?, age?, sex?}: disposition
    red-flags    {given}: ids of the red flags raised
    place        {given}: id of the nerve lesion that explains deficits best; given: deficit to lost or kept
    care         {cause, care}: indicated, pointless or harmful
    beneath      {level, angle?}: structures that a needle meets, the nearest first; degrees round the
                 leg from the middle of its back, positive laterally
    length-change {form, from, to}: of a form between two poses, each {hip?, knee?, ankle?} in degrees; mm
    moment-arm   {form, joint, pose?}: positive where pulling flexes or dorsiflexes; mm
Comparisons
    equals · above · below · between: [low, high] · includes · in-order: [first, …] (others may stand between)
    is-answer: true (numeric questions)
    The right-hand side of above and below may be a measure of its own.
"""

import operator
from collections.abc import Mapping
from typing import Any

from ..errors import KneeError, nearest, unknown
from ..reasoning.differential import differential
from ..reasoning.evidence import observe
from ..reasoning.likelihood import distribution, likelihood_ratio
from ..reasoning.probability import post_test
from ..reasoning.scores import add_up
from ..reasoning.triage import red_flags, triage
from ..records import Distribution, Faq, KnowledgeBase, Question

MEASURES = (
    "fact", "lr", "post-test", "ratio", "difference", "product", "score", "stratum", "probability", "triage",
    "red-flags", "place", "care", "beneath", "length-change", "moment-arm",
)  # fmt: skip
ARITHMETIC = {"ratio": operator.truediv, "difference": operator.sub, "product": operator.mul}
COMPARISONS = ("equals", "above", "below", "between", "includes", "in-order", "is-answer")


def measure(kb: KnowledgeBase, expression: Any) -> Any:
    """Value of a measure; a plain number stands for itself.

    Raises:
        KneeError: if it cannot be evaluated.
    """
    if isinstance(expression, (int, float)) and not isinstance(expression, bool):
        return expression
    if not isinstance(expression, Mapping):
        raise KneeError(f"{expression!r:.60} is neither a number nor a measure")
    names = [key for key in expression if key in MEASURES]
    if len(names) != 1:
        raise KneeError(f"needs exactly one measure of {', '.join(MEASURES)}")
    what = expression[names[0]]
    if names[0] == "fact":
        return fact(kb, str(what))
    if names[0] in ARITHMETIC:
        return _reckoned(kb, names[0], what)
    if not isinstance(what, Mapping):
        raise KneeError(f"{names[0]}: {what!r:.60} must hold keys and values")
    try:
        match names[0]:
            case "lr":
                return likelihood_ratio(kb, what["finding"], what["state"], what["cause"], what.get("than"))
            case "post-test":
                return post_test(measure(kb, what["pretest"]), measure(kb, what["lr"]))
            case "score":
                return _score(kb, what).points
            case "stratum":
                return dict(_score(kb, what).strata)[what["model"]].name
            case "probability":
                return differential(kb, what["given"], **_who(what)).probability(what["of"])
            case "triage":
                return triage(differential(kb, what["given"], **_who(what))).disposition
            case "red-flags":
                return [reason.id for reason in red_flags(kb, observe(kb, what["given"]))]
            case "place":
                from ..anatomy.localise import localise

                return localise(kb, what["given"]).ranking[0].lesion
            case "beneath" | "length-change" | "moment-arm" as name:
                return _geometry(kb, name, what)
            case _:
                for line in _get(kb.causes, what["cause"], "cause").care:
                    if line.care == what["care"]:
                        return line.verdict
                raise KneeError(f"cause '{what['cause']}' says nothing about '{what['care']}'")
    except KeyError as error:
        raise KneeError(f"{names[0]}: {error.args[0]!r} is missing or unknown") from None


def _reckoned(kb: KnowledgeBase, name: str, what: Any) -> float:
    if not isinstance(what, (list, tuple)) or len(what) != 2:
        raise KneeError(f"{name}: {what!r:.60} must be a list of two")
    return ARITHMETIC[name](*(measure(kb, one) for one in what))


def fact(kb: KnowledgeBase, path: str) -> Any:
    """The value at a dotted path, such as 'causes.cellulitis.findings.crp.p.raised'.

    Raises:
        KneeError: naming the first part that does not exist, and the nearest one that does.
    """
    value: Any = kb
    steps = path.split(".")
    for i, part in enumerate(steps):
        if isinstance(value, Distribution) and part == "p":
            cause = steps[1] if steps[0] == "causes" else None
            finding = steps[3] if cause else steps[1]
            value = distribution(kb, cause, finding)
        elif isinstance(value, Mapping):
            value = _get(value, part, f"'{'.'.join(steps[:i]) or 'root'}' entry")
        elif isinstance(value, tuple) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        elif not part.startswith("_") and hasattr(value, part) and not isinstance(value, (str, tuple)):
            value = getattr(value, part)
        else:
            known = list(getattr(type(value), "__dataclass_fields__", ()))
            raise KneeError(f"fact '{path}': nothing is called '{part}'{nearest(part, known)}")
    return value


def failures(kb: KnowledgeBase, question: Question | Faq) -> list[tuple[int, str]]:
    """(index of the proof, what is wrong) for every proof that the knowledge base does not bear out."""
    found = []
    for index, proof in enumerate(question.proof):
        try:
            problem = _compare(kb, question, proof)
        except (KneeError, TypeError, ValueError, LookupError) as error:
            problem = " ".join(str(error).split())
        if problem:
            found.append((index, problem))
    return found


def _compare(kb: KnowledgeBase, question: Question | Faq, proof: Mapping[str, Any]) -> str:
    for key in proof:
        if key not in (*MEASURES, *COMPARISONS):
            return f"unknown key '{key}'{nearest(key, (*MEASURES, *COMPARISONS))}"
    names = [key for key in proof if key in COMPARISONS]
    if len(names) != 1:
        return f"needs exactly one comparison of {', '.join(COMPARISONS)}"
    name, wanted = names[0], proof[names[0]]
    value = measure(kb, {key: item for key, item in proof.items() if key in MEASURES})
    match name:
        case "equals":
            holds = (
                abs(value - wanted) < 1e-9 if _is_number(value) and _is_number(wanted) else value == wanted
            )
        case "above" | "below":
            limit = measure(kb, wanted)
            holds = value > limit if name == "above" else value < limit
            if isinstance(wanted, Mapping):
                wanted = f"{_shown(limit)}, which is {_shown(wanted)}"
        case "between":
            holds = wanted[0] <= value <= wanted[1]
        case "includes":
            holds = wanted in value
        case "in-order":
            found = [item for item in value if item in wanted]
            holds = found == list(wanted)
        case _:
            if not isinstance(question, Question) or question.answer is None:
                return "is-answer belongs to numeric questions"
            scale = 100 if question.answer.unit == "%" else 1
            holds = abs(value * scale - question.answer.value) <= question.answer.tolerance
            wanted = f"{question.answer.value:g} ± {question.answer.tolerance:g}"
            value = value * scale
    said = f"the knowledge base says {_shown(value)}, not {name} {_shown(wanted)}"
    return "" if holds else f"{said}: the key may be stale"


def _shown(value: Any) -> str:
    """A value as an author writes it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_shown(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _geometry(kb: KnowledgeBase, name: str, what: Mapping[str, Any]) -> Any:
    from ..anatomy.body import Body, Pose
    from ..anatomy.probe import probe
    from ..anatomy.slices import sliced

    body = Body.of(kb)
    if name == "beneath":
        return [met.structure for met in probe(sliced(body, what["level"]), what.get("angle", 0))]
    if name == "length-change":
        return body.length(what["form"], body.check(Pose(**what["to"]))) - body.length(
            what["form"], body.check(Pose(**what["from"]))
        )
    return body.moment_arm(what["form"], what["joint"], body.check(Pose(**what.get("pose", {}))))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _score(kb: KnowledgeBase, what: Mapping[str, Any]):
    return add_up(kb, what["id"], what.get("given", ()), judged=what.get("judged", ()))


def _who(what: Mapping[str, Any]) -> dict[str, Any]:
    return {key: what[key] for key in ("setting", "age", "sex") if key in what}


def _get(mapping: Mapping[str, Any], key: str, kind: str) -> Any:
    if key not in mapping:
        raise unknown(kind, key, mapping)
    return mapping[key]
