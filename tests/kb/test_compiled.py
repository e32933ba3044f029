"""A compiled knowledge base is the same as the files it was made from, or it is not taken."""

import ast
import copy
import dataclasses
import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import kb
from kb import records
from kb.__main__ import main
from kb.reading import compiled, files, read
from kb.reading import load as loading
from tests.kb import tiny
from tests.kb.conftest import CONTENT, HOUSE

CLOT, CASE = "causes/clot.yaml", "cases/tiny-case.yaml"


@pytest.fixture
def own_root(tmp_path):
    return tiny.write(tmp_path / "kb", tiny.tree())


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def next_start(root):
    """What a new process would load, without the cost of one: past the memory of this process."""
    return loading._load.__wrapped__(Path(root).resolve())


def cache_files(folder):
    return sorted(folder.rglob("*.kb"))


def packed(root, extras=None):
    found = files.content(root)
    return compiled.pack(read.read(root, found).kb, files.fingerprint(found), extras)


@pytest.fixture(scope="module")
def small_file(tmp_path_factory):
    return packed(tiny.write(tmp_path_factory.mktemp("packed") / "kb", tiny.tree()))


def differences(a, b, path=""):
    """Places where two values differ in type or value, all the way down."""
    if type(a) is not type(b) or (not dataclasses.is_dataclass(a) and a != b):
        yield path
    elif dataclasses.is_dataclass(a):
        for field in dataclasses.fields(a):
            yield from differences(getattr(a, field.name), getattr(b, field.name), f"{path}.{field.name}")
    elif isinstance(a, dict):
        if list(a) != list(b):
            yield path
        for key in a:
            yield from differences(a[key], b[key], f"{path}.{key}")
    elif isinstance(a, tuple):
        for i, (x, y) in enumerate(zip(a, b, strict=True)):
            yield from differences(x, y, f"{path}.{i}")


# ── The same as the files ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("which", ["tiny", "real"])
def test_it_equals_what_the_files_give_field_by_field(which, own_root):
    root = CONTENT if which == "real" else own_root
    fresh = read.read(root).kb
    again = compiled.unpacked(compiled.pack(fresh, "x")).knowledge_base()
    names = [field.name for field in dataclasses.fields(records.KnowledgeBase)]
    assert len(names) > 20
    different = [d for n in names for d in differences(getattr(fresh, n), getattr(again, n), n)]
    assert different == []


def test_this_test_would_notice_a_difference(small):
    clot = small.causes["clot"]
    assert list(differences(clot, dataclasses.replace(clot, name="Clod"))) == [".name"]
    assert list(differences((1,), (1.0,))) == [".0"]
    assert list(differences(clot.findings, dict(clot.findings))) == [""]


def test_the_same_content_gives_the_same_bytes_everywhere(own_root, tmp_path, python):
    """In another place, in another process, with another order of hashes."""
    elsewhere = tiny.write(tmp_path / "deeper" / "elsewhere", dict(reversed(tiny.tree().items())))
    code = "import sys; from pathlib import Path; from tests.kb.test_compiled import packed; "
    code += "sys.stdout.buffer.write(packed(Path(sys.argv[1])))"
    other = python("-c", code, elsewhere, PYTHONHASHSEED="7", PYTHONPATH=str(HOUSE))
    assert other.stdout.encode() == packed(own_root)


def test_it_says_nothing_of_the_machine_or_the_python_that_wrote_it(small_file, own_root):
    for told in (
        str(own_root),
        str(HOUSE),
        os.path.expanduser("~") + "/",
        sys.version.split()[0],
        "kb.records",
    ):
        assert told.encode() not in small_file


