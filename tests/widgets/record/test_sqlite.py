"""What the learner's record promises, on real SQLite files and with real processes."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.record import Record, RecordError, record, sqlite

ROOT = Path(sqlite.__file__).parents[2]
STRANGE_TEXTS = {
    "emoji": "🦵👩🏽‍⚕️ café",
    "right to left": "ركبة \u202eאבג\u202c",
    "quotes": """'; DROP TABLE events; -- "` \\""",
    "NUL": "before\0after",
    "markup": "<script>alert(1)</script>&amp;",
    "line ends": "a\r\nb\u2028c\x85d",
}


@pytest.fixture(autouse=True)
def no_real_user_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("KNEE_RECORD_URL", f"sqlite:///{tmp_path}/own/record.sqlite3")
    monkeypatch.setenv("KNEE_LEARNER", "ada")
    monkeypatch.chdir(tmp_path)
    yield
    for each in list(sqlite._records.values()):
        each.close()
    sqlite._records.clear()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "record.sqlite3"


@pytest.fixture
def kept(path):
    with closing(Record(path)) as opened:
        yield opened


def in_child(code, *arguments):
    """Another Python process, as a second notebook's kernel would be; it prints, we read."""
    return subprocess.Popen(
        [sys.executable, "-c", f"import sys\nfrom widgets.record import Record, record\n{code}"]
        + [str(each) for each in arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def numbers(events):
    return [event.data["n"] for event in events]


def add(to, *ns, kind="answer", subject="q"):
    return [to.append(kind, subject, {"n": n}, attempt="a") for n in ns]


def reopened(path):
    """What is in the file for the next session, which must have nothing to complain about."""
    with closing(Record(path)) as again:
        assert again.notice is None
        return again.events()


# --- what was answered is kept -------------------------------------------------------------------


def test_an_event_survives_kill_9_right_after_append_returned(path):
    child = in_child(
        """
r = Record(sys.argv[1])
for n in range(20):
    r.append("answer", "q", {"n": n}, attempt="a")
print("appended", flush=True)
sys.stdin.read()
""",
        path,
    )
    with child:
        assert child.stdout.readline() == "appended\n"
        child.kill()
    assert child.returncode == -signal.SIGKILL
    assert numbers(reopened(path)) == list(range(20))


def test_an_event_is_visible_to_another_process_when_append_returns(path, kept):
    add(kept, 1)
    with in_child("print(len(Record(sys.argv[1]).events()))", path) as child:
        assert child.communicate()[0] == "1\n"


def test_processes_that_begin_one_file_together_and_append_at_once_lose_nothing(path):
    code = """
r = Record(sys.argv[1])
assert r.notice is None, r.notice
for n in range(100):
    r.append("answer", sys.argv[2], {"n": n}, attempt="a")
assert r.notice is None, r.notice
"""
    children = [in_child(code, path, each) for each in range(4)]
    for child in children:
        child.communicate()
        assert child.returncode == 0
    events = reopened(path)
    assert len({event.id for event in events}) == 400
    for each in range(4):
        assert numbers(e for e in events if e.subject == str(each)) == list(range(100))


def test_threads_that_append_at_once_lose_nothing(path, kept):
    returned = []

    def work():
        returned.extend(add(kept, *range(50)))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(returned) == 200
    assert sorted(returned, key=lambda event: event.id) == reopened(path)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_and_its_parent_both_go_on_recording(path):
    code = """
import os
r = Record(sys.argv[1])
r.append("answer", "q", {"n": 0}, attempt="a")
child = os.fork()
if not child:
    held = [f"/proc/self/fd/{fd}" for fd in range(100)]
    inherited = any(os.path.realpath(each).startswith(sys.argv[1]) for each in held)
    r.append("answer", "q", {"n": 1}, attempt="a")
    os._exit(0 if r.notice is None and not inherited else 1)
assert os.waitpid(child, 0)[1] == 0
r.append("answer", "q", {"n": 2}, attempt="a")
assert [e.data["n"] for e in r.events()] == [0, 1, 2] and r.notice is None
"""
    with in_child(code, path.resolve()) as child:
        assert child.wait() == 0
    assert numbers(reopened(path)) == [0, 1, 2]


# --- it comes back as it went in -----------------------------------------------------------------

TEXT = st.text()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=10,
)
MOMENTS = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(9000, 1, 1), timezones=st.just(UTC))


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    path = tmp_path_factory.mktemp("shared") / "record.sqlite3"
    with closing(Record(path, who="hypothesis")) as opened:
        yield opened


