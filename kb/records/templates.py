"""Templates: the wording of questions that are made from the knowledge base by chance and a seed."""

from dataclasses import field
from typing import Literal

from .ids import CauseId, FindingId, LessonId, QuestionId, ScoreId, SourceId, States, TemplateId
from .questions import CognitiveLevel
from .shape import record


@record
class Phrase:
    """A sentence about a made-up patient, and what it means. {she}, {her} and {him} follow the sex."""

    text: str
    """The sentence."""
    means: States = field(default_factory=dict)
    """Finding id to the state that it tells."""
    judged: str = ""
    """Id of the line of the score that the clinician judges to hold; none unless told."""
    sex: Literal["female", "male", ""] = ""
    """Whom it can be said of; of everybody unless told."""
    says: str = ""
    """What is said of it in the reason: 'Cancer: one point.'; nothing unless told."""


@record
class Template:
    """How one kind of question is worded. `GENERATORS` says which texts and placeholders each maker fills."""

    id: str
    """Kebab-case, permanent: a question that it made is called '~', this id and its seed: ~abi-value-17."""
    generator: str
    """The maker: a name of `kb.records.GENERATORS`, and a function in kb/questions/generators/."""
    lesson: LessonId
    """Id of the lesson that it practises."""
    objective: str
    """Id of an objective of the lesson."""
    level: CognitiveLevel
    """Cognitive level."""
    variants_of: tuple[QuestionId, ...] = ()
    """Ids of written questions that ask for the same with other numbers or words: a review may ask one of
    this template's instead."""
    like: TemplateId = ""
    """Id of a template whose sentences, and with the same generator its texts, this one uses where it has
    none of its own."""
    texts: dict[str, str] = field(default_factory=dict)
    """Name to text, with its {placeholders}. A capital, {Cause}, begins a sentence."""
    phrases: dict[str, Phrase] = field(default_factory=dict)
    """Sentences that a patient is made of, by a name of their own."""
    group: Literal["muscle-tendon", "structural-cystic", "nerve", "vascular", "other", ""] = ""
    """Chapter of the causes that are asked about; all unless told."""
    causes: tuple[CauseId, ...] = ()
    """Ids of the causes that are asked about; all unless told."""
    findings: tuple[FindingId, ...] = ()
    """Ids of the findings that are asked about; all unless told."""
    score: ScoreId = ""
    """Id of the score that is asked about, if one is."""
    sources: tuple[SourceId, ...] = ()
    """Keys of sources.yaml shown with every verdict, beside those of the numbers used."""