def test_it_is_data_and_nothing_that_reads_it_could_run_it(small_file):
    runs = {"pickle", "marshal", "shelve", "dill", "eval", "exec", "compile", "__import__", "import_module"}
    names = set()
    for node in ast.walk(ast.parse((HOUSE / "kb/reading/compiled.py").read_text("utf-8"))):
        names |= (
            {alias.name for alias in node.names} if isinstance(node, (ast.Import, ast.ImportFrom)) else set()
        )
        names |= {node.id} if isinstance(node, ast.Name) else set()
        names |= {node.attr} if isinstance(node, ast.Attribute) else set()
    assert names & runs == set()
    assert small_file.isascii()


def test_a_shelf_is_decoded_when_it_is_first_asked_for(small_file):
    knowledge = compiled.unpacked(small_file).knowledge_base()
    assert "causes" in knowledge._parts
    first = knowledge.causes
    assert "causes" not in knowledge._parts
    assert "questions" in knowledge._parts
    assert knowledge.causes is first


def test_it_is_a_knowledge_base_like_any_other(small_file, small):
    knowledge = compiled.unpacked(small_file).knowledge_base()
    assert isinstance(knowledge, records.KnowledgeBase)
    assert isinstance(hash(knowledge), int)
    assert not hasattr(knowledge, "no_such_field")
    for again in (pickle.loads(pickle.dumps(knowledge)), copy.deepcopy(knowledge)):
        assert list(differences(again.causes, small.causes)) == []
        assert list(differences(again.rules, small.rules)) == []
    with pytest.raises(dataclasses.FrozenInstanceError):
        knowledge.causes = {}


def test_threads_that_ask_at_once_get_the_same_records(small_file):
    knowledge = compiled.unpacked(small_file).knowledge_base()
    barrier, got = threading.Barrier(8), []

    def ask():
        barrier.wait()
        got.append((knowledge.findings, knowledge.rules))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert {(id(findings), id(rules)) for findings, rules in got} == {tuple(map(id, got[0]))}


def test_what_else_was_made_is_kept_beside_the_records(own_root):
    made = {"plates/one": {"a": [1, 2.5]}, "plates/two": "text"}
    knowledge = compiled.unpacked(packed(own_root, made)).knowledge_base()
    assert {name: knowledge.extra(name) for name in made} == made
    assert knowledge.extra("plates/three") is None
    assert knowledge.extra("causes") is None
    assert read.read(own_root).kb.extra("plates/one") is None


def test_a_change_of_a_record_class_changes_its_fingerprint():
    def fingerprint(**types):
        described = {}
        model = dataclasses.make_dataclass("Model", types.items())
        compiled._describe(model, described)
        return described

    same = fingerprint(a=int, b=str | None)
    assert same == fingerprint(a=int, b=str | None)
    for other in (
        {"a": int, "b": str},
        {"b": str | None, "a": int},
        {"a": int},
        {"a": float, "b": str | None},
    ):
        assert fingerprint(**other) != same
    assert fingerprint(a=records.Probability) != fingerprint(a=records.NonNegative)
    assert fingerprint(a=records.Figure) != same


# ── What does not fit is not taken ───────────────────────────────────────────────────────────

NAME_OF_CLOT = "import kb, sys; print(kb.load(sys.argv[1]).causes['clot'].name)"
MODULES = (
    "import kb, sys; kb.load(sys.argv[1]).causes; print('yaml' in sys.modules, 'pydantic' in sys.modules)"
)


