"""Prose of lessons shows a source by author and year; its key is the author's own affair."""

import json
import re

import kb
from kb.__main__ import main
from kb.citing import citations, cited
from kb.records import records_of, walk

KNOWN = kb.load()
ON_LINE = next(one for one in KNOWN.sources.values() if one.link and "(" not in one.title)
OFF_LINE = next(one for one in KNOWN.sources.values() if not one.link)


def test_a_key_becomes_a_name_that_leads_to_the_work_and_stays_in_step():
    made = cited(KNOWN, f"A slit [@{ON_LINE.id}] and a page [@{OFF_LINE.id}].")
    assert f"([{ON_LINE.short}](" in made
    assert f"{ON_LINE.title.rstrip('.')}" in made
    assert f" and a page ({OFF_LINE.short})." in made
    assert cited(KNOWN, made) == made
    assert citations(KNOWN, made) == {ON_LINE.id, OFF_LINE.id}
    assert cited(KNOWN, made.replace(ON_LINE.short, "Someone 1900")) == made, "a link of before is renewed"
    assert cited(KNOWN, '([a page](https://example.org/ "Its title"))') == (
        '([a page](https://example.org/ "Its title"))'
    ), "a link to something else is left alone"


def test_a_notebook_is_cited_at_the_command_line_and_a_wrong_key_is_named(tmp_path, capsys):
    book = tmp_path / "lesson.ipynb"
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": [f"True [@{ON_LINE.id}].\n", "So."]}
    book.write_text(json.dumps({"cells": [cell], "metadata": {}}, indent=1, ensure_ascii=False) + "\n")
    assert main(["cite", str(book)]) == 0
    assert ON_LINE.short in "".join(json.loads(book.read_text())["cells"][0]["source"])
    assert main(["cite", str(book)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Nothing to change."
    book.write_text(book.read_text().replace("So.", f"[@{ON_LINE.id}x]"))
    assert main(["cite", str(book)]) == 1
    said = capsys.readouterr().err
    assert f"[@{ON_LINE.id}x]: there is no such source; did you mean '" in said
    assert main(["cite", str(tmp_path / "none.ipynb")]) == 1
    assert "is no notebook" in capsys.readouterr().err


def texts(record):
    for _, inner in walk(record):
        values = [getattr(inner, name) for name in getattr(inner, "__dataclass_fields__", ())]
        yield from (one for value in values for one in _strings(value) if " " in one)


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _strings(one)


def test_no_key_of_a_source_stands_in_a_text():
    keys = {key for key in KNOWN.sources if re.search(r"\d", key)}
    seen = [text for record in records_of(KNOWN) for text in texts(record)]
    assert len(seen) > 5000
    assert sum("et al." in text for text in seen) > 50
    found = {word for text in seen for word in re.findall(r"[a-z][a-z0-9-]+", text)} & keys
    assert found == set()


def test_a_title_says_what_the_work_is_and_not_that_it_was_not_seen():
    shown = [f"{one.title} {one.short}" for one in KNOWN.sources.values()]
    assert [text for text in shown if "not shown" in text] == []
    (ours,) = {one.remark[-57:] for one in KNOWN.sources.values() if one.title.startswith("[")}
    assert ours == "The title in brackets is ours: the work’s own was not seen."[-57:]
