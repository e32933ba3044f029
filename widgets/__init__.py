"""What the learner touches. A notebook calls these by name and needs nothing else.

Every call returns a widget; a mistake in a call (an unknown id, a number out of range) comes back
as one line on the page, not as a traceback. Views load when first asked for, so that importing
this package costs little.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import kb as _kb
from kb.errors import KneeError, unknown

if TYPE_CHECKING:
    import ipywidgets as w
    import pandas as pd

__all__ = [
    "anatomy",
    "bench",
    "body",
    "case",
    "cause",
    "clinic",
    "compare",
    "cyst_model",
    "differential",
    "exam",
    "export_record",
    "facts",
    "facts_in_text",
    "fagan",
    "faq",
    "first_aid",
    "forget",
    "glossary",
    "heat_map",
    "imaging",
    "lesson_head",
    "lesson_map",
    "localise",
    "my_record",
    "notice",
    "pain_map",
    "pathway",
    "practice",
    "quiz",
    "recovery",
    "references",
    "reset_record",
    "review",
    "score",
    "section",
]

F = TypeVar("F", bound=Callable[..., Any])


def _one_line(factory: F) -> F:
    """Show a refusal as a sentence instead of a traceback. A mistake of ours still raises."""

    @functools.wraps(factory)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return _with_stale_line(factory(*args, **kwargs))
        except KneeError as error:
            message = str(error)
        except TypeError as error:
            if "unhashable" in str(error):
                error = TypeError(f"{factory.__name__}() takes names in quotes, not a list or a mapping")
            elif f"{factory.__name__}()" not in str(error):
                raise
            message = str(error)
        return _show("Refused", _lines(message))

    return call  # type: ignore[return-value]


def _lines(message: str) -> str:
    from ._html import esc

    lines = "".join(f"<p>{esc(line)}</p>" for line in message.splitlines())
    return f'<div class="card notice" role="alert">{lines}</div>'


_stale_told: list[str] = []
"""The lines that this kernel has shown, so that each stands above one view only."""


def _stale_line() -> str:
    """What to say where the knowledge base is an earlier one; '' where there is nothing to say."""
    line = _kb.stale()
    if not line:
        return ""
    _stale_told.append(line)
    return _lines(line)


def _with_stale_line(view: w.DOMWidget) -> w.DOMWidget:
    """The first view of a kernel, with that line above it unless the notice or a head has said it."""
    if not _kb.stale() or _stale_told:
        return view
    import ipywidgets as w

    return w.VBox([_show("The content has a fault", _stale_line()), view])


def _show(label: str, html: str) -> w.DOMWidget:
    from ._page import page

    return page(label, html)


@_one_line
def quiz(
    what: str, *, objective: str | None = None, n: int | None = None, seed: int | None = None
) -> w.DOMWidget:
    """A lesson's questions, or one of them.

    Args:
        what: lesson id ('vascular') or question id ('vascular-01', or of a made one '~abi-value-17').
        objective: only this objective's questions.
        n: how many, spread over the objectives; all unless told.
        seed: fixes the choice and the order of the options; chosen and kept unless told.
    """
    kb = _kb.load()
    from kb.questions.bank import exists

    from .quiz_set import QuizSet
    from .record import record

    _check_seed(seed)
    if exists(kb, what):
        if objective is not None or n is not None:
            raise KneeError("objective and n choose from a lesson; one question needs neither")
        return QuizSet(kb, record(), key=what, title="Question", questions=[what], seed=seed)
    if what not in kb.lessons:
        made = (f"~{key}-1" for key in kb.templates)
        raise unknown("lesson or question", what, [*kb.lessons, *kb.questions, *made])
    key = _set_name(what, objective=objective, n=n, seed=seed)
    title = kb.lessons[what].title
    return QuizSet(kb, record(), key=key, title=title, lesson=what, objective=objective, n=n, seed=seed)


@_one_line
def exam(
    what: str = "course",
    *,
    n: int | None = None,
    minutes: float | None = None,
    extra: float = 1.0,
    certainty: str | None = None,
    seed: int | None = None,
) -> w.DOMWidget:
    """An examination: verdicts at the end, a clock, and a result.

    Args:
        what: an examination of kb/content/rules/exams.yaml ('course') or a lesson id ('vascular').
        n: how many questions; minutes: how long; certainty: off, optional or required; as the
            examination says unless told.
        extra: a factor on the time for those entitled to more, such as 1.25.
        seed: fixes the questions and the order of the options; chosen and kept unless told.
    """
    kb = _kb.load()
    from kb.questions.blueprint import blueprint

    from .exam_paper import ExamPaper
    from .record import record

    if not isinstance(what, str):
        raise KneeError(f"exam takes the name of an examination or a lesson in quotes, not {what!r:.40}")
    _check_seed(seed)
    plan = blueprint(kb, what)
    return ExamPaper(
        kb,
        record(),
        plan,
        key=_set_name(f"exam:{what}", n=n, minutes=minutes, seed=seed),
        n=plan.questions if n is None else n,
        minutes=plan.minutes if minutes is None else minutes,
        extra=extra,
        certainty=certainty,
        seed=seed,
    )


@_one_line
def review(*, new: int = 10, most: int = 30, retention: float = 0.9) -> w.DOMWidget:
    """What is due today, from the learner's own answers, and what is coming.

    Args:
        new: new questions a day; most: questions at once; retention: share that should still be right
            when a question comes back, 0.7 to 0.97.
    """
    kb = _kb.load()
    from .record import record
    from .review_page import Review

    return Review(kb, record(), new=new, most=most, retention=retention).box


@_one_line
def practice(
    lesson: str, objective: str | None = None, *, n: int = 8, seed: int | None = None
) -> w.DOMWidget:
    """Questions made from the knowledge base: as many as you like, new ones each time you begin again.

    Args:
        lesson: lesson id ('vascular').
        objective: only this objective's questions.
        n: how many, spread over their kinds; up to 50.
        seed: fixes the questions and the order of the options; chosen and kept unless told.
    """
    kb = _kb.load()
    from .quiz_set import QuizSet
    from .record import record

    _check_seed(seed)
    key = _set_name(f"practice/{lesson}", objective=objective, n=n, seed=seed)
    title = f"More practice: {kb.lessons[lesson].title}" if lesson in kb.lessons else ""
    return QuizSet(
        kb, record(), key=key, title=title, lesson=lesson, objective=objective, n=n, made=True, seed=seed
    )


def _check_seed(seed: object) -> None:
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int)):
        raise KneeError(f"seed {seed!r:.40} is not a whole number")


def _set_name(what: str, **told: object) -> str:
    """The name of a set in the record."""
    return "/".join([what, *(f"{key}={value}" for key, value in told.items() if value is not None)])


@_one_line
def case(
    id: str | None = None,
    *,
    cause: str | None = None,
    seed: int | None = None,
    setting: str = "primary-care",
) -> w.DOMWidget:
    """A virtual patient.

    Args:
        id: an authored case; or else a patient is made from the knowledge base, with
        cause: the true cause (drawn unless told), seed: which patient, setting: where.
    """
    kb = _kb.load()
    from kb.patients.people import authored, sample_patient

    from .case_simulator import case_box
    from .record import record

    if id is not None:
        if cause is not None or seed is not None:
            raise KneeError("an authored case needs no cause and no seed; leave them out")
        return case_box(kb, record(), authored(kb, id), kb.cases[id].title)
    if seed is None:
        raise KneeError("name a case, or give a seed for a made-up patient: case(seed=1)")
    patient = sample_patient(kb, cause, seed=seed, setting=setting)  # type: ignore[arg-type]
    return case_box(kb, record(), patient, f"Patient {seed}")


@_one_line
def differential(
    findings: Mapping[str, str] | Iterable[str] = (),
    *,
    setting: str = "primary-care",
    age: float | None = None,
    sex: str | None = None,
) -> w.DOMWidget:
    """The running differential, starting from `findings` (as for `kb.differential`)."""
    kb = _kb.load()
    from kb.reasoning.evidence import observe

    from .running_differential import RunningDifferential

    return RunningDifferential(kb, observe(kb, findings, age=age, sex=sex), setting)


@_one_line
def cause(id: str, *, findings: int = 8) -> w.DOMWidget:
    """What to know about one cause, with its `findings` most telling findings."""
    kb = _kb.load()
    from .cause_page import cause_page

    if id not in kb.causes:
        raise unknown("cause", id, kb.causes)
    if isinstance(findings, bool) or not isinstance(findings, int) or findings < 0:
        raise KneeError(f"findings={findings!r:.40} is not a whole number")
    return _show(kb.causes[id].name, cause_page(kb, kb.causes[id], findings=findings))


@_one_line
def compare(*causes: str, findings: Sequence[str] = (), n: int = 10) -> w.DOMWidget:
    """Causes side by side, by the given findings or by the `n` that separate them best."""
    kb = _kb.load()
    from kb.reasoning.contrast import separating

    from .comparison import comparison

    for key in causes:
        if key not in kb.causes:
            raise unknown("cause", key, kb.causes)
    for key in findings:
        if key not in kb.findings:
            raise unknown("finding", key, kb.findings)
    if len(causes) < 2:
        raise KneeError("compare needs at least two causes")
    records = [kb.causes[key] for key in causes]
    return _show("Comparison", comparison(kb, records, findings or separating(kb, records, n)))


@_one_line
def facts(*paths: str) -> w.DOMWidget:
    """Numbers of the knowledge base with their sources, by path ('causes.cellulitis.figures.…')."""
    kb = _kb.load()
    from .lesson_pages import figures

    return _show("Figures", figures(kb, paths))


def facts_in_text(*paths: str) -> None:
    """Print the same as plain lines: for paper, and for a check that tells when a number changed."""
    from .lesson_pages import figures_in_text

    try:
        print(figures_in_text(_kb.load(), paths))
    except KneeError as error:
        print(error)


@_one_line
def fagan(pretest: float = 0.1, lr: float = 5.0, examples: Sequence[str] = ()) -> w.DOMWidget:
    """Fagan's nomogram; `examples` are 'cause:finding=state' whose ratios can be chosen."""
    kb = _kb.load()
    from kb.reasoning.likelihood import likelihood_ratio

    from .nomogram import fagan as nomogram

    numbers = all(isinstance(n, (int, float)) and not isinstance(n, bool) for n in (pretest, lr))
    if not numbers or not 0 < pretest < 1 or not lr > 0:
        raise KneeError(f"pretest {pretest!r} must lie between 0 and 1, and the ratio {lr!r} above 0")
    named = []
    for example in examples:
        of, _, line = example.partition(":")
        finding, _, state = line.partition("=")
        ratio = likelihood_ratio(kb, finding, state or "present", of)
        label = kb.findings[finding].label + (f" ({state})" if state else "")
        named.append((f"{label}, for {kb.causes[of].name}", ratio))
    return nomogram(pretest, lr, named)