@given(kind=TEXT, subject=TEXT, attempt=TEXT, data=st.dictionaries(TEXT, JSON), at=MOMENTS)
def test_any_event_comes_back_as_it_was_returned_and_given(shared, kind, subject, attempt, data, at):
    event = shared.append(kind, subject, data, attempt=attempt, at=at)
    assert (event.kind, event.subject, event.attempt, event.data) == (kind, subject, attempt, data)
    assert abs(datetime.fromisoformat(event.at) - at) < timedelta(milliseconds=1)
    assert shared.last(kind, subject) == event
    assert shared.events(kind, subject, attempt)[-1] == event


@pytest.mark.parametrize("text", STRANGE_TEXTS.values(), ids=STRANGE_TEXTS.keys())
def test_strange_text_survives_in_every_field_and_in_the_export(path, tmp_path, text):
    with closing(Record(path, who=text)) as mine:
        event = mine.append(text, text, {text: [text]}, attempt=text)
        exported = mine.export(tmp_path / "out.jsonl")
    with closing(Record(path, who=text)) as again:
        assert again.events(text, text, text) == [event]
    (line,) = exported.read_bytes().decode("utf-8").split("\n")[:-1]
    assert json.loads(line)["data"] == event.data == {text: [text]}
    assert json.loads(line)["who"] == event.who == text


def test_half_a_character_pair_in_an_answer_can_be_kept_and_exported(kept, tmp_path):
    event = kept.append("answer", "q", {"text": "\ud800"}, attempt="a")
    assert kept.events() == [event]
    line = kept.export(tmp_path / "out.jsonl").read_text(encoding="utf-8")
    assert json.loads(line)["data"] == {"text": "\ud800"}


def test_time_is_kept_in_utc_with_milliseconds(kept):
    there = timezone(timedelta(hours=2))
    given_moment = datetime(2024, 5, 6, 9, 8, 7, 654321, tzinfo=there)
    for at in (given_moment, given_moment.isoformat()):
        event = kept.append("answer", "q", {}, attempt="a", at=at)
        assert event.at == "2024-05-06T07:08:07.654+00:00"
    now = kept.append("answer", "q", {}, attempt="a").at
    assert len(now) == len(event.at)
    assert datetime.fromisoformat(now).utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "data",
    [{"x": object()}, {"x": float("nan")}, {"x": {1}}, {("a",): 1}, ["a"], None, "text"],
    ids=["object", "nan", "set", "key that is no text", "list", "None", "text"],
)
def test_data_that_is_no_json_object_is_refused_in_one_line_and_leaves_nothing(kept, data):
    with pytest.raises(RecordError, match=r"^data cannot be kept as JSON: [^\n]+$"):
        kept.append("answer", "q", data, attempt="a")
    assert kept.events() == []
    assert kept.notice is None


def test_data_that_contains_itself_is_refused(kept):
    data = {}
    data["self"] = data
    with pytest.raises(RecordError, match="JSON"):
        kept.append("answer", "q", data, attempt="a")