GENERATORS: dict[str, dict[str, str]] = {
    "score_points": {
        "stem": "patient score",
        "why": "sum points",
    },
    "score_band": {
        "stem": "patient score target",
        "option": "share",
        "right": "sum points band share",
        "wrong": "band share points",
        "misconception": "band",
        "why": "score",
    },
    "abi_value": {
        "stem": "who she side arms ankles",
        "why": "ankle arm value limit side",
    },
    "abi_reading": {
        "stem": "who value side",
        "normal": "",
        "low": "",
        "stiff": "",
        "severe": "",
        "why_normal": "low borderline",
        "why_low": "low severe",
        "why_stiff": "stiff",
        "why_severe": "severe",
        "not_normal": "value low borderline",
        "not_low": "value low severe",
        "not_stiff": "value stiff",
        "not_severe": "value severe",
        "misconception_normal": "",
        "misconception_low": "",
        "misconception_stiff": "",
        "misconception_severe": "",
        "why": "",
    },
    "d_dimer_cutoff": {
        "stem": "who age",
        "younger": "age fixed start",
        "older": "age fixed start rise cutoff",
    },
    "d_dimer_reading": {
        "stem": "who age value fixed",
        "both": "",
        "adjusted": "",
        "raised": "",
        "right_both": "value fixed cutoff",
        "right_adjusted": "value fixed cutoff",
        "right_raised": "value fixed cutoff",
        "wrong_both": "value fixed cutoff",
        "wrong_adjusted": "value fixed cutoff",
        "wrong_raised": "value fixed cutoff",
        "misconception_both": "",
        "misconception_adjusted": "",
        "misconception_raised": "",
        "why": "",
    },
    "compartment_value": {
        "stem": "who diastolic pressure",
        "below": "diastolic pressure value threshold",
        "above": "diastolic pressure value threshold",
    },
    "post_test": {
        "stem": "pretest cause finding lr",
        "why": "pretest odds lr after answer",
    },
    "screening": {
        "stem": "people pretest cause test sensitivity specificity",
        "missed": "",
        "alarmed": "",
        "right_missed": "ill sensitivity answer",
        "right_alarmed": "well specificity answer",
        "why": "",
    },
    "name_form": {
        "stem": "picture",
        "right": "name where what",
        "wrong": "name where what",
        "misconception": "name where",
        "why": "name where",
    },
    "find_form": {
        "stem": "picture name clue",
        "right": "name where what",
        "wrong": "name where what",
        "misconception": "name where",
        "why": "name where",
    },
    "needle_order": {
        "stem": "level place",
        "order": "",
        "option": "depth",
        "why": "what",
    },
    "joint_moves": {
        "stem": "joint move asks",
        "asks_longer": "",
        "asks_shorter": "",
        "asks_same": "",
        "longer": "mm origin insertion",
        "shorter": "mm origin insertion",
        "same": "origin insertion",
        "wrong_longer": "",
        "wrong_shorter": "",
        "wrong_same": "",
        "why": "",
    },
    "muscle_nerve": {
        "stem": "muscle",
        "right": "nerve roots",
        "wrong": "nerve others muscle",
        "misconception": "muscle nerve",
        "why": "muscle action",
    },
    "lesion_place": {
        "stem": "side lost kept",
        "right": "lesion fits",
        "wrong": "lesion against",
        "misconception": "lesion fits",
        "why": "tells",
    },
    "lesion_apart": {
        "stem": "shared one other",
        "right": "hurt spared",
        "both": "one other",
        "neither": "one other",
        "misconception": "deficit",
        "why": "one other supply",
    },
    "separates": {
        "stem": "one other",
        "right": "says state here there one other",
        "wrong": "state here there one other",
        "misconception": "finding one other",
        "why": "one other",
    },
    "for_or_against": {
        "stem": "cause finding",
        "for": "",
        "against": "",
        "neither": "",
        "right_for": "cause here there lr",
        "right_against": "cause here there lr",
        "right_neither": "cause here there lr",
        "wrong_for": "cause here there lr",
        "wrong_against": "cause here there lr",
        "wrong_neither": "cause here there lr",
        "caution": "cause",
        "misconception_for": "",
        "misconception_against": "",
        "misconception_neither": "",
        "why": "",
    },
    "first_test": {
        "stem": "cause",
        "right": "why cause",
        "wrong": "other why cause",
        "misconception": "finding cause",
        "why": "result cause",
    },
    "care_verdict": {
        "stem_harmful": "cause",
        "stem_indicated": "cause",
        "harmful": "why",
        "indicated": "why",
        "pointless": "why",
        "misconception_harmful": "care cause",
        "misconception_indicated": "care cause",
        "why": "treatment",
    },
    "disposition": {
        "stem": "who notes",
        "self_care": "",
        "routine": "",
        "same_day": "",
        "emergency": "",
        "right": "reason",
        "too_low": "found",
        "too_high": "",
        "misconception_low": "",
        "misconception_high": "",
        "why": "cause p",
    },
    "urgency_order": {
        "stem": "",
        "order": "",
        "patient": "who notes",
        "option": "place reason",
        "why": "",
    },
    "change_mind": {
        "stem": "who notes place cause",
        "right": "place reason",
        "wrong": "place cause p",
        "misconception": "finding",
        "why": "",
    },
    "minimal_pair": {
        "stem": "who notes finding",
        "both": "",
        "list": "",
        "place": "",
        "neither": "",
        "top_moves": "before after before_p after_p",
        "top_stays": "before before_p after_p",
        "place_moves": "from_place to_place reason",
        "place_stays": "from_place",
        "misconception_both": "",
        "misconception_list": "",
        "misconception_place": "",
        "misconception_neither": "",
        "why": "",
    },
}
"""Maker to the texts that a template of it must hold, and the placeholders that each may use."""
