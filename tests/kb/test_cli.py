"""The knowledge base at the command line."""

import json

import jsonschema
import pytest
import yaml

from kb.__main__ import main
from tests.kb.conftest import CONTENT


def test_check_prints_a_summary_of_the_real_content(real, python):
    result = python("-m", "kb", "check")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{len(real.causes)} causes, {len(real.findings)} findings")
    assert "Reading ease" in result.stdout.splitlines()[2]


def test_show_prints_a_readable_page(real, python):
    result = python("-m", "kb", "show", "deep-vein-thrombosis")
    assert (result.returncode, result.stderr) == (0, "")
    page = result.stdout
    cause = real.causes["deep-vein-thrombosis"]
    assert page.startswith(f"{cause.name}  [deep-vein-thrombosis]  MUST NOT BE MISSED")
    for part in (
        "Story",
        "Findings",
        "Care",
        "Mistaken for",
        "Sources",
        "harmful",
        "estimate",
        "published, ",
    ):
        assert part in page
    for line in page.splitlines():
        assert len(line) <= 100 or "http" in line
    assert "Figure(" not in page
    assert "None" not in page


def test_show_prints_every_kind_of_record(real, capsys):
    records = [
        "calf-swelling", "vascular-01", "wells-dvt", "d-dimer-cutoff", "rice", "popliteal-vein", "vascular",
        "goodacre2005clin", "red-hot-skin", "sudden-cold-leg", "heat-or-ice", *list(real.cases)[:1],
        *list(real.care)[:1],
    ]  # fmt: skip
    for key in records:
        assert main(["show", key]) == 0
        output = capsys.readouterr().out
        assert key in output.splitlines()[0] or key in output
        assert len(output.splitlines()) > 2
        assert "Figure(" not in output
        assert "ReadOnly" not in output


def test_every_cause_has_a_page(real, capsys):
    for key, cause in real.causes.items():
        assert main(["show", key]) == 0
        assert capsys.readouterr().out.startswith(cause.name)


def test_show_suggests_the_nearest_id(python):
    result = python("-m", "kb", "show", "deep-vein-trombosis")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "no record has the id 'deep-vein-trombosis'; did you mean 'deep-vein-thrombosis'?"
    ]


