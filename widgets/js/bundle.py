"""Bundle the scripts and styles of the views. Learners need none of this: what it writes is committed.

    python widgets/js/bundle.py [folder]

Each folder here but lib is one view: its index.js becomes static/<view>.js, and the sheets that this imports
static/<view>.css. A folder without a script is a page of HTML: its small sheet comes after lib/page.css.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
STATIC = HERE.parent / "static"


def deno() -> str:
    """The one that was installed with this Python, or else one on the PATH."""
    beside = Path(sys.executable).with_name("deno")
    found = str(beside) if beside.exists() else shutil.which("deno")
    if not found:
        sys.exit("deno bundles the scripts, and there is none: it comes with what the tests need")
    return found


def sources() -> dict[str, Path]:
    """Name of a bundle, without its ending → what it is made from."""
    found = {"page": HERE / "lib" / "page.css"}
    for folder in sorted(HERE.iterdir()):
        made_from = [file for file in (folder / "index.js", folder / "style.css") if file.exists()]
        if made_from and folder.name != "lib":
            found[folder.name] = made_from[0]
    return found


def bundle(target: Path) -> list[Path]:
    """Write every bundle to `target`; what was in it before is gone."""
    with tempfile.TemporaryDirectory() as folder:
        made = []
        for name, source in sources().items():
            out = Path(folder, name).with_suffix(source.suffix)
            command = [
                deno(),
                "bundle",
                "--quiet",
                "--no-lock",
                "--minify",
                "--platform",
                "browser",
                "-o",
                str(out),
            ]
            done = subprocess.run(
                [*command, str(source.relative_to(HERE))], cwd=HERE, capture_output=True, text=True
            )
            if done.returncode:
                sys.exit(f"{source.relative_to(HERE.parents[1])}: {done.stderr.strip()}")
            made += [file for file in (out.with_suffix(".js"), out.with_suffix(".css")) if file.exists()]
        target.mkdir(exist_ok=True)
        for file in target.iterdir():
            file.unlink()
        for file in made:
            told = f"/* Made by `make js` from widgets/js/{sources()[file.stem].parent.name} */\n"
            (target / file.name).write_text(told + file.read_text("utf-8"), "utf-8")
    return [target / file.name for file in made]


if __name__ == "__main__":
    bundle(Path(sys.argv[1]) if sys.argv[1:] else STATIC)
