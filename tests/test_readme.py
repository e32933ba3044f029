"""What the README tells an instructor and an engineer to do works as written."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
README = (REPOSITORY / "README.md").read_text("utf-8")


def test_the_question_shown_to_instructors_passes_the_check(tmp_path):
    shutil.copytree(REPOSITORY / "kb" / "content", tmp_path / "kb")
    (question,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    bank = tmp_path / "kb" / "questions" / "vascular.yaml"
    (key,) = re.findall(r"^  ([\w-]+):$", question, re.MULTILINE)[:1]
    question = question.replace(key, "vascular-999")  # whoever followed the README has the question already
    bank.write_text(bank.read_text("utf-8").rstrip() + "\n" + question, "utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "kb", "check", str(tmp_path / "kb")],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_python_shown_to_engineers_runs():
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    *_, last = example.strip().splitlines()
    call, _, said = last.partition("  # ")
    scope: dict = {}
    exec(example, scope)
    assert eval(call, scope) == eval(said)


def test_every_link_into_the_repository_leads_somewhere():
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if not link.startswith("http")]
    assert links
    assert [link for link in links if not (REPOSITORY / link).exists()] == []
