"""A knowledge base of two causes, small enough to be worked through on paper.

Content is given as mappings, so that a test changes one value and writes it to a folder of its own.
"""

import copy
from pathlib import Path
from typing import Any

import yaml

Tree = dict[str, Any]
"""File name below the root to its content: a mapping, or text or bytes written as they are."""

STATES = ("absent", "present")


def estimate(**p: float) -> dict[str, Any]:
    return {"p": dict(p), "basis": "estimate"}


def figure(value: float) -> dict[str, Any]:
    return {"value": value, "basis": "estimate"}


def finding(kind: str, background: float | dict[str, float], *, minutes: float = 1, **more: Any):
    """A record of a finding; `background` is P(present), or P by state."""
    states = more.pop("states", STATES)
    name = more.pop("label")
    record = {"label": name, "lay": more.pop("lay", f"my {name.lower()}"), "kind": kind}
    if kind == "imaging":
        record["modality"] = "ultrasound"
    if states != STATES:
        record["states"] = list(states)
    record["ask"] = f"What about {name.lower()}?"
    record["sounds"] = {state: f"{name} is {state}." for state in states}
    record["other_words"] = more.pop("other_words", [])
    record["cost"] = {"minutes": minutes, "money": more.pop("money", 0), "harm": more.pop("harm", 0)}
    p = background if isinstance(background, dict) else {"present": background}
    record["background"] = estimate(**p)
    return {key: value for key, value in (record | more).items() if value != []}


