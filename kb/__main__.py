"""python -m kb check | compile | schema [FOLDER] | show ID | cite NOTEBOOK …"""

import argparse
import json
import sys
import textwrap
from pathlib import Path
from typing import Any

from .errors import KneeError, KnowledgeBaseError, unknown
from .reading.files import ROOT
from .reading.load import SHIPPED, load, stale
from .records import Cause, Figure, Finding, KnowledgeBase, shelves


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m kb", description="The knowledge base at the command line."
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    one = verbs.add_parser("check", help="validate all content, one line per fault")
    one.add_argument("root", nargs="?", type=Path, default=ROOT, help="folder (default: kb/content)")
    one = verbs.add_parser("compile", help="write the one file with which lessons start at once")
    one.add_argument("--out", type=Path, default=SHIPPED, metavar="FILE", help="default: kb/compiled.kb")
    one = verbs.add_parser("schema", help="write JSON Schemas, for editors to complete and validate YAML")
    one.add_argument("folder", nargs="?", type=Path, default=Path(".schemas"))
    one = verbs.add_parser("show", help="print a readable page")
    one.add_argument("id", help="of a cause, finding, question, case, score, source …")
    one = verbs.add_parser("cite", help="show sources in the prose of lessons by author and year")
    one.add_argument("notebooks", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a terminal that knows only ASCII
    try:
        if options.verb == "check":
            return _check(options.root)
        if options.verb == "compile":
            return _compile(options.out)
        if options.verb == "schema":
            return _schema(options.folder)
        if options.verb == "cite":
            return _cite(options.notebooks)
        print(page(load(), options.id))
        if line := stale():
            print(line, file=sys.stderr)
    except KneeError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
    return 0


def _check(root: Path) -> int:
    from .check import check, summary
    from .check.readability import AIM, readability

    root = root.resolve()
    faults, reading = check(root)
    for fault in faults:
        print(fault)
    if faults:
        print(f"{len(faults)} fault{'s' if len(faults) > 1 else ''}.")
        return 1
    print(summary(reading.kb))
    dated = sorted((one.as_of, one.id) for one in reading.kb.sources.values() if one.as_of[:1].isdigit())
    if dated:
        print(f"Oldest guidance that is followed: {', '.join(f'{key} ({year})' for year, key in dated[:5])}.")
    ease = [f"{lesson} {value:.0f}" for lesson, value in readability(reading.kb, root)]
    if ease:
        print(f"Reading ease (Flesch; plain English is {AIM} or more): {', '.join(ease)}.")
    return 0


def _cite(notebooks: list[Path]) -> int:
    from .citing import cite_file

    kb = load()
    changed = [file for file in notebooks if cite_file(kb, file)]
    print(*(f"{file}: cited anew" for file in changed), sep="\n") if changed else print("Nothing to change.")
    return 0


def extras(kb: KnowledgeBase) -> dict[str, Any]:
    """What is made of the records once, when they are compiled: name to what JSON can hold.

    `KnowledgeBase.extra` gives it back. It must tell by itself whether it still fits the records.
    """
    from .anatomy import plates

    return plates.produce(kb)


def _compile(out: Path) -> int:
    from .reading.compiled import pack, write
    from .reading.files import content, fingerprint
    from .reading.read import must_hold, read

    found = content(ROOT)
    reading = read(ROOT, found)
    faults = reading.faults or must_hold(reading)
    if faults:
        raise KnowledgeBaseError(faults)
    held = pack(reading.kb, fingerprint(found), extras(reading.kb))
    try:
        write(out, held)
    except OSError as error:
        raise KneeError(f"{out} cannot be written ({error.strerror})") from None
    print(f"{out}: {len(held) / 1e6:.1f} MB")
    return 0


def _schema(folder: Path) -> int:
    """One schema per kind of file, and the settings that make VS Code's YAML extension use them."""
    from .reading.schema import schemas

    folder.mkdir(parents=True, exist_ok=True)
    associations: dict[str, list[str]] = {}
    for name, schema, places in schemas(load()):
        path = folder / f"{name}.schema.json"
        path.write_text(json.dumps(schema, indent=1, ensure_ascii=False) + "\n", "utf-8")
        associations[f"{folder.as_posix()}/{path.name}"] = places
        print(path)
    print("For VS Code's YAML extension, put this into .vscode/settings.json:")
    print(json.dumps({"yaml.schemas": associations}, indent=1))
    return 0


# ── Pages ────────────────────────────────────────────────────────────────────────────────────


def page(kb: KnowledgeBase, key: str) -> str:
    """A readable page about any record.

    Raises:
        UnknownId: with the nearest id.
    """
    held = [shelf.of(kb) for shelf in shelves()]
    record = next((records[key] for records in held if key in records), None)
    if record is None:
        raise unknown("record", key, [key for records in held for key in records])
    if isinstance(record, Cause):
        return _cause_page(kb, record)
    lines = [f"{getattr(record, 'name', '') or getattr(record, 'label', '') or key}  [{key}]", ""]
    for name in record.__dataclass_fields__:
        value = getattr(record, name)
        if name != "id" and value not in (None, "", ()) and value != {}:
            lines += _wrap(f"{name.replace('_', ' ')}: ", _plain(kb, value))
    return "\n".join(lines)


def _plain(kb: KnowledgeBase, value: object) -> str:
    if isinstance(value, Figure):
        return f"{value.value:g} {value.unit}".strip() + f" [{_basis(kb, value)}]"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_plain(kb, item)}" for key, item in value.items())
    if isinstance(value, tuple):
        return "; ".join(_plain(kb, item) for item in value)
    if hasattr(value, "__dataclass_fields__"):
        shown = {k: getattr(value, k) for k in value.__dataclass_fields__}
        return ", ".join(
            f"{k} {_plain(kb, v)}" for k, v in shown.items() if v not in (None, "", ()) and v != {}
        )
    return str(value)


