"""A comparison of causes reads as a clinic works."""

import re

import kb
import widgets
from kb.patients.encounter import KINDS

CALF = ("deep-vein-thrombosis", "ruptured-bakers-cyst", "gastrocnemius-strain", "cellulitis")


def test_history_comes_before_examination_and_tests_come_last():
    known = kb.load()
    page = widgets.compare(*CALF).value
    assert re.findall(r'scope="rowgroup"[^>]*>([^<]*)', page) == ["History", "Examination", "Tests"]
    labels = {finding.label: finding.kind for finding in known.findings.values()}
    rows = re.findall(r'scope="row">([^<]*)', page)
    stages = list(KINDS)
    seen = [
        next(i for i, stage in enumerate(stages) if labels[label] in KINDS[stage])
        for row in rows
        if (label := max((name for name in labels if row.startswith(name)), key=len, default=""))
    ]
    assert len(seen) == 10
    assert seen == sorted(seen)


def test_a_stage_without_a_finding_is_not_named():
    page = widgets.compare(*CALF[:2], findings=["calf-pain"]).value
    assert re.findall(r'scope="rowgroup"[^>]*>([^<]*)', page) == ["History"]


def test_age_and_sex_are_history():
    page = widgets.compare("deep-vein-thrombosis", "cellulitis", findings=["sex"]).value
    assert re.findall(r'scope="rowgroup"[^>]*>([^<]*)', page) == ["History"]