@_one_line
def score(id: str = "wells-dvt", *, ticked: Iterable[str] = ()) -> w.DOMWidget:
    """A clinical score to tick, starting with some items `ticked`."""
    kb = _kb.load()
    from .score_calculator import calculator

    if id not in kb.rules.scores:
        raise unknown("score", id, kb.rules.scores)
    _kb.add_up(id, judged=list(ticked), kb=kb)
    return calculator(kb, kb.rules.scores[id], ticked)


@_one_line
def pathway() -> w.DOMWidget:
    """What a D-dimer does to a thousand people, by Wells band, age and cut-off."""
    from .d_dimer_pathway import pathway as page

    return page(_kb.load())


@_one_line
def anatomy(
    focus: str | None = None,
    *,
    show: Sequence[str] | None = None,
    causes: Sequence[str] | None = None,
    view: str = "posterior",
    label: bool = False,
    peel: str | None = None,
    left: bool = False,
) -> w.DOMWidget:
    """The leg in layers, from behind or from one side.

    Args:
        focus: structure to open; show: structures to keep, with the rest as a ghost.
        causes: causes whose places are numbered.
        view: posterior, medial or lateral; label: with names; left: the left leg.
        peel: the outermost layer left on: skin, fascia, superficial-muscle, deep-muscle,
            vessels-and-nerves, joint or bone.
    """
    kb = _kb.load()
    from .atlas import Atlas

    return Atlas(kb, focus, show=show, causes=causes, view=view, label=label, peel=peel, left=left)