def _basis(kb: KnowledgeBase, number) -> str:
    if number.basis == "estimate":
        return "estimate"
    source = kb.sources.get(number.source)
    return f"{number.basis}, {source.short if source else number.source}"


def _wrap(head: str, text: str) -> list[str]:
    return textwrap.wrap(head + text, 96, subsequent_indent="    ")


def _cause_page(kb: KnowledgeBase, cause: Cause) -> str:
    def section(title: str) -> list[str]:
        return ["", title, "─" * len(title)]

    must = "  MUST NOT BE MISSED" if cause.must_not_miss else ""
    lines = [
        f"{cause.name}  [{cause.id}]{must}",
        f"In plain words: {cause.lay}. Urgency: {cause.urgency}.",
    ]
    lines += section("Story") + _wrap("", cause.story)
    lines += section("Mechanism") + _wrap("", cause.mechanism)
    lines += section("Who") + _wrap("", cause.who)
    lines += _wrap("Goes with: ", cause.goes_with)
    names = ", ".join(kb.structures[key].name for key in cause.structures)
    lines += _wrap("Structures: ", names)
    lines += section("Findings (probability here · in other leg pain)")
    from .reasoning.likelihood import distribution

    for key, given in cause.findings.items():
        finding: Finding = kb.findings[key]
        here, other = distribution(kb, cause.id, key), distribution(kb, None, key)
        shown = finding.states if len(finding.states) > 2 else finding.states[1:]
        rows = ", ".join(f"{state} {here[state]:.2g} · {other[state]:.2g}" for state in shown)
        lines += _wrap("  ", f"{finding.label}: {rows}  [{_basis(kb, given)}]")
    if cause.spares:
        lines += _wrap("  ", f"Else as where: {'; '.join(kb.spared[key].label for key in cause.spares)}.")
    for other, share in cause.coexists.items():
        told = f"With {kb.causes[other].name} as well: {share.value:.2g}  [{_basis(kb, share)}]"
        lines += _wrap("  ", told)
    if cause.figures:
        lines += section("Figures")
        for figure in cause.figures.values():
            lines += _wrap("  ", f"{figure.text}: {figure.value:g} {figure.unit}  [{_basis(kb, figure)}]")
    lines += section("Investigations of choice")
    for line in cause.investigations:
        lines += _wrap("  ", f"{kb.findings[line.finding].label}: {line.why}")
    lines += _wrap("Classic result: ", cause.classic_result)
    lines += section("Care")
    lines += _wrap("First line: ", cause.first_line)
    for line in cause.care:
        lines += _wrap("  ", f"{line.verdict}: {kb.care[line.care].name}. {line.why}")
    lines += section("Mistaken for")
    for mimic in cause.mimics:
        lines += _wrap(
            "  ", f"{kb.causes[mimic.cause].name}: {kb.findings[mimic.finding].label}. {mimic.says}"
        )
    lines += section("Course") + _wrap("", cause.recovery.text)
    lines += _wrap("Worse with: ", ", ".join(cause.worse_with))
    lines += _wrap("Complications: ", ", ".join(cause.complications))
    if cause.note:
        lines += section("Note") + _wrap("", cause.note)
    lines += section("Sources")
    for key in cause.sources:
        source = kb.sources[key]
        lines += _wrap("  ", f"{source.short}. {source.title}. {source.container_title}. {source.link}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