def test_a_second_start_reads_no_yaml(own_root, tmp_path, python):
    first = python("-c", MODULES, own_root, XDG_CACHE_HOME=str(tmp_path / "cache"))
    second = python("-c", MODULES, own_root, XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert (first.stdout, second.stdout) == ("True True\n", "False False\n")


def test_a_changed_file_is_noticed_at_the_next_start_whatever_its_time(own_root, python):
    assert python("-c", NAME_OF_CLOT, own_root).stdout == "Clot\n"
    file = own_root / CLOT
    stat = file.stat()
    file.write_text(file.read_text("utf-8").replace("name: Clot\n", "name: Clod\n"), "utf-8")
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert file.stat().st_size == stat.st_size
    assert python("-c", NAME_OF_CLOT, own_root).stdout == "Clod\n"


def test_a_new_and_a_deleted_file_are_noticed_at_the_next_start(own_root):
    assert len(next_start(own_root).cases) == 1
    case = (own_root / CASE).read_text("utf-8")
    (own_root / CASE).with_stem("another-case").write_text(case.replace("tiny-case", "another-case"), "utf-8")
    assert next_start(own_root).cases.keys() == {"tiny-case", "another-case"}
    (own_root / CASE).unlink()
    assert next_start(own_root).cases.keys() == {"another-case"}


def test_hidden_copies_of_files_are_no_content(own_root):
    before = files.fingerprint(files.content(own_root))
    for place in (
        "causes/.ipynb_checkpoints/clot-checkpoint.yaml",
        "causes/._clot.yaml",
        "causes/.#clot.yaml",
    ):
        (own_root / place).parent.mkdir(exist_ok=True)
        (own_root / place).write_bytes(b"\0")
    assert files.fingerprint(files.content(own_root)) == before
    assert next_start(own_root).causes


def test_a_file_that_turned_bad_is_refused_in_spite_of_what_is_kept(own_root):
    assert next_start(own_root).causes
    with (own_root / CLOT).open("a", encoding="utf-8") as file:
        file.write("storey: x\n")
    with pytest.raises(kb.KnowledgeBaseError, match="unknown key 'storey'"):
        next_start(own_root)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda held: b"",
        lambda held: held[: len(held) // 2],
        lambda held: held[:-1],
        lambda held: held + b"\n",
        lambda held: b"not a knowledge base",
        lambda held: compiled.MAGIC,
        lambda held: pickle.dumps("something else"),
        lambda held: held.replace(b'"Clot"', b'"Clod"'),
        lambda held: compiled.MAGIC.replace(b"base", b"bass") + held[len(compiled.MAGIC) :],
    ],
    ids=[
        "empty",
        "half",
        "one byte short",
        "one byte more",
        "junk",
        "head",
        "a pickle",
        "edited",
        "another format",
    ],
)
def test_a_spoilt_file_is_ignored_and_replaced(spoil, own_root, cache):
    kept = next_start(own_root)
    (file,) = cache_files(cache)
    whole = file.read_bytes()
    file.write_bytes(spoil(whole))
    assert file.read_bytes() != whole
    again = next_start(own_root)
    assert list(differences(kept.causes, again.causes)) == []
    assert file.read_bytes() == whole


def test_a_file_of_other_record_classes_is_ignored(own_root, cache, monkeypatch):
    monkeypatch.setattr(compiled, "fingerprint", lambda: "other")
    next_start(own_root)
    (file,) = cache_files(cache)
    assert compiled.opened(file)
    monkeypatch.undo()
    assert compiled.opened(file) is None


@given(st.data())
@example(None)
def test_no_damage_to_its_bytes_gives_another_knowledge_base(small_file, data):
    if data is None:
        spoilt = small_file[:-1]
    else:
        start = data.draw(st.integers(0, len(small_file) - 1))
        gone = data.draw(st.integers(0, 40))
        new = data.draw(st.binary(max_size=40))
        spoilt = small_file[:start] + new + small_file[start + gone :]
    if spoilt != small_file:
        assert compiled.unpacked(spoilt) is None


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(held):
    assert compiled.unpacked(held) is None
    assert compiled.unpacked(compiled.MAGIC + held) is None


# ── Where it lies ────────────────────────────────────────────────────────────────────────────


