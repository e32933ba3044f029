"""What the learner remembers of each question: derived from the record's answers and kept beside them, so
that a long record opens as fast as an empty one.

Nothing here is the learner's own: without these two tables the same is computed from the events again. They
are made anew where an event is gone, or where the rule by which they were made has changed; one card is where
its question has changed.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator

from kb.questions import memory
from kb.questions.bank import asked
from kb.questions.kinds import version
from kb.questions.memory import Card, Given
from kb.records import KnowledgeBase

from .events import Answered, TakenBack, standing
from .sqlite import Event, Record

RULE = 1
"""Of the rule by which events become cards: another number makes them anew."""
CREATE = (
    """CREATE TABLE IF NOT EXISTS cards (who TEXT NOT NULL, card TEXT NOT NULL, version TEXT NOT NULL,
    data TEXT NOT NULL, PRIMARY KEY (who, card)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS cards_read (who TEXT PRIMARY KEY, rule INTEGER NOT NULL,
    upto INTEGER NOT NULL, many INTEGER NOT NULL, content TEXT NOT NULL) WITHOUT ROWID""",
)
ANSWERS = """SELECT id, at, kind, subject, attempt, data FROM events
    WHERE who = ? AND kind IN ('answer', 'taken-back') AND id > ? ORDER BY id"""
GONE = "-"
"""Version of a question that is not in the bank now; its answers are kept in case it comes back."""
READ = "SELECT rule, upto, many, content FROM cards_read WHERE who = ?"
OF_SUBJECT = "SELECT data FROM events WHERE who = ? AND subject = ? AND kind = 'answer'"
COUNT = "SELECT count(*) FROM events WHERE who = ? AND kind IN ('answer', 'taken-back') AND id <= ?"


def cards(kb: KnowledgeBase, record: Record) -> dict[str, Card]:
    """Every question that was answered as it is today, by id, up to the last event of any kernel."""
    return record.within(lambda db: _Ledger(kb, db, record.who).read())


class _Ledger:
    """The two tables of one learner, within one transaction."""

    def __init__(self, kb: KnowledgeBase, db: sqlite3.Connection, who: str):
        self._kb, self._db, self._who = kb, db, who
        self._versions: dict[str, str] = {}
        self._content = ""
        """Stamp of the knowledge base by which the cards were made."""

    def read(self) -> dict[str, Card]:
        for statement in CREATE:
            self._db.execute(statement)
        upto, many = self._reach()
        held = self._held()
        same = self._content and self._content == self._kb.stamp()  # no question can have changed
        changed = {key for key, (of, _) in held.items() if not of or (not same and of != self._version(key))}
        events = list(self._events(upto))
        changed |= self._taken_back(events)
        found = {key: card for key, (_, card) in held.items() if key not in changed}
        if changed:
            events = [event for event in self._events(0) if event.id > upto or _card(event) in changed]
        touched = self._fold(found, standing(events)) | changed
        self._keep(found, touched)
        new = [event.id for event in events if event.id > upto]
        if new:
            upto, many = new[-1], many + len(new)
        if new or touched or not same:
            row = (self._who, RULE, upto, many, self._kb.stamp())
            self._db.execute("INSERT OR REPLACE INTO cards_read VALUES (?, ?, ?, ?, ?)", row)
        return {key: card for key, card in found.items() if card.answers and key in self._kb.questions}

    def _reach(self) -> tuple[int, int]:
        """Up to which event the cards are made, and of how many answers; from the start where one is gone."""
        row = self._db.execute(READ, (self._who,)).fetchone()
        if row and row[0] == RULE:
            (many,) = self._db.execute(COUNT, (self._who, row[1])).fetchone()
            if many == row[2]:
                self._content = row[3]
                return row[1], many
        self._db.execute("DELETE FROM cards WHERE who = ?", (self._who,))
        self._db.execute("DELETE FROM cards_read WHERE who = ?", (self._who,))
        return 0, 0

    def _held(self) -> dict[str, tuple[str, Card]]:
        rows = self._db.execute("SELECT card, version, data FROM cards WHERE who = ?", (self._who,))
        held = {}
        for key, of, data in rows.fetchall():
            try:
                held[key] = of, Card.of(json.loads(data))
            except (TypeError, ValueError):
                held[key] = "", Card()  # edited by hand: made anew
        return held

    def _events(self, upto: int) -> Iterator[Event]:
        rows = self._db.execute(ANSWERS, (self._who, upto)).fetchall()
        for number, at, kind, subject, attempt, data in rows:
            yield Event(number, at, self._who, kind, subject, attempt, json.loads(data))

    def _taken_back(self, events: Iterable[Event]) -> set[str]:
        """Cards that an answer counted in before it was taken back."""
        gone = {event.subject for event in events if event.kind == TakenBack.KIND}
        rows = [
            (subject, data)
            for subject in gone
            for (data,) in self._db.execute(OF_SUBJECT, (self._who, subject)).fetchall()
        ]
        return {json.loads(data).get("card") or subject for subject, data in rows}

    def _fold(self, found: dict[str, Card], events: Iterable[Event]) -> set[str]:
        """Add the answers to the cards; returns which were touched."""
        touched = set()
        for event in events:
            key, given = _card(event), self._given(event)
            touched.add(key)
            found.setdefault(key, Card())
            if given:
                found[key] = memory.after(found[key], given)
        return touched

    def _given(self, event: Event) -> Given | None:
        """What an answer says of its question as it is today; None if that is another by now."""
        answered = Answered.read(event)
        question = asked(self._kb, event.subject)
        if answered is None or question is None:
            return None
        of = answered.version if answered.version is not None else answered.reply(self._kb).version
        if of != self._version(event.subject):
            return None
        return Given(
            memory.moment(event.at), answered.right, answered.credit, answered.confidence, answered.hints > 0
        )

    def _keep(self, found: dict[str, Card], touched: Iterable[str]) -> None:
        rows = [
            (self._who, key, self._version(key), json.dumps(found.get(key, Card()).as_dict()))
            for key in touched
        ]
        self._db.executemany("INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?)", rows)

    def _version(self, key: str) -> str:
        if key not in self._versions:
            question = asked(self._kb, key)
            self._versions[key] = version(self._kb, question) if question else GONE
        return self._versions[key]


def _card(event: Event) -> str:
    """The question whose memory an answer is about: of a variant, the one that it stands for."""
    card = event.data.get("card")
    return card if isinstance(card, str) and card else event.subject