def test_names_that_are_not_text_and_times_without_zone_are_refused(kept):
    with pytest.raises(RecordError, match=r"^subject: 3 is not text"):
        kept.append("answer", 3, {}, attempt="a")
    with pytest.raises(RecordError, match=r"^attempt: .* is not text"):
        kept.append("answer", "q", {}, attempt="\ud800")
    with pytest.raises(RecordError, match=r"^kind: "):
        kept.events(kind=object())
    for at in (datetime(2024, 1, 1), "2024-01-01T00:00:00", "yesterday", 5):
        with pytest.raises(RecordError, match=r"^at: .* time zone"):
            kept.append("answer", "q", {}, attempt="a", at=at)
    assert kept.events() == []
    assert kept.notice is None


# --- it is found again ---------------------------------------------------------------------------


def test_events_are_found_by_kind_subject_and_attempt_in_the_order_they_were_recorded(kept):
    late, early = "2024-01-02T00:00:00Z", "2024-01-01T00:00:00Z"
    one = kept.append("answer", "q1", {}, attempt="a", at=late)
    two = kept.append("answer", "q2", {}, attempt="b", at=early)
    three = kept.append("hint", "q1", {}, attempt="b", at=early)
    four = kept.append("answer", "q1", {}, attempt="b", at=early)
    assert kept.events() == [one, two, three, four]
    assert kept.events("answer") == [one, two, four]
    assert kept.events(subject="q1") == [one, three, four]
    assert kept.events(attempt="b") == [two, three, four]
    assert kept.events("answer", "q1", "b") == [four]
    assert kept.events("nothing") == []
    assert kept.last("answer", "q1") == four
    assert kept.last("hint", "q2") is None


def test_learners_who_share_a_file_see_their_own_events_unless_another_is_named(path, kept):
    add(kept, 1)
    with closing(Record(path, who="bob")) as bob:
        add(bob, 2)
        assert numbers(bob.events()) == [2]
        assert numbers(bob.events(who="ada")) == [1]
        assert bob.last("answer", "q").data == {"n": 2}


@pytest.mark.parametrize(
    "columns", [("kind",), ("kind", "subject"), ("subject",), ("attempt",), ("subject", "kind")]
)
def test_finding_events_uses_an_index(path, kept, columns):
    where = " AND ".join(f"{name} = 'x'" for name in ("who", *columns))
    with closing(sqlite3.connect(path)) as db:
        plan = db.execute(f"EXPLAIN QUERY PLAN {sqlite.SELECT} WHERE {where}").fetchall()
    assert "USING INDEX events_by_" in plan[0][-1]


# --- whether there is something new --------------------------------------------------------------


def test_the_stamp_changes_with_every_event_here_or_elsewhere_and_with_nothing_else(path, kept):
    with closing(Record(path)) as other:
        before = kept.stamp()
        assert kept.stamp() == before
        kept.events()
        other.events()
        assert kept.stamp() == before
        for change in (
            lambda: add(kept, 1),
            lambda: add(other, 2),
            lambda: kept.forget("q"),
            lambda: add(other, 3),
            lambda: other.reset(),
        ):
            change()
            assert kept.stamp() != before
            before = kept.stamp()


def test_the_stamp_changes_when_the_file_is_another(path, kept):
    add(kept, 1)
    before = kept.stamp()
    path.unlink()
    assert kept.stamp() != before


class Watcher:
    def __init__(self, record):
        self.told = []
        record.watch(self.hear)

    def hear(self, event):
        self.told.append(event)


def test_who_watches_hears_of_every_event_once_it_is_on_disk_and_of_removals(path, kept):
    watcher = Watcher(kept)
    (event,) = add(kept, 1)
    assert watcher.told == [event]
    kept.forget("q")
    assert watcher.told == [event, None]
    with closing(Record(path)) as other:
        add(other, 2)
    assert len(watcher.told) == 2, "what others write is not watched, but read"


def test_who_watches_is_told_after_whoever_acts_is_through(kept):
    watcher = Watcher(kept)
    with kept.acting():
        with kept.acting():
            events = add(kept, 1, 2)
        assert watcher.told == []
    assert watcher.told == events


# --- it belongs to the learner -------------------------------------------------------------------