@_one_line
def section(
    level: str = "popliteal-crease", *, probe: float | None = None, left: bool = False
) -> w.DOMWidget:
    """A cross-section as radiology shows it, with a depth probe.

    Args:
        level: distal-thigh, popliteal-crease, proximal-calf, mid-calf or musculotendinous-junction.
        probe: where the needle goes in, in degrees round the skin from the back, positive laterally.
        left: the left leg.
    """
    kb = _kb.load()
    from .leg_section import LegSection

    return LegSection(kb, level, probe=probe, left=left)


@_one_line
def bench(preset: str | None = None, *, left: bool = False) -> w.DOMWidget:
    """The provocation bench: move the leg, or predict what a named test loads and then see.

    Args:
        preset: a test, such as 'silfverskiold-test'; free movement unless told.
    """
    kb = _kb.load()
    from .provocation_bench import bench as page

    return page(kb, preset, left=left)


@_one_line
def body(
    focus: str | None = None,
    *,
    show: Sequence[str] | None = None,
    knee: float = 0,
    ankle: float = 0,
    left: bool = False,
) -> w.DOMWidget:
    """The leg in three dimensions, which turns and bends.

    Args:
        focus: structure to highlight; show: structures to keep.
        knee, ankle: flexion and dorsiflexion in degrees; left: the left leg.
    """
    kb = _kb.load()
    from .body_view import body_view

    return body_view(kb, focus, show=show, knee=knee, ankle=ankle, left=left)