def test_a_page_prints_on_a_terminal_that_knows_only_ascii(python):
    result = python("-m", "kb", "show", "deep-vein-thrombosis", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert result.returncode == 0
    assert "Traceback" not in result.stderr


def test_an_unknown_verb_is_refused(python):
    result = python("-m", "kb", "chek")
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


# ── Schemas ──────────────────────────────────────────────────────────────────────────────────

FILES = {
    "cause": "causes/*.yaml",
    "case": "cases/*.yaml",
    "publishedpatient": "published-patients.yaml",
    "findinggroup": "findings/groups.yaml",
    "spared": "findings/spared.yaml",
    "finding": "findings/*.yaml",
    "segment": "anatomy/segments.yaml",
    "form": "anatomy/geometry.yaml",
    "level": "anatomy/levels.yaml",
    "gauge": "anatomy/gauges.yaml",
    "provocation": "anatomy/provocations.yaml",
    "cystmodel": "anatomy/cyst-model.yaml",
    "bodychart": "anatomy/body-charts.yaml",
    "painsite": "anatomy/pain-map.yaml",
    "deficit": "anatomy/deficits.yaml",
    "lesion": "anatomy/localiser.yaml",
    "structure": "anatomy/*.yaml",
    "score": "rules/scores.yaml",
    "redflag": "rules/red-flags.yaml",
    "choice": "rules/first-aid.yaml",
    "recoveryplan": "rules/recovery.yaml",
    "threshold": "rules/thresholds.yaml",
    "blueprint": "rules/exams.yaml",
    "hint": "rules/hints.yaml",
    "care": "rules/care.yaml",
    "faq": "faq.yaml",
    "concept": "words.yaml",
    "term": "glossary.yaml",
    "source": "sources.yaml",
    "template": "questions/templates/*.yaml",
    "questions": "questions/*.yaml",
}


@pytest.fixture(scope="module")
def schemas(tmp_path_factory):
    folder = tmp_path_factory.mktemp("schemas")
    assert main(["schema", str(folder)]) == 0
    found = {
        file.name.removesuffix(".schema.json"): json.loads(file.read_text("utf-8"))
        for file in folder.iterdir()
    }
    assert found.keys() == FILES.keys()
    return {name: jsonschema.Draft202012Validator(schema) for name, schema in found.items()}


def contents(pattern):
    others = [CONTENT / other for other in FILES.values() if other != pattern]
    files = [file for file in sorted(CONTENT.glob(pattern)) if file not in others]
    found = [yaml.load(file.read_text("utf-8"), yaml.CSafeLoader) for file in files]
    assert found, pattern
    return found


@pytest.mark.parametrize("name", FILES)
def test_a_schema_is_valid_and_accepts_every_real_file(schemas, name):
    schemas[name].check_schema(schemas[name].schema)
    for held in contents(FILES[name]):
        assert [error.message[:200] for error in schemas[name].iter_errors(held)] == []


@pytest.mark.parametrize("name", FILES)
def test_a_schema_rejects_an_unknown_key_and_a_missing_one(schemas, name):
    held = contents(FILES[name])[0]
    record = held if "id" in held else held.get("lesson") or next(iter(held.values()))
    assert schemas[name].is_valid(held)
    record["storey"] = "x"
    assert any("storey" in error.message for error in schemas[name].iter_errors(held))
    del record["storey"]
    del record[next(key for key in record if key != "id")]
    assert not schemas[name].is_valid(held)


@pytest.fixture
def clot(schemas):
    """A real cause as it is written, which a test may spoil."""
    held = yaml.load((CONTENT / "causes" / "deep-vein-thrombosis.yaml").read_text("utf-8"), yaml.CSafeLoader)
    assert schemas["cause"].is_valid(held)
    return held


def test_a_schema_rejects_what_is_no_probability(schemas, clot):
    clot["findings"]["calf-swelling"]["p"]["present"] = 1.4
    assert not schemas["cause"].is_valid(clot)


def test_a_schema_lists_the_ids_that_a_field_may_name(schemas, real):
    cause = schemas["cause"].schema
    assert cause["properties"]["structures"]["items"]["enum"] == list(real.structures)
    assert cause["properties"]["findings"]["propertyNames"]["enum"] == list(real.findings)
    assert cause["$defs"]["Mimic"]["properties"]["cause"]["enum"] == list(real.causes)
    assert cause["$defs"]["CareVerdict"]["properties"]["care"]["enum"] == list(real.care)
    assert schemas["recoveryplan"].schema["propertyNames"]["enum"] == list(real.causes)
    families = {cause.family for cause in real.causes.values() if cause.family}
    target = schemas["score"].schema["additionalProperties"]["properties"]["target"]
    assert set(target["enum"]) == {*real.causes, *families}
    assert [name for name, one in schemas.items() if "x-ids" in json.dumps(one.schema)] == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda held: held["structures"].append("popliteal-vien"),
        lambda held: held["findings"].update(sweling=held["findings"]["calf-swelling"]),
        lambda held: held["findings"]["calf-swelling"].update(p={"presnt": 0.8}),
        lambda held: held["mimics"][0].update(cause="cellulitus"),
        lambda held: held["sources"].append("nobody2001"),
    ],
    ids=["structure", "key of findings", "state", "cause", "source"],
)
def test_a_schema_rejects_an_id_that_does_not_exist(spoil, schemas, clot):
    spoil(clot)
    assert not schemas["cause"].is_valid(clot)


def test_a_schema_helps_the_editor_with_a_text_for_every_field(schemas):
    for name in ("cause", "case"):
        fields = schemas[name].schema["properties"]
        assert [key for key, field in fields.items() if not field.get("description")] == []


def test_the_settings_for_the_editor_name_the_schemas(tmp_path, capsys):
    main(["schema", str(tmp_path / "s")])
    output = capsys.readouterr().out
    held = json.loads(output[output.index("{") :])
    assert {file.rpartition("/")[2] for file in held["yaml.schemas"]} == {
        f"{name}.schema.json" for name in FILES
    }