def test_export_writes_only_the_learners_events_as_json_lines(path, kept, tmp_path):
    events = add(kept, 1, 2)
    with closing(Record(path, who="bob")) as bob:
        add(bob, 3)
    lines = kept.export(tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert [sqlite.Event(**json.loads(line)) for line in lines] == events


def test_export_refuses_to_overwrite_unless_told(kept, tmp_path):
    target = tmp_path / "out.jsonl"
    target.write_text("precious")
    add(kept, 1)
    with pytest.raises(RecordError, match="already exists"):
        kept.export(target)
    assert target.read_text() == "precious"
    kept.export(target, overwrite=True)
    assert json.loads(target.read_text())["data"] == {"n": 1}


def test_export_without_a_path_writes_dated_files_here_and_never_one_over_another(kept, tmp_path):
    add(kept, 1)
    first, second = kept.export(), kept.export()
    assert first != second
    assert first.parent == second.parent == tmp_path
    assert first.read_text() == second.read_text() != ""
    datetime.strptime(first.name, "behind-the-knee-record-%Y-%m-%d.jsonl")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file size")
def test_an_export_that_cannot_be_written_leaves_the_older_one_whole_and_no_scrap(path, tmp_path):
    (tmp_path / "out").mkdir()
    target = tmp_path / "out" / "out.jsonl"
    target.write_text("precious")
    code = """
import resource
from widgets.record import RecordError
r = Record(sys.argv[1])
r.append("answer", "q", {"text": "x" * 100_000}, attempt="a")
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
try:
    r.export(sys.argv[2], overwrite=True)
except RecordError as error:
    print(error)
"""
    with in_child(code, path, target) as child:
        (line,) = child.communicate()[0].splitlines()
    assert line.startswith(f"Cannot write {target}")
    assert target.read_text() == "precious"
    assert list(target.parent.iterdir()) == [target]


def test_an_export_into_no_folder_is_refused_in_one_line(kept, tmp_path):
    (tmp_path / "file").touch()
    for folder in ("file", "missing"):
        with pytest.raises(RecordError, match=r"^Cannot write [^\n]+$"):
            kept.export(tmp_path / folder / "out.jsonl")


def test_reset_leaves_an_export_and_touches_no_other_learner(path, kept):
    events = add(kept, 1, 2)
    with closing(Record(path, who="bob")) as bob:
        add(bob, 3)
        exported = kept.reset()
        assert exported.parent == path.parent
        lines = exported.read_text(encoding="utf-8").splitlines()
        assert [sqlite.Event(**json.loads(line)) for line in lines] == events
        assert kept.events() == []
        assert numbers(bob.events()) == [3]
    add(kept, 4)
    assert kept.reset() != exported, "an earlier export is never overwritten"
    assert reopened(path) == []


def test_reset_removes_nothing_if_its_export_cannot_be_written(kept, monkeypatch, tmp_path):
    add(kept, 1)
    (tmp_path / "file").touch()
    monkeypatch.setattr(sqlite, "_unused", lambda path: tmp_path / "file" / path.name)
    with pytest.raises(RecordError, match="Cannot write"):
        kept.reset()
    assert numbers(kept.events()) == [1]
    assert kept.notice is None


def test_forget_deletes_one_subject_of_one_learner_so_that_no_trace_stays_in_the_files(path, kept):
    secret = "unmistakable-secret"
    kept.append("answer", "q1", {"text": secret}, attempt="a")
    kept.append("hint", "q1", {}, attempt="a")
    other = kept.append("answer", "q2", {}, attempt="a")
    with closing(Record(path, who="bob")) as bob:
        add(bob, 3, subject="q1")
        assert kept.forget("q1") == 2
        assert kept.forget("q1") == 0
        assert kept.events() == [other]
        assert numbers(bob.events()) == [3]
    files = list(path.parent.glob("record.sqlite3*"))
    assert files
    assert not any(secret.encode() in file.read_bytes() for file in files)


# --- trouble with the file -----------------------------------------------------------------------


def corrupted_middle(path):
    with closing(Record(path)) as before:
        add(before, *range(200))
    content = bytearray(path.read_bytes())
    content[4096:-4096] = b"\xa5" * (len(content) - 8192)
    path.write_bytes(content)


BROKEN = {
    "not a database": lambda path: path.write_text("shopping list\n" * 1000),
    "a few bytes": lambda path: path.write_text("hello"),
    "damaged pages": corrupted_middle,
}


@pytest.mark.parametrize("damage", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_kept_aside_and_a_new_one_begun(path, damage):
    damage(path)
    content = path.read_bytes()
    with closing(Record(path)) as mended:
        (aside,) = path.parent.glob("record.broken-*.sqlite3")
        assert aside.read_bytes() == content
        assert str(aside) in mended.notice
        assert "\n" not in mended.notice
        add(mended, 1)
    assert numbers(reopened(path)) == [1]


@pytest.mark.skipif(sys.platform == "win32", reason="open files cannot be set aside there")
@pytest.mark.parametrize("other_notebook", ["killed", "open"])
def test_an_answer_still_in_the_log_of_a_broken_file_is_kept_with_it(path, other_notebook):
    code = """
r = Record(sys.argv[1])
r.append("answer", "q", {"text": "logged " + "only"}, attempt="a")
print("appended", flush=True)
sys.stdin.read()
"""
    with in_child(code, path) as child:
        child.stdout.readline()
        if other_notebook == "killed":
            child.kill()
            child.wait()
        with open(path, "r+b") as file:
            assert b"logged only" not in file.read()
            file.seek(0)
            file.write(b"shopping list")
        with closing(Record(path)) as mended:
            assert mended.events() == []
        aside = list(path.parent.glob("record.broken-*"))
        assert any(b"logged only" in each.read_bytes() for each in aside)
        child.kill()


def test_a_file_that_breaks_while_in_use_is_kept_aside_and_costs_no_new_answer(path):
    with closing(Record(path)) as opened:
        add(opened, *range(200))
        opened.close()
        add(opened, 200)
        with closing(sqlite3.connect(path)) as other, open(path, "r+b") as file:
            file.seek(4096)
            file.write(b"\xa5" * (path.stat().st_size - 4096))
            file.flush()
            other.execute("PRAGMA user_version = 1")  # makes SQLite read the file again
            add(opened, 201)
        assert "could not be read" in opened.notice
        assert numbers(opened.events())[-1] == 201
    assert len(list(path.parent.glob("record.broken-*.sqlite3"))) == 1
    assert numbers(reopened(path)) == [201]


def test_kernels_that_meet_one_broken_file_together_set_it_aside_once(path):
    path.write_text("shopping list\n" * 1000)
    code = """
r = Record(sys.argv[1])
r.append("answer", "q", {"n": int(sys.argv[2])}, attempt="a")
"""
    children = [in_child(code, path, n) for n in range(4)]
    for child in children:
        child.communicate()
        assert child.returncode == 0
    assert len(list(path.parent.glob("record.broken-*.sqlite3"))) == 1
    assert sorted(numbers(reopened(path))) == [0, 1, 2, 3]


def test_a_new_file_begun_by_another_kernel_meanwhile_is_used_not_set_aside(path, monkeypatch):
    path.write_text("shopping list\n" * 1000)
    connect = sqlite._connect

    def slowly(place, wait):
        if str(place).endswith(".lock"):
            monkeypatch.setattr(sqlite, "_connect", connect)
            with closing(Record(path)) as first:
                add(first, 1)
        return connect(place, wait)

    monkeypatch.setattr(sqlite, "_connect", slowly)
    with closing(Record(path)) as second:
        assert numbers(second.events()) == [1]
    assert len(list(path.parent.glob("record.broken-*.sqlite3"))) == 1


def test_a_broken_file_is_left_alone_while_another_kernel_is_mending_it(path):
    path.write_text("shopping list\n" * 1000)
    content = path.read_bytes()
    lock = path.with_name(path.name + ".lock")
    with closing(sqlite3.connect(lock, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        opened = Record(path, wait=0.05)
        assert "will not be kept" in opened.notice
        assert path.read_bytes() == content


def test_a_file_deleted_or_set_aside_while_in_use_takes_no_new_answer_with_it(path, kept):
    add(kept, 1)
    path.rename(path.with_name("elsewhere"))
    add(kept, 2)
    assert numbers(reopened(path)) == [2]


UNWRITABLE = {
    "its folder is a file": lambda path: path.parent.write_text("a file"),
    "a folder has its name": lambda path: path.mkdir(parents=True),
}


@pytest.mark.parametrize("obstruct", UNWRITABLE.values(), ids=UNWRITABLE.keys())
def test_an_unwritable_place_is_replaced_by_memory_with_a_way_out(tmp_path, obstruct):
    path = tmp_path / "folder" / "record.sqlite3"
    obstruct(path)
    opened = Record(path)
    assert "will not be kept" in opened.notice
    assert str(path) in opened.notice
    assert "KNEE_RECORD_URL" in opened.notice
    assert "\n" not in opened.notice
    add(opened, 1, 2)
    assert numbers(opened.events()) == [1, 2]
    assert opened.last("answer", "q").data == {"n": 2}


def test_without_any_file_the_session_can_still_be_exported_forgotten_and_reset(tmp_path):
    (tmp_path / "folder").touch()
    opened = Record(tmp_path / "folder" / "record.sqlite3")
    add(opened, 1)
    add(opened, 2, subject="other")
    assert opened.forget("other") == 1
    assert json.loads(opened.export().read_text())["data"] == {"n": 1}
    assert opened.reset().parent == tmp_path
    assert opened.events() == []


def test_answers_held_in_memory_reach_the_file_once_it_can_be_written(tmp_path):
    (tmp_path / "folder").touch()
    path = tmp_path / "folder" / "record.sqlite3"
    with closing(Record(path)) as opened:
        add(opened, 1, 2)
        (tmp_path / "folder").unlink()
        add(opened, 3)
        assert opened.notice is None
        assert numbers(opened.events()) == [1, 2, 3]
    assert numbers(reopened(path)) == [1, 2, 3]


def test_a_locked_file_gives_a_notice_and_no_answer_is_lost_when_the_lock_ends(path):
    with closing(Record(path, wait=0.05)) as opened:
        add(opened, 1)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            add(opened, 2, 3)
            assert "locked" in opened.notice
            assert numbers(opened.events()) == [1, 2, 3]
            with pytest.raises(RecordError, match="Nothing was removed"):
                opened.forget("q")
            with pytest.raises(RecordError, match="Nothing was removed"):
                opened.reset()
            other.execute("ROLLBACK")
        add(opened, 4)
        assert opened.notice is None
        assert numbers(opened.events()) == [1, 2, 3, 4]
    assert numbers(reopened(path)) == [1, 2, 3, 4]


def test_a_file_locked_at_the_start_does_not_stop_the_lesson(path, kept):
    add(kept, 1)
    kept.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with closing(Record(path, wait=0.05)) as opened:
            assert "locked" in opened.notice
            add(opened, 2)
            assert numbers(opened.events()) == [1, 2]
            other.execute("ROLLBACK")
            add(opened, 3)
    assert numbers(reopened(path)) == [1, 2, 3]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file size")
def test_a_full_disk_gives_a_notice_and_no_answer_is_lost_when_there_is_room_again(path):
    # A limit on file size stops root as well, and fails in the same place as a full disk.
    code = """
import resource, os
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
r = Record(sys.argv[1])
r.append("answer", "q", {"n": 0}, attempt="a")
size = os.stat(sys.argv[1] + "-wal").st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
for n in (1, 2):
    r.append("answer", "q", {"n": n}, attempt="a")
assert "will not be kept" in r.notice
assert [e.data["n"] for e in r.events()] == [0, 1, 2]
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
r.append("answer", "q", {"n": 3}, attempt="a")
assert r.notice is None
"""
    with in_child(code, path) as child:
        assert child.wait() == 0
    assert numbers(reopened(path)) == [0, 1, 2, 3]


FOREIGN = {
    "newer version": (f"PRAGMA user_version = {sqlite.SCHEMA_VERSION + 1}", "newer version"),
    "another program": ("CREATE TABLE recipes (name)", "another program"),
}


@pytest.mark.parametrize(("sql", "reason"), FOREIGN.values(), ids=FOREIGN.keys())
def test_a_database_of_a_newer_version_or_another_program_is_not_touched(path, sql, reason):
    with closing(sqlite3.connect(path)) as other:
        other.execute(sql)
        other.commit()
    content = path.read_bytes()
    opened = Record(path)
    assert reason in opened.notice
    add(opened, 1)
    assert numbers(opened.events()) == [1]
    with pytest.raises(RecordError):
        opened.reset()
    assert path.read_bytes() == content
    assert [each.name for each in path.parent.iterdir()] == [path.name]


# --- where it is ---------------------------------------------------------------------------------


def test_the_file_says_its_schema_version_and_keeps_a_write_ahead_log(path, kept):
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (sqlite.SCHEMA_VERSION,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_url_names_an_absolute_file(monkeypatch, tmp_path):
    monkeypatch.setenv("KNEE_RECORD_URL", f"sqlite:///{tmp_path}/deep/er/mine.db")
    assert record().path == tmp_path / "deep" / "er" / "mine.db"
    assert record().path.exists()


def test_the_url_names_a_relative_file_which_stays_put_when_the_folder_changes(monkeypatch, tmp_path):
    monkeypatch.setenv("KNEE_RECORD_URL", "sqlite:///mine.db")
    add(record(), 1)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    add(record(), 2)
    assert numbers(reopened(tmp_path / "mine.db")) == [1, 2]


@pytest.mark.parametrize(
    "url", ["postgresql://ada:s3cret@class/knee", "mine.db", "sqlite://", "sqlite:///:memory:"]
)
def test_any_other_url_is_refused_in_one_line_with_the_value_and_the_way_out(monkeypatch, url):
    monkeypatch.setenv("KNEE_RECORD_URL", url)
    with pytest.raises(RecordError) as refusal:
        record()
    message = str(refusal.value)
    assert url.replace("ada:s3cret", "...") in message
    assert "sqlite:///" in message
    assert "unset" in message
    assert "\n" not in message
    assert "s3cret" not in message


def test_without_a_url_the_record_is_in_the_users_data_folder(monkeypatch, tmp_path):
    import platformdirs

    monkeypatch.delenv("KNEE_RECORD_URL")
    monkeypatch.setattr(platformdirs, "user_data_path", lambda name, **_: tmp_path / "data" / name)
    assert record().path == tmp_path / "data" / "behind-the-knee" / "record.sqlite3"


def test_the_learner_is_named_by_the_environment_else_by_the_system_else_learner(monkeypatch):
    import getpass

    assert record().who == "ada"
    monkeypatch.setenv("KNEE_LEARNER", " ")
    monkeypatch.setattr(getpass, "getuser", lambda: "grace")
    assert record().who == "grace"

    def nobody():
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert Record.open().who == "learner"


def test_a_process_has_one_record(monkeypatch, tmp_path):
    first = record()
    assert record() is first
    monkeypatch.setenv("KNEE_RECORD_URL", f"sqlite:///{tmp_path}/other.db")
    assert record() is not first


def test_importing_the_record_loads_neither_sqlite_nor_platformdirs():
    code = "print(sorted({'sqlite3', 'platformdirs', 'getpass'} & set(sys.modules)))"
    with in_child(code) as child:
        assert child.communicate()[0] == "[]\n"