def test_a_cache_folder_that_cannot_be_made_does_not_matter(own_root, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way", "utf-8")  # holds for root, too
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert next_start(own_root).causes["clot"].name == "Clot"


def test_a_folder_that_another_user_may_write_to_is_not_used(own_root, cache, monkeypatch):
    next_start(own_root)
    (file,) = cache_files(cache)
    assert file.parent.stat().st_mode & 0o077 == 0
    file.parent.chmod(0o777)
    file.unlink()
    assert next_start(own_root).causes
    file.parent.chmod(0o700)
    assert cache_files(cache) == []
    monkeypatch.setattr(os, "geteuid", lambda: file.parent.stat().st_uid + 1)
    assert next_start(own_root).causes
    assert cache_files(cache) == []


def test_old_files_are_cleared_away(tmp_path, cache):
    for i in range(12):
        next_start(tiny.write(tmp_path / str(i) / "kb", tiny.tree()))
    assert 1 <= len(cache_files(cache)) <= 8
    assert [file.name for file in cache.rglob("*.part")] == []


def test_who_reads_while_another_writes_gets_a_whole_file(tmp_path, small_file):
    path, met, done = tmp_path / "one.kb", [], threading.Event()
    compiled.write(path, small_file)

    def keep_reading():
        while not done.is_set():
            met.append(compiled.opened(path))

    readers = [threading.Thread(target=keep_reading) for _ in range(2)]
    writers = [threading.Thread(target=compiled.write, args=(path, small_file)) for _ in range(20)]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert met
    assert None not in met
    assert [file.name for file in tmp_path.iterdir()] == ["one.kb"]


def test_content_that_json_cannot_hold_loads_all_the_same(tmp_path, cache):
    content = tiny.tree()
    proof = content["questions/tiny.yaml"]["questions"]["tiny-01"]["proof"][0]
    proof["equals"] = __import__("datetime").date(2001, 1, 1)
    root = tiny.write(tmp_path / "kb", content)
    assert next_start(root).questions["tiny-01"].proof[0]["equals"].year == 2001
    assert cache_files(cache) == []


# ── The course's own ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def own(own_root, tmp_path, monkeypatch, cache):
    """The tiny content in the place of the course's own, with nothing compiled yet."""
    monkeypatch.setattr(loading, "ROOT", own_root.resolve())
    monkeypatch.setattr(loading, "SHIPPED", tmp_path / "shipped" / "compiled.kb")
    loading.SHIPPED.parent.mkdir()
    forget()
    yield own_root
    forget()


def forget():
    """As a new kernel begins."""
    loading._own.cache_clear()
    loading._load.cache_clear()


def test_what_was_shipped_is_taken_where_it_fits(own, cache):
    compiled.write(loading.SHIPPED, packed(own, {"plate": 1}))
    assert kb.load().extra("plate") == 1
    assert cache_files(cache) == []


def test_what_was_made_beside_the_records_outlives_a_change_of_the_content(own):
    compiled.write(loading.SHIPPED, packed(own, {"plate": 1}))
    file = own / CLOT
    file.write_text(file.read_text("utf-8").replace("name: Clot\n", "name: Clod\n"), "utf-8")
    for _ in range(2):  # read anew, and then from what is kept
        forget()
        assert kb.load().causes["clot"].name == "Clod"
        assert kb.load().extra("plate") == 1


def test_an_edition_without_yaml_has_what_was_shipped(own):
    compiled.write(loading.SHIPPED, packed(own))
    for file in sorted(own.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    own.rmdir()
    assert kb.load().causes.keys() == {"clot", "strain"}
    assert kb.notice() == "This teaches; it does not advise."
    assert kb.stale() is None


def test_compile_writes_the_file_where_it_is_told(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("kb.__main__.extras", lambda knowledge: {"plate": len(knowledge.causes)})
    out = tmp_path / "out.kb"
    assert main(["compile", "--out", str(out)]) == 0
    assert capsys.readouterr().out.startswith(f"{out}: ")
    made = compiled.opened(out)
    assert made.content == files.fingerprint(files.content(CONTENT))
    knowledge = made.knowledge_base()
    assert knowledge.extra("plate") == len(knowledge.causes) > 10
    assert main(["compile", "--out", str(tmp_path / "nowhere" / "out.kb")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_make_compiles_when_a_file_of_the_content_or_of_kb_is_newer_and_a_fault_stops_nothing():
    for newer in ("kb/content/faq.yaml", "kb/content/causes/cellulitis.yaml", "kb/anatomy/plates.py"):
        command = ["make", "--dry-run", "--no-print-directory", "-W", newer, "kb/compiled.kb"]
        told = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=True).stdout
        assert "-m kb compile" in told
        assert told.rstrip().endswith("|| :")


def test_compile_refuses_content_with_a_fault_and_writes_nothing(own_root, tmp_path, capsys, monkeypatch):
    (own_root / CLOT).write_text("id: clot\n", "utf-8")
    monkeypatch.setattr("kb.__main__.ROOT", own_root)
    assert main(["compile", "--out", str(tmp_path / "out.kb")]) == 1
    assert "causes/clot.yaml" in capsys.readouterr().err
    assert not (tmp_path / "out.kb").exists()


# ── One bad file stops no lesson ─────────────────────────────────────────────────────────────


def spoil(root):
    (root / CLOT).write_text((root / CLOT).read_text("utf-8").replace("story:", "storey:"), "utf-8")
    (root / "sources.yml").write_text("", "utf-8")


@pytest.mark.parametrize("kept", ["shipped", "in the cache"])
def test_lessons_go_on_with_the_last_version_without_a_fault(kept, own):
    if kept == "shipped":
        compiled.write(loading.SHIPPED, packed(own))
    else:
        kb.load()
    assert kb.stale() is None
    forget()
    spoil(own)
    assert kb.load().causes["clot"].story == "It hurts."
    assert kb.load() is kb.load()
    line = kb.stale()
    assert len(line.splitlines()) == 1
    assert "causes/clot.yaml: storey: unknown key 'storey'; did you mean 'story'? (and 2 more)" in line
    assert "python -m kb check" in line


def test_the_later_one_of_two_versions_is_the_last(own):
    compiled.write(loading.SHIPPED, packed(own))
    os.utime(loading.SHIPPED, (1, 1))
    file = own / CLOT
    file.write_text(file.read_text("utf-8").replace("name: Clot\n", "name: Clod\n"), "utf-8")
    kb.load()
    forget()
    spoil(own)
    assert kb.load().causes["clot"].name == "Clod"


def test_what_is_asked_for_by_name_is_refused_nevertheless(own, capsys):
    kb.load()
    forget()
    spoil(own)
    with pytest.raises(kb.KnowledgeBaseError) as error:
        kb.load(own)
    assert len(error.value.faults) == 3
    assert main(["check", str(own)]) == 1
    assert "storey" in capsys.readouterr().out


def test_content_that_was_mended_is_taken_at_the_next_start(own):
    kb.load()
    before = (own / CLOT).read_text("utf-8")
    spoil(own)
    forget()
    assert kb.load()
    assert kb.stale()
    (own / CLOT).write_text(before.replace("name: Clot\n", "name: Clod\n"), "utf-8")
    (own / "sources.yml").unlink()
    forget()
    assert kb.load().causes["clot"].name == "Clod"
    assert kb.stale() is None


def test_without_an_earlier_version_every_fault_is_named(own):
    spoil(own)
    for _ in range(2):
        with pytest.raises(kb.KnowledgeBaseError) as error:
            kb.load()
        assert len(str(error.value).splitlines()) == 3
    assert kb.stale() is None


def test_the_notice_is_there_without_a_knowledge_base(own):
    spoil(own)
    assert kb.notice() == "This teaches; it does not advise."


def test_a_page_at_the_command_line_says_that_it_is_of_an_earlier_version(own, capsys):
    kb.load()
    forget()
    spoil(own)
    assert main(["show", "strain"]) == 0
    page, said = capsys.readouterr()
    assert page.startswith("Strain")
    assert "storey" in said
