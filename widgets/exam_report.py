"""The result of an examination as a page to read and to print: what was dangerous comes first."""

from kb.questions import sitting as sittings
from kb.questions.exam import Exam
from kb.questions.exam_result import ExamResult, Part
from kb.records import Blueprint, KnowledgeBase
from kb.wording import in_sentence, percent

from . import _html as html
from ._html import esc
from ._page import framed

SURE = {"low": "Low", "middle": "Middle", "high": "High"}
MARKS = {"right": "✓", "partly": "◐", "wrong": "✗", "open": "–"}


def report(kb: KnowledgeBase, plan: Blueprint, result: ExamResult, exam: Exam) -> str:
    """Everything as escaped HTML."""
    whole = result.whole
    passed = "Passed" if result.passed else "Not passed"
    kind, mark = ("is-right", "✓") if result.passed else ("is-wrong", "✗")
    ended = " The time ran out; what stood then was submitted." if exam.by == "time" else ""
    open_ = whole.of - result.answered
    missing = f" {open_} had no whole answer and earned nothing." if open_ else ""
    return "".join(
        (
            f'<div class="verdict {kind}"><p><strong><span aria-hidden="true">{mark}</span> {passed}: '
            f"{whole.got:.3g} of {whole.of} points, {percent(whole.share)}.</strong> The pass mark is "
            f"{percent(result.pass_mark)}.</p><p>With so many questions your share may lie anywhere between "
            f"{percent(whole.low)} and {percent(whole.high)} (95 % interval).{missing}{ended}</p></div>",
            _dangerous(kb, result),
            _certainty(result),
            _parts("By objective", "Objective", result.objectives),
            _parts("By level", "Level", result.levels),
            f'<h4>Why this pass mark</h4><p class="soft">{esc(plan.reason)}</p>',
            _questions(kb, result, exam),
            "<p>What you missed comes back in your review.</p>",
        )
    )


def on_paper(title: str, told: str) -> str:
    """A report as a document to print, with everything open."""
    body = framed(title, f"<h1>{esc(title)}</h1>{told}", style="exam_on_paper")
    body = body.replace("<details", "<details open")
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{esc(title)}</title>{body}</html>'


def _dangerous(kb: KnowledgeBase, result: ExamResult) -> str:
    head = "<h4>Look at these first: sure, wrong, and dangerous</h4>"
    if not result.dangerous:
        return ""
    items = []
    for one in result.dangerous:
        names = [in_sentence(kb.causes[key].name) for key in one.dangers]
        feared = f" At stake: {', '.join(names)}." if names else ""
        stem = esc(kb.questions[one.question].stem)
        why = esc(result.verdicts[one.question].why)
        items.append(
            '<li><span aria-hidden="true" class="is-bad">!</span><span>'
            f"<strong>Question {one.index + 1}.</strong> {stem}{esc(feared)}<br>{why}</span></li>"
        )
    return f'{head}<ul class="marked">{"".join(items)}</ul>'


def _certainty(result: ExamResult) -> str:
    """How sure against how often right: a bar with its interval for each, and one sentence."""
    if not result.certainties:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{SURE[part.name]}</th><td>{_interval(part)}</td>'
        f'<td class="word">right {part.got:g} of {part.of}</td></tr>'
        for part in result.certainties
    )
    said = f"<p>{esc(result.sentence)}</p>" if result.sentence else ""
    return (
        '<h4>How sure, and how often right</h4><table class="bars sure">'
        '<caption class="visually-hidden">Share right by certainty</caption>'
        f"<tbody>{rows}</tbody></table>{said}"
        '<p class="soft">The line across a bar is its 95 % interval. High certainty pays from 4 in 5 on.</p>'
    )


def _interval(part: Part) -> str:
    left, wide = 100 * part.low, 100 * (part.high - part.low)
    return (
        f'<span class="bar" aria-hidden="true"><span style="width:{100 * part.share:.1f}%"></span>'
        f'<i style="left:{left:.1f}%;width:{wide:.1f}%"></i></span>'
    )


def _parts(head: str, what: str, parts: tuple[Part, ...]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{esc(part.name)}</th><td>{html.bar(part.share)}</td>'
        f'<td class="word">{part.got:.3g} of {part.of}</td></tr>'
        for part in parts
    )
    return (
        f'<h4>{head}</h4><table class="bars"><caption class="visually-hidden">Result {head.lower()}</caption>'
        f'<thead class="visually-hidden"><tr><th scope="col">{what}</th><th scope="col">Share</th>'
        f'<th scope="col">Points</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _questions(kb: KnowledgeBase, result: ExamResult, exam: Exam) -> str:
    """Every question with the answer given, the right one, and all reasons."""
    items = []
    for index, key in enumerate(exam.questions):
        seen = sittings.view(kb, sittings.step(kb, result.sitting, sittings.Action("go", value=index)))
        items.append(_question(kb, index, seen, exam, key))
    return f'<h4>Every question</h4><div class="paper">{"".join(items)}</div>'


def _question(kb: KnowledgeBase, index: int, seen: dict, exam: Exam, key: str) -> str:
    question, verdict = kb.questions[key], seen["verdict"]
    status = seen["status"][index]
    word = verdict["word"] if verdict else "Not answered"
    choice = exam.choices.get(key)
    sure = f" · certainty {choice.confidence}" if choice and choice.confidence else ""
    head = (
        f'<summary><span aria-hidden="true" class="mark is-{status}">{MARKS[status]}</span> '
        f"<span><strong>Question {index + 1}.</strong> {esc(question.stem)} "
        f'<span class="soft">{esc(word)}{esc(sure)}</span></span></summary>'
    )
    body = _answered(seen) if verdict else _unanswered(kb, key)
    return f'<details class="asked">{head}{body}{html.sources(kb, question.sources)}</details>'


def _answered(seen: dict) -> str:
    verdict, question = seen["verdict"], seen["question"]
    texts = {option["i"]: option["text"] for option in question["options"]}
    lines = [
        _line(texts.get(i, ""), row["right"], row["chosen"], row["why"])
        for i, row in enumerate(verdict["rows"])
        if texts.get(i) or row["why"]
    ]
    for part in verdict["parts"]:
        mark = "✓" if part["right"] else "✗"
        wanted = "" if part["right"] else f" · right: {esc(part['wanted'])}"
        why = f'<br><span class="soft">{esc(part["why"])}</span>' if part["why"] else ""
        lines.append(
            f'<li><span aria-hidden="true">{mark}</span>'
            f"<span>{esc(part['text'])}: {esc(part['given'])}{wanted}{why}</span></li>"
        )
    key = f"<p>Right answer: {esc(verdict['key'].rstrip('.'))}.</p>" if verdict["key"] else ""
    return f"<ul class='marked'>{''.join(lines)}</ul>{key}<p>{esc(verdict['why'])}</p>"


def _line(text: str, right: bool, chosen: bool, why: str) -> str:
    mark = "✓" if right else "✗" if chosen else "·"
    mine = " <em>your choice</em>" if chosen else ""
    said = f'<br><span class="soft">{esc(why)}</span>' if why else ""
    return f'<li><span aria-hidden="true">{mark}</span><span>{esc(text)}{mine}{said}</span></li>'


def _unanswered(kb: KnowledgeBase, key: str) -> str:
    question = kb.questions[key]
    lines = [
        _line(option.text, option.right, False, option.why) for option in question.options if option.text
    ]
    return f"<ul class='marked'>{''.join(lines)}</ul><p>{esc(question.why)}</p>"
