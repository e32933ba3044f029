"""The learner's events, appended to one SQLite file that belongs to the learner.

An event is on disk before `append` returns, so a killed kernel loses nothing. Trouble with the file
never stops a lesson: a broken file is set aside, and a file that cannot be written is replaced by
memory until it can be. Either way `Record.notice` says so in one line.
"""

from __future__ import annotations

import json
import os
import re
import threading
import weakref
from collections.abc import Callable
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kb.errors import KneeError

from . import clock

if TYPE_CHECKING:
    import sqlite3

RESULT = TypeVar("RESULT")
CHECKED = 4 * 2**20
"""Bytes up to which a file is read through when it is opened. In a longer one, which takes as long as a
lesson to open, a fault is met where it is, and dealt with there in the same way."""
SCHEMA_VERSION = 1
COLUMNS = ("id", "at", "who", "kind", "subject", "attempt", "data")
CREATE = (
    """CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL,
    who TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, attempt TEXT NOT NULL,
    data TEXT NOT NULL)""",
    "CREATE INDEX events_by_kind ON events (who, kind, subject)",
    "CREATE INDEX events_by_subject ON events (who, subject)",
    "CREATE INDEX events_by_attempt ON events (who, attempt)",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)
SELECT = f"SELECT {', '.join(COLUMNS)} FROM events"
INSERT = "INSERT INTO events (at, who, kind, subject, attempt, data) VALUES (?, ?, ?, ?, ?, ?)"


class RecordError(KneeError):
    """Something the record cannot do; the message is one line, fit to show to the learner."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing the learner did. `at` is UTC, ISO 8601 with milliseconds; `data` is JSON."""

    id: int
    at: str
    who: str
    kind: str
    subject: str
    attempt: str
    data: dict