@_one_line
def pain_map(*, setting: str = "primary-care", known: Mapping[str, str] | Iterable[str] = ()) -> w.DOMWidget:
    """Mark where it hurts, and see which causes that speaks for.

    Args:
        known: findings known already, as for `differential`.
    """
    kb = _kb.load()
    from kb.reasoning.evidence import observe

    from .pain_chart import PainMap

    return PainMap(kb, observe(kb, known), setting)


@_one_line
def localise(found: Mapping[str, str] | Iterable[str] = ()) -> w.DOMWidget:
    """Mark numb skin, weak movements and lost reflexes, and see which root or nerve explains them.

    Args:
        found: deficits known already; see `kb/content/anatomy/deficits.yaml`.
    """
    from .localiser import Localiser

    return Localiser(_kb.load(), found)


@_one_line
def cyst_model(
    slit: str | None = None, *, effusion: float = 0, predict: bool = False, left: bool = False
) -> w.DOMWidget:
    """From a swollen knee to a cyst: fill the knee, bend it, drain it.

    Args:
        slit: shuts-on-straightening, open-slit, one-way-flap or closed.
        effusion: millilitres, 0 to 80; predict: three questions first; left: the left leg.
    """
    kb = _kb.load()
    from .cyst_bench import cyst_bench

    return cyst_bench(kb, slit=slit, effusion=effusion, predict=predict, left=left)


@_one_line
def first_aid(choice: str = "rice") -> w.DOMWidget:
    """What to do, decided situation by situation.

    Args:
        choice: `rice`, `heat-or-cold`, `child-who-limps` or `knee-out-of-joint`.
    """
    kb = _kb.load()
    from .first_aid_choice import FirstAidChoice

    return FirstAidChoice(kb, choice)


@_one_line
def recovery(*causes: str) -> w.DOMWidget:
    """Phases of loading and recovery on a time line, for `causes` that have a plan."""
    kb = _kb.load()
    from .recovery_plan import recovery_plan

    return recovery_plan(kb, causes)


@_one_line
def imaging(*causes: str) -> w.DOMWidget:
    """What each kind of picture shows in `causes`, and what a normal one leaves open."""
    kb = _kb.load()
    from .imaging_table import imaging_table

    return imaging_table(kb, causes)


@_one_line
def faq(id: str | None = None) -> w.DOMWidget:
    """What patients ask, answered with sources; all of it, or one."""
    kb = _kb.load()
    from .faq_page import faq_page

    return faq_page(kb, id)


