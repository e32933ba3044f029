"""First aid as a decision: situations on cards, decided first and explained then."""

import random
from collections.abc import Mapping
from typing import Any

from kb.care import Judgement, judge
from kb.errors import unknown
from kb.reasoning.triage import WORDS
from kb.records import KnowledgeBase
from kb.wording import in_sentence

from ._view import View, bundle

VERDICTS = {
    Judgement(True, True): ("is-right", "✓ Right"),
    Judgement(False, True): ("is-partly", "◐ Safe, but not the best"),
    Judgement(False, False): ("is-wrong", "✗ Unsafe"),
}


class FirstAidChoice(View):
    """One choice of rules/first-aid.yaml. The order of the cards changes with each round."""

    _esm, _css = bundle("first_aid_choice")

    def __init__(self, kb: KnowledgeBase, choice: str):
        able = [key for key, one in kb.rules.choices.items() if one.decisions]
        if choice not in able:
            raise unknown("choice", choice, able)
        self._kb, self._choice = kb, kb.rules.choices[choice]
        self._round, self._decided, self._said = 0, dict[str, str](), ""
        super().__init__(view=self._draw())

    def _act(self, message: Mapping[str, Any]) -> bool | None:
        match message.get("type"):
            case "decide":
                situation, decision = str(message.get("situation")), str(message.get("decision"))
                judgement = judge(self._choice, situation, decision)
                if situation in self._decided:
                    return False
                self._decided[situation] = decision
                text = self._choice.answers[situation].text
                parts = (f"{VERDICTS[judgement][1]}.", text, self._danger(situation), self._score())
                self._said = " ".join(filter(None, parts))
            case "again":
                self._round, self._decided = self._round + 1, {}
                self._said = "All cards are open again."
            case _:
                return False
        return None

    def _draw(self) -> dict[str, Any]:
        choice = self._choice
        order = list(choice.answers)
        if self._round:
            random.Random(self._round).shuffle(order)
        done = len(self._decided) == len(order)
        return {
            "question": choice.question,
            "decisions": [[key, name] for key, name in choice.decisions.items()],
            "cards": [self._card(situation) for situation in order],
            "progress": f"{len(self._decided)} of {len(order)} decided",
            "score": self._score(),
            "unsafe": [
                situation
                for situation, decision in self._decided.items()
                if not judge(choice, situation, decision).safe
            ]
            if done
            else [],
            "stop_if": choice.stop_if if done else "",
            "basis": choice.basis,
            "announce": self._said,
        }

    def _card(self, situation: str) -> dict[str, Any]:
        card = {"situation": situation, "decided": self._decided.get(situation, "")}
        if not card["decided"]:
            return card
        kind, verdict = VERDICTS[judge(self._choice, situation, card["decided"])]
        answer = self._choice.answers[situation]
        return card | {
            "kind": kind,
            "verdict": verdict,
            "right": [key for key in self._choice.decisions if key in (answer.verdict, *answer.also)],
            "text": answer.text,
            "danger": self._danger(situation),
        }

    def _danger(self, situation: str) -> str:
        causes = [self._kb.causes[key] for key in self._choice.answers[situation].fears]
        if not causes:
            return ""
        names = [f"{in_sentence(one.name)} (needs {WORDS[one.urgency]})" for one in causes]
        return f"Dangerous: it may be {' or '.join(names)}."

    def _score(self) -> str:
        if len(self._decided) < len(self._choice.answers):
            return ""
        judged = [judge(self._choice, *pair) for pair in self._decided.items()]
        safe, right = sum(one.safe for one in judged), sum(one.right for one in judged)
        return f"{safe} of {len(judged)} decisions were safe, {right} of {len(judged)} right."