class Record:
    """One learner's events in the SQLite file at `path`; threads, kernels and forks may share it.

    `who` is the learner (default: see `open`); `wait` is how many seconds to wait for a file that
    another program has locked. Trouble with the file raises nothing: see `notice`.
    """

    def __init__(self, path: str | os.PathLike, *, who: str | None = None, wait: float = 5.0):
        global sqlite3  # loaded with the first record, so that `import widgets` stays cheap
        import sqlite3

        self.path = Path(path).absolute()
        self.who = _learner() if who is None else who
        _require_text(who=self.who)
        self._wait = wait
        self._db = self._file_id = None
        self._in_memory, self._copied = False, 0
        self._opened = self._changed = 0
        self._watchers: list[weakref.WeakMethod] = []
        self._waiting: list[Event | None] | None = None
        self._trouble = self._mended = None
        with _lock:
            _alive.add(self)
            self._connection()

    @classmethod
    def open(cls) -> Record:
        """The learner's own record, of `KNEE_LEARNER` (else the OS user) at `KNEE_RECORD_URL` (else
        in the user's data folder).

        Raises RecordError if `KNEE_RECORD_URL` is not `sqlite:///file`.
        """
        return cls(_location())

    @property
    def notice(self) -> str | None:
        """One line for the learner if a file was set aside or answers are not kept, else None."""
        return self._trouble or self._mended

    def append(
        self, kind: str, subject: str, data: dict, *, attempt: str, at: datetime | str | None = None
    ) -> Event:
        """Record one event and return it as it will be read back; it is committed by then.

        `at` is an aware datetime or its ISO 8601 text, default now. While the file cannot be
        written (see `notice`) the event waits in memory, and gets another `id` in the file later.
        Raises RecordError if `data` is not a JSON object, `at` has no time zone or a name is not
        text.
        """
        _require_text(kind=kind, subject=subject, attempt=attempt)
        row = (_timestamp(at), self.who, kind, subject, attempt, _json_object(data))
        number = self._do(lambda db: db.execute(INSERT, row).lastrowid, writes=True)
        event = _event((number, *row))
        self._tell(event)
        return event

    def events(
        self,
        kind: str | None = None,
        subject: str | None = None,
        attempt: str | None = None,
        who: str | None = None,
    ) -> list[Event]:
        """The events that match, oldest first: as they were recorded, whatever the clock said."""
        return self._select("ORDER BY id", who=who, kind=kind, subject=subject, attempt=attempt)

    def last(self, kind: str, subject: str) -> Event | None:
        """The learner's latest event of this kind about this subject, or None."""
        found = self._select("ORDER BY id DESC LIMIT 1", kind=kind, subject=subject)
        return found[0] if found else None

    def latest(self, kind: str, many: int) -> list[Event]:
        """The learner's latest events of this kind, oldest first."""
        return self._select(f"ORDER BY id DESC LIMIT {int(many)}", kind=kind)[::-1]

    def within(self, work: Callable[[sqlite3.Connection], RESULT]) -> RESULT:
        """work(connection) in one transaction, for what is derived from the events and kept beside them."""

        def whole(db: sqlite3.Connection) -> RESULT:
            with _transaction(db):
                return work(db)

        return self._do(whole)

    def stamp(self) -> tuple[int, int, int]:
        """Another value whenever events were added or removed since, here or by another kernel; much
        cheaper than reading them."""
        (elsewhere,) = self._do(lambda db: db.execute("PRAGMA data_version").fetchone())
        return self._opened, elsewhere, self._changed

    def watch(self, told: Callable[[Event | None], None]) -> None:
        """Call the method `told` with each event that is appended through this object from now on, and with
        None when some were removed. It is held weakly: a view that is gone is told nothing.
        """
        self._watchers.append(weakref.WeakMethod(told))

    @contextmanager
    def acting(self):
        """Within it, those who watch are told nothing, and all of it afterwards: whoever acts shows what came
        of it before the others take their time.
        """
        if self._waiting is not None:
            yield
            return
        self._waiting = []
        try:
            yield
        finally:
            waiting, self._waiting = self._waiting, None
            for event in waiting:
                self._call(event)

    def _tell(self, event: Event | None) -> None:
        self._changed += 1
        if self._waiting is not None:
            self._waiting.append(event)
        else:
            self._call(event)

    def _call(self, event: Event | None) -> None:
        self._watchers = [each for each in self._watchers if each() is not None]
        for each in list(self._watchers):
            told = each()
            if told is not None:
                told(event)

    def export(self, path: str | os.PathLike | None = None, *, overwrite: bool = False) -> Path:
        """Write the learner's events as JSON lines to a file, or under a dated name to a folder
        (default: the current one), and return the file.

        Raises RecordError if the file exists and `overwrite` is not set, or cannot be written.
        """
        target = Path.cwd() if path is None else Path(path).absolute()
        if target.is_dir():
            target = _unused(target / f"behind-the-knee-record-{clock.now().astimezone():%Y-%m-%d}.jsonl")
        elif target.exists() and not overwrite:
            raise RecordError(f"{target} already exists; choose another or pass overwrite=True.")
        return _write_lines(target, self.events())

    def reset(self) -> Path:
        """Export the learner's events next to the database, then remove them; returns the export.

        Raises RecordError, and removes nothing, if the export or the database cannot be written.
        """

        def work(db):
            self._require_file()
            folder = Path.cwd() if self._in_memory else self.path.parent
            target = _unused(folder / f"{self.path.stem}.reset-{_stamp()}.jsonl")
            # One transaction: what another notebook appends is exported, or stays in the record.
            with _transaction(db):
                rows = db.execute(f"{SELECT} WHERE who = ? ORDER BY id", (self.who,))
                _write_lines(target, map(_event, rows))
                db.execute("DELETE FROM events WHERE who = ?", (self.who,))
            return target

        written = self._do(work, writes=True)
        self._tell(None)
        return written

    def forget(self, subject: str) -> int:
        """Delete for good the learner's events about one subject; returns how many.

        Raises RecordError, and deletes nothing, if the database cannot be written.
        """
        _require_text(subject=subject)

        def work(db):
            self._require_file()
            sql = "DELETE FROM events WHERE who = ? AND subject = ?"
            count = db.execute(sql, (self.who, subject)).rowcount
            # The write-ahead log still holds the old pages.
            with suppress(sqlite3.Error):
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return count

        removed = self._do(work, writes=True)
        self._tell(None)
        return removed

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        with _lock:
            if self._db is not None and not self._in_memory:
                self._db.close()
                self._db = None

    def _select(self, tail: str, **where: str | None) -> list[Event]:
        where = {"who": self.who} | {key: value for key, value in where.items() if value is not None}
        _require_text(**where)
        sql = f"{SELECT} WHERE {' AND '.join(f'{key} = ?' for key in where)} {tail}"
        rows = self._do(lambda db: db.execute(sql, [*where.values()]).fetchall())
        return [_event(row) for row in rows]

    def _do(self, work, *, writes: bool = False):
        """Return work(connection), on a mended file or in memory if the first try fails."""
        with _lock:
            if writes and self._in_memory:
                self._return_to_file()
            for again in (False, True):
                try:
                    return work(self._connection())
                except sqlite3.Error as error:
                    if again or not _is_broken(error):
                        self._move_to_memory(error)
                    self.close()
            return work(self._connection())

    def _connection(self) -> sqlite3.Connection:
        # A file that was deleted or set aside meanwhile would take our next events with it.
        if self._in_memory or (self._db is not None and self._file_id == _file_id(self.path)):
            return self._db
        self.close()
        try:
            try:
                self._db = self._open_file(self._wait)
            except sqlite3.DatabaseError as error:
                if not _is_broken(error):
                    raise
                self._db = self._begin_new_file()
            self._file_id = _file_id(self.path)
            self._opened += 1
        except (sqlite3.Error, OSError, RecordError) as error:
            self._move_to_memory(error)
        return self._db

    def _open_file(self, wait: float) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        db = _connect(self.path, wait)
        try:
            state = "ok"
            if self.path.stat().st_size < CHECKED:
                (state,) = db.execute("PRAGMA quick_check(1)").fetchone()
            if state != "ok":
                error = sqlite3.DatabaseError(state)
                error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
                raise error
            with _transaction(db):  # shows at once whether the file can be written
                _create_tables(db)
            # Not every file system can do it, and another kernel may be doing it just now.
            with suppress(sqlite3.OperationalError):
                db.execute("PRAGMA journal_mode = WAL").fetchone()
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("PRAGMA secure_delete = ON").fetchone()
            return db
        except BaseException:
            db.close()
            raise

    def _begin_new_file(self) -> sqlite3.Connection:
        # Two kernels may meet the same broken file: without a lock the second would set aside the
        # first one's new file. An SQLite lock ends with its holder, on every system.
        with closing(_connect(_beside(self.path, ".lock"), self._wait)) as guard:
            guard.execute("BEGIN EXCLUSIVE")
            try:
                return self._open_file(self._wait)
            except sqlite3.DatabaseError as error:
                if not _is_broken(error):
                    raise
            name = f"{self.path.stem}.broken-{_stamp()}{self.path.suffix}"
            aside = _unused(self.path.with_name(name))
            # The file itself last: SQLite discards a log that it finds beside a new file.
            for tail in ("-wal", "-shm", "-journal", ""):
                with suppress(FileNotFoundError):
                    _beside(self.path, tail).rename(_beside(aside, tail))
            self._mended = f"Your record could not be read: it was kept as {aside}, a new one begun."
            return self._open_file(self._wait)

    def _move_to_memory(self, error: Exception) -> None:
        """Go on in memory, with what can still be read of the file."""
        if self._in_memory:
            raise RecordError(f"The record failed: {error}.") from error
        memory = _connect(":memory:", 0)
        _create_tables(memory)
        readable = f"{self.path.as_uri()}?mode=ro"
        with suppress(sqlite3.Error), closing(_connect(readable, 0)) as file:
            if file.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,):
                rows = file.execute(f"{SELECT} ORDER BY id")
                memory.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        (self._copied,) = memory.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()
        self.close()  # only now: on a full disk a file that nobody holds open cannot even be read
        self._db, self._in_memory = memory, True
        self._opened += 1
        reason = getattr(error, "strerror", None) or str(error)
        if isinstance(error, (FileExistsError, NotADirectoryError)):
            reason = "its folder is a file"
        self._trouble = (
            f"Your answers will not be kept after this session: cannot write {self.path}"
            f" ({reason}). To keep them, set KNEE_RECORD_URL to a file you can write, such as"
            " sqlite:///record.sqlite3, and restart the kernel."
        )

    def _return_to_file(self) -> None:
        """Write what waits in memory to the file and go on there, if that works now."""
        unkept = self._db.execute(f"{SELECT} WHERE id > ? ORDER BY id", (self._copied,)).fetchall()
        with suppress(sqlite3.Error, OSError, RecordError):
            db = self._open_file(min(self._wait, 0.1))  # short: each answer would wait so long
            try:
                with _transaction(db):
                    db.executemany(INSERT, [row[1:] for row in unkept])
            except BaseException:
                db.close()
                raise
            self._db.close()
            self._db, self._file_id = db, _file_id(self.path)
            self._opened += 1
            self._in_memory, self._trouble = False, None

    def _require_file(self) -> None:
        if self._in_memory and self.path.exists():
            raise RecordError(f"Nothing was removed. {self._trouble}")