@_one_line
def clinic(n: int = 6, *, seed: int | None = None, setting: str = "primary-care") -> w.DOMWidget:
    """A waiting room of made-up patients, and a look back on all of them.

    Args:
        n: how many patients; seed: which ones (chosen and kept unless told); setting: where.
    """
    kb = _kb.load()
    from .clinic_day import ClinicDay
    from .record import record

    return ClinicDay(kb, record(), n, seed, setting)  # type: ignore[arg-type]


@_one_line
def glossary() -> w.DOMWidget:
    """Every technical word of the course in plain ones, with a box to search in."""
    kb = _kb.load()
    from .glossary_page import glossary_page

    return glossary_page(kb)


@_one_line
def lesson_head(lesson: str) -> w.DOMWidget:
    """Objectives of a lesson, with what is mastered already. Technical words of its prose get their cards."""
    kb = _kb.load()
    import ipywidgets as w

    from .lesson_pages import lesson_head as head
    from .record import record
    from .record.cards import cards
    from .record.progress import progress
    from .term_cards import TermCards

    if lesson not in kb.lessons:
        raise unknown("lesson", lesson, kb.lessons)
    told = progress(cards(kb, record()))
    page = _show(kb.lessons[lesson].title, _stale_line() + head(kb, told, lesson))
    return w.VBox([page, TermCards(kb)])


@_one_line
def lesson_map() -> w.DOMWidget:
    """What is due today, what was dangerously wrong, and every lesson with a link and how far the learner
    is."""
    kb = _kb.load()
    from kb.questions.queue import open_errors

    from .lesson_pages import lesson_map as page
    from .record import record
    from .record.cards import cards
    from .record.progress import progress
    from .review_page import today

    held = cards(kb, record())
    due = today(kb, record(), held)
    return _show("Map of lessons", page(kb, progress(held), due, open_errors(kb, held)))


@_one_line
def references(*keys: str) -> w.DOMWidget:
    """The works that a lesson's prose cites, by key."""
    kb = _kb.load()
    from .lesson_pages import references as page

    for key in keys:
        if key not in kb.sources:
            raise unknown("source", key, kb.sources)
    return _show("References", page(kb, keys))


@_one_line
def notice() -> w.DOMWidget:
    """The one notice: education, not medical advice. In full once, then in one line that opens. It is there
    even where no knowledge base can be."""
    from .lesson_pages import notice as page
    from .record import record
    from .record.events import NoticeSeen, keep

    try:
        _kb.load()
        line = _stale_line()
    except KneeError as error:
        line = _lines(str(error))
    seen = record().last(NoticeSeen.KIND, NoticeSeen.SUBJECT) is not None
    if not seen:
        keep(record(), NoticeSeen(), "")
    return _show("Notice", line + page(_kb.notice(), seen=seen))


# ── The learner's own record ─────────────────────────────────────────────────────────────────


def _said(text: str) -> w.DOMWidget:
    from ._html import esc

    return _show("Your record", f'<div class="card"><p>{esc(text)}</p></div>')


@_one_line
def my_record() -> w.DOMWidget:
    """Where the learner's record is kept and what is in it, with buttons to export and reset it."""
    from .record import record
    from .record_page import record_page

    return record_page(record())


@_one_line
def export_record(path: str | None = None) -> w.DOMWidget:
    """Write the record to a file of one JSON object per line."""
    from .record import record

    return _said(f"Your record was written to {record().export(path)}.")


@_one_line
def reset_record() -> w.DOMWidget:
    """Begin anew. What was there is written to a file first."""
    from .record import record

    return _said(f"Your record is empty now. What was in it was written to {record().reset()}.")


@_one_line
def forget(what: str) -> w.DOMWidget:
    """Delete what the record holds about one question or case."""
    from .record import record

    return _said(f"{record().forget(what)} entries about {what} were deleted.")


@_one_line
def heat_map(table: pd.DataFrame, title: str) -> w.DOMWidget:
    """A table of shares, such as `kb.tables.confusion()`, as a heat map."""
    from .heat_map_figure import heat_map_figure

    return heat_map_figure(table, title)