def cause(name: str, weight: float, p: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A record of a cause; `p` is P(present), or P by state, by finding."""
    spread = {k: estimate(**(v if isinstance(v, dict) else {"present": v})) for k, v in p.items()}
    return {
        "name": name,
        "lay": f"a {name.lower()}",
        "group": more["group"],
        "structures": ["popliteal-vein"],
        "story": "It hurts.",
        "mechanism": f"The mechanism of a {name.lower()}.",
        "who": "Anyone.",
        "goes_with": "Nothing else.",
        "weights": {setting: figure(weight) for setting in ("primary-care", "sports-clinic", "emergency")},
        "findings": spread,
        "urgency": more["urgency"],
        "must_not_miss": more["must_not_miss"],
        "test_threshold": figure(more["threshold"]),
        "treatment_threshold": figure(0.9),
        "investigations": [{"finding": "scan", "why": "It shows it.", "source": "ada2001"}],
        "classic_result": "It shows on the scan.",
        "care": more["care"],
        "first_line": "No drug treats it.",
        "worse_with": ["waiting"],
        "recovery": {"text": "Weeks.", "basis": "estimate"},
        "complications": ["none known"],
        "mimics": [{"cause": more["mimic"], "finding": "scan", "says": "Only one of them shows on it."}],
        "codes": [],
        "sources": ["ada2001"],
    }


def coexists(content: Tree, cause: str, shares: dict[str, Any]) -> None:
    """Let a cause declare with what it comes together; the keys stay in the order of the record."""
    record = content[f"causes/{cause}.yaml"]
    later = list(record)[list(record).index("findings") + 1 :]
    record["coexists"] = shares
    for name in later:
        record[name] = record.pop(name)


FILLERS = [f"filler-{i}" for i in range(1, 6)]


def tree() -> Tree:
    """The whole content, fresh at every call. `python -m kb check` finds no fault in it."""
    filler = dict.fromkeys(FILLERS, 0.2)
    return copy.deepcopy(
        {
            "notice.md": "This teaches; it does not advise.\n",
            "sources.yaml": {
                "ada2001": {
                    "type": "article-journal",
                    "title": "On legs",
                    "author": [{"family": "Ada", "given": "A"}],
                    "issued": 2001,
                    "container-title": "Journal of Legs",
                    "verified": "figure",
                }
            },
            "anatomy/vessels.yaml": {
                "popliteal-vein": {
                    "name": "Popliteal vein",
                    "kind": "vein",
                    "what": "Behind the knee.",
                    "course": "Upwards.",
                }
            },
            "findings/person.yaml": {
                "age-band": finding(
                    "person",
                    {"young": 0.5, "old": 0.5},
                    label="Age",
                    states=("young", "old"),
                    bounds={"young": [0, 60], "old": [61, 120]},
                ),
                "sex": finding("person", {"female": 0.5}, label="Sex", states=("female", "male")),
            },
            "findings/history.yaml": {
                "snap": finding("symptom", 0.2, label="Snap", other_words=["pop", "crack"]),
                "silent": finding("symptom", 0.3, label="Silence"),
                "equal": finding("history", 0.25, label="Sameness"),
                "onset": finding(
                    "symptom",
                    {"gradual": 0.5, "hours": 0.25, "sudden": 0.25},
                    label="Onset",
                    states=("gradual", "hours", "sudden"),
                ),
            }
            | {key: finding("risk-factor", 0.2, label=key.replace("-", " ").title()) for key in FILLERS},
            "findings/examination.yaml": {
                "swelling": finding("examination", 0.4, label="Swelling", minutes=2),
                "warmth": finding("examination", 0.3, label="Warmth"),
                "redness": finding("examination", 0.3, label="Redness"),
                "cold-foot": finding("examination", 0.05, label="Cold foot"),
            },
            "findings/tests.yaml": {
                "d-dimer": finding(
                    "laboratory",
                    {"raised": 0.5},
                    label="D-dimer",
                    states=("normal", "raised"),
                    minutes=30,
                    money=2,
                    harm=1,
                ),
                "scan": finding(
                    "imaging", {"clot": 0.1}, label="Scan", states=("clear", "clot"), minutes=20, money=3
                ),
            },
            "findings/groups.yaml": {
                "inflamed": {
                    "label": "Inflammation",
                    "strength": 1.0,
                    "basis": "estimate",
                    "findings": ["warmth", "redness"],
                }
            },
            "causes/clot.yaml": {"id": "clot"}
            | cause(
                "Clot",
                10,
                {
                    "age-band": {"young": 0.25, "old": 0.75},
                    "swelling": 0.8,
                    "warmth": 0.6,
                    "redness": 0.6,
                    "snap": 0.1,
                    "onset": {"gradual": 0.25, "hours": 0.7, "sudden": 0.05},
                    "equal": 0.25,
                    "d-dimer": {"raised": 0.9},
                    "scan": {"clot": 0.95},
                }
                | filler,
                group="vascular",
                urgency="same-day",
                must_not_miss=True,
                threshold=0.02,
                care=[
                    {"care": "warn", "verdict": "indicated", "why": "It may move."},
                    {"care": "knead", "verdict": "harmful", "why": "It may come loose."},
                ],
                mimic="strain",
            ),
            "causes/strain.yaml": {"id": "strain"}
            | cause(
                "Strain",
                30,
                {
                    "age-band": {"young": 0.8, "old": 0.2},
                    "swelling": 0.2,
                    "warmth": 0.3,
                    "redness": 0.3,
                    "snap": 0.7,
                    "onset": {"gradual": 0.1, "hours": 0.2, "sudden": 0.7},
                    "equal": 0.25,
                    "d-dimer": {"raised": 0.3},
                    "scan": {"clot": 0.01},
                }
                | filler,
                group="muscle-tendon",
                urgency="self-care",
                must_not_miss=False,
                threshold=0.1,
                care=[
                    {"care": "rest", "verdict": "indicated", "why": "It heals."},
                    {"care": "knead", "verdict": "pointless", "why": "It only hurts."},
                ],
                mimic="clot",
            ),
            "rules/care.yaml": {
                "warn": {
                    "name": "Say what to watch for",
                    "kind": "advice",
                    "what": "Come back if.",
                    "minutes": 3,
                },
                "rest": {"name": "Rest", "kind": "first-aid", "what": "Sit down.", "minutes": 1},
                "knead": {"name": "Knead the calf", "kind": "treatment", "what": "Knead it.", "minutes": 10},
            },
            "rules/red-flags.yaml": {
                "cold": {
                    "label": "Cold foot",
                    "when": {"all_of": {"cold-foot": "present"}},
                    "unless": [{"all_of": {"scan": "clear"}}],
                    "disposition": "emergency",
                    "fears": ["clot"],
                    "why": "The leg may die.",
                }
            },
            "rules/first-aid.yaml": {
                "rice": {
                    "question": "Cool it?",
                    "answers": {"fresh": {"text": "Yes."}},
                    "stop_if": "It turns white.",
                    "basis": "estimate",
                }
            },
            "rules/thresholds.yaml": {
                "money-and-harm": {
                    "label": "Worth",
                    "figures": {f"money-{i}": figure(10 * i) for i in range(1, 5)}
                    | {f"harm-{i}": figure(5 * i) for i in range(1, 4)},
                },
                "effective-sample-size": {
                    "label": "People",
                    "figures": {
                        "published": figure(50),
                        "derived": figure(30),
                        "estimate": figure(20),
                        "rare": figure(2),
                        "weight": figure(4),
                    },
                },
            },
            "rules/scores.yaml": {
                "tiny-score": {
                    "name": "Tiny score",
                    "target": "clot",
                    "question": "How likely is it?",
                    "items": [
                        {
                            "id": "swollen",
                            "label": "Swollen",
                            "points": 1,
                            "when": {"all_of": {"swelling": "present"}},
                        },
                        {"id": "other", "label": "Other", "points": -2, "judgement": True},
                    ],
                    "models": [
                        {
                            "id": "two",
                            "name": "Two levels",
                            "strata": [
                                {"name": "low", "up_to": 0, "says": "Wait."},
                                {"name": "high", "says": "Scan."},
                            ],
                        }
                    ],
                    "limits": "Tiny.",
                    "sources": ["ada2001"],
                }
            },
            "questions/tiny.yaml": {
                "lesson": {
                    "title": "Tiny",
                    "minutes": 5,
                    "notebook": "tiny.ipynb",
                    "objectives": [{"id": "tell-apart", "text": "Tell a clot from a strain."}],
                },
                "questions": {
                    "tiny-01": {
                        "kind": "single",
                        "objective": "tell-apart",
                        "level": "recall",
                        "stem": "Which one snaps?",
                        "options": [
                            {"text": "The strain", "right": True, "why": "It does."},
                            {"text": "The clot", "why": "It creeps.", "misconception": "All pain snaps."},
                            {"text": "Each of them", "why": "One only.", "misconception": "Both are torn."},
                        ],
                        "why": "A muscle tears.",
                        "proof": [
                            {"fact": "causes.strain.findings.snap.p.present", "above": 0.5},
                            {"lr": {"finding": "snap", "state": "present", "cause": "clot"}, "below": 1},
                        ],
                        "sources": ["ada2001"],
                    },
                    "tiny-02": {
                        "kind": "several",
                        "objective": "tell-apart",
                        "level": "understanding",
                        "stem": "Which of these point to a clot?",
                        "options": [
                            {"text": "Swelling", "right": True, "why": "It dams up."},
                            {"text": "A clot on the scan", "right": True, "why": "There it is."},
                            {"text": "A snap", "why": "That is a tear.", "misconception": "Clots burst."},
                            {
                                "text": "Sameness",
                                "why": "It says nothing.",
                                "misconception": "All signs count.",
                            },
                        ],
                        "why": "Swelling and scan.",
                        "proof": [
                            {"lr": {"finding": "swelling", "state": "present", "cause": "clot"}, "equals": 2}
                        ],
                        "sources": ["ada2001"],
                    },
                    "tiny-03": {
                        "kind": "true-false",
                        "objective": "tell-apart",
                        "level": "understanding",
                        "stem": "A clot may be left alone.",
                        "truth": False,
                        "options": [
                            {"text": "It may move", "right": True, "why": "It may."},
                            {"text": "It may tear", "why": "It may not.", "misconception": "It is a muscle."},
                            {"text": "It may itch", "why": "So what.", "misconception": "It is a rash."},
                        ],
                        "why": "It may reach the lung.",
                        "proof": [{"fact": "causes.clot.must_not_miss", "equals": True}],
                        "sources": ["ada2001"],
                    },
                    "tiny-04": {
                        "kind": "numeric",
                        "objective": "tell-apart",
                        "level": "application",
                        "stem": "How probable is a clot in a patient with a swollen calf, in per cent?",
                        "answer": {"value": 57, "tolerance": 1.5, "unit": "%", "low": 0, "high": 100},
                        "why": "Odds 1 to 3, times 4.",
                        "proof": [
                            {
                                "probability": {"of": "clot", "given": {"swelling": "present"}},
                                "is-answer": True,
                            }
                        ],
                        "sources": ["ada2001"],
                    },
                },
            },
            "cases/tiny-case.yaml": {
                "id": "tiny-case",
                "title": "A sore calf",
                "lesson": "tiny",
                "setting": "primary-care",
                "name": "Ada",
                "age": 70,
                "sex": "female",
                "who": "A pilot.",
                "opening": "My calf has swollen.",
                "cause": "clot",
                "presents_with": ["swelling"],
                "findings": {"swelling": "present", "warmth": "absent", "redness": "absent"},
                "words": {"snap": "Nothing snapped."},
                "develops": [
                    {
                        "after_minutes": 60,
                        "findings": {"warmth": "present", "redness": "present"},
                        "says": "The calf grows warm.",
                        "unless_care": ["rest"],
                    },
                    {
                        "after_minutes": 90,
                        "findings": {"cold-foot": "present"},
                        "says": "The foot grows cold.",
                    },
                ],
                "disposition": "same-day",
                "lesson_learnt": "Swelling is a clot until shown otherwise.",
            },
        }
    )


def dumped(held: Any) -> str:
    """YAML of one file, in the order given."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return yaml.dump(held, Dumper=dumper, sort_keys=False, allow_unicode=True, width=1000)


def write(root: Path, content: Tree) -> Path:
    """The content as files below `root`."""
    for name, held in content.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(held, bytes):
            file.write_bytes(held)
        elif isinstance(held, str):
            file.write_text(held, "utf-8")
        else:
            file.write_text(dumped(held), "utf-8")
    return root