def record() -> Record:
    """The learner's own record, one object for the whole process; see `Record.open`."""
    key = (os.getpid(), os.environ.get("KNEE_RECORD_URL"), os.environ.get("KNEE_LEARNER"))
    with _lock:
        if key not in _records:
            _records[key] = Record.open()
        return _records[key]


_lock = threading.RLock()
_records: dict[tuple, Record] = {}
_alive: weakref.WeakSet[Record] = weakref.WeakSet()


def _before_fork() -> None:
    # SQLite's notion of its file locks is wrong in a forked child: nothing may be open meanwhile.
    _lock.acquire()
    for each in list(_alive):
        each.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_lock.release, after_in_child=_lock.release)


def _location() -> Path:
    url = os.environ.get("KNEE_RECORD_URL", "").strip()
    if not url:
        import platformdirs

        return platformdirs.user_data_path("behind-the-knee", appauthor=False) / "record.sqlite3"
    scheme, _, place = url.partition(":///")
    if scheme.lower() != "sqlite" or place in ("", ":memory:"):
        shown = re.sub("//[^/]*@", "//...@", url)  # a password may stand there
        raise RecordError(
            f"KNEE_RECORD_URL is {shown!r}: only sqlite:///folder/record.sqlite3 works here;"
            " change it, or unset it to use your data folder."
        )
    return Path(place)


def _learner() -> str:
    import getpass

    try:
        return os.environ.get("KNEE_LEARNER", "").strip() or getpass.getuser() or "learner"
    except (OSError, KeyError, ImportError):  # no name on this system
        return "learner"


def _connect(path: str | Path, wait: float) -> sqlite3.Connection:
    uri = str(path).startswith("file:")
    return sqlite3.connect(path, timeout=wait, isolation_level=None, check_same_thread=False, uri=uri)


@contextmanager
def _transaction(db: sqlite3.Connection):
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise


def _create_tables(db: sqlite3.Connection) -> None:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if version > SCHEMA_VERSION:
        raise RecordError("it was written by a newer version of this course")
    if version < SCHEMA_VERSION and tables:
        raise RecordError("it is another program's database")
    if version < SCHEMA_VERSION:
        for statement in CREATE:
            db.execute(statement)


def _is_broken(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the kind of error
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _file_id(path: Path) -> tuple[int, int] | None:
    with suppress(OSError):
        status = path.stat()
        return status.st_dev, status.st_ino
    return None


def _beside(path: Path, tail: str) -> Path:
    return path.with_name(path.name + tail)


def _unused(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def _stamp() -> str:
    return f"{clock.now():%Y%m%dT%H%M%SZ}"


def _timestamp(at: datetime | str | None) -> str:
    try:
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at or clock.now()
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError, AttributeError):
        raise RecordError(f"at: {at!r} is not a moment with a time zone.") from None


def _json_object(data: dict) -> str:
    try:
        if not isinstance(data, dict):
            raise TypeError(f"{type(data).__name__} is not a dict")
        return json.dumps(data, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise RecordError(f"data cannot be kept as JSON: {error}.") from None


def _require_text(**values: str) -> None:
    for name, value in values.items():
        try:
            value.encode()
        except (AttributeError, UnicodeEncodeError):
            raise RecordError(f"{name}: {value!r} is not text.") from None


def _event(row: tuple) -> Event:
    return Event(*row[:-1], data=json.loads(row[-1]))


def _write_lines(path: Path, events) -> Path:
    part = _beside(path, ".part")
    try:
        # The only unencodable text is a lone surrogate, and its backslash escape is right in JSON.
        with open(part, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            for event in events:
                line = {name: getattr(event, name) for name in COLUMNS}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):  # as when its folder is a file
            part.unlink()
        raise RecordError(f"Cannot write {path}: {error.strerror}.") from None
    return path
