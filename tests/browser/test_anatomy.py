"""A learner takes the leg apart in the anatomy lesson: peel, cut, probe, move, mark, predict, point.

What is right is looked up in the knowledge base, or computed from its geometry.
"""

import itertools
import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import kb
from kb.anatomy.body import Body
from kb.anatomy.localise import localise
from kb.anatomy.pictures import scene_picture
from kb.anatomy.probe import probe
from kb.anatomy.provocation import answer
from kb.anatomy.slices import sliced
from kb.reasoning.differential import differential
from kb.reasoning.pain_sites import findings_of
from tests.browser.conftest import Course, opened_course
from tests.browser.lab import Lab
from tests.browser.test_accessibility import THEMES, accessible, theme, without_shapes
from tests.browser.test_keyboard import FOCUS, commands_of, press, tab_to
from tests.browser.test_lesson import check, ours
from widgets.pain_chart import SHOWN

KNOWN = kb.load()
BODY = Body.of(KNOWN)
LAYERS = ["skin", "fascia", "superficial-muscle", "deep-muscle", "vessels-and-nerves", "joint", "bone"]
DANGEROUS = {cause.name for cause in KNOWN.causes.values() if cause.must_not_miss}


@pytest.fixture(scope="module")
def opened_lesson(lab: Lab, browser: Browser) -> Iterator[Course]:
    with opened_course(lab, browser, "notebooks/01_anatomy.ipynb") as course:
        yield course


def view(lesson: Course, cell_id: str) -> Locator:
    """What a cell shows, at the top of the window once the cells above it have their height."""
    cell = lesson.cell(cell_id)
    shown = cell.locator(".knee").first
    expect(shown).to_be_visible()
    cell.evaluate(
        """async (cell) => {
            const frame = () => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
            for (let top = NaN, same = 0; same < 3;) {
                cell.scrollIntoView({ block: 'start' });
                await frame();
                const now = cell.getBoundingClientRect().top;
                same = Math.abs(now - top) < 1 ? same + 1 : 0;
                top = now;
            }
        }"""
    )
    return shown


def said(shown: Locator) -> Locator:
    """What a screen reader is told."""
    return shown.locator("[role=status]")


def by_key(shown: Locator, key: str) -> Locator:
    return shown.locator(f'[data-key="{key}"]')


# The whole


def test_the_lesson_runs_whole_and_every_call_of_it_shows_something(lesson: Course):
    bare = {"setup", *lesson.calls("facts_in_text").values()}
    code = [cell["id"] for cell in lesson.cells if cell["cell_type"] == "code" and cell["id"] not in bare]
    assert len(code) > 20
    for cell in code:
        expect(lesson.cell(cell).locator(".knee").first).to_be_visible()
    expect(lesson.page.locator(".knee[aria-label=Refused]")).to_have_count(0)
    assert ours(lesson.errors) == []


# The atlas

ATLAS = "round-1-see"


def layers_in_sight(atlas: Locator) -> list[str]:
    seen = atlas.evaluate(
        """(atlas) => [...atlas.querySelectorAll('.plate [data-id]')]
            .filter((node) => getComputedStyle(node).visibility === 'visible')
            .map((node) => node.dataset.layer)"""
    )
    told = atlas.locator(".plate [data-id]:not([aria-hidden=true])").evaluate_all(
        "(nodes) => nodes.map((node) => node.dataset.layer)"
    )
    assert seen == told, "a screen reader is told of other structures than are seen"
    return [layer for layer in LAYERS if layer in seen]


def test_the_slider_peels_layer_by_layer_and_says_which(lesson: Course):
    atlas = view(lesson, ATLAS)
    atlas.locator(".atlas-twin > summary").click()
    slider = atlas.get_by_role("slider", name="Peel down to")
    slider.focus()
    press(lesson, "Home")
    named = []
    for i in range(len(LAYERS)):
        if i:
            press(lesson, "ArrowRight")
        assert layers_in_sight(atlas) == LAYERS[i:]
        word = slider.get_attribute("aria-valuetext")
        expect(atlas.locator(".depth")).to_have_text(word.split(":")[0])
        gone = f"Taken off now: {', '.join(named)}." if named else "Nothing is taken off now."
        expect(atlas.locator(".atlas-twin p").first).to_contain_text(gone)
        named.append(word.split(":")[0].lower())
        if LAYERS[i] in ("skin", "vessels-and-nerves", "bone"):
            lesson.keep(f"anatomy-atlas-{LAYERS[i]}")
    assert len(set(named)) == len(LAYERS)
    press(lesson, *["ArrowLeft"] * 4)
    assert layers_in_sight(atlas) == LAYERS[2:]
    atlas.locator(".atlas-twin > summary").click()


def test_structures_are_met_by_keyboard_named_and_opened(lesson: Course):
    atlas = view(lesson, ATLAS)
    atlas.get_by_role("combobox", name="Find a structure").focus()
    for _ in range(6):
        press(lesson, "Tab")
        if lesson.page.evaluate(f"() => {FOCUS}.matches('.picture [data-id]')"):
            break
    met = []
    for key in ("ArrowDown", "ArrowDown", "ArrowLeft", "ArrowDown", "ArrowRight", "ArrowDown"):
        form = lesson.page.evaluate(f"() => {FOCUS}.dataset.id")
        name = KNOWN.forms[form].label
        expect(said(atlas)).to_have_text(name)
        expect(atlas.locator(".atlas-name b")).to_have_text(name)
        assert lesson.page.evaluate(f"() => {FOCUS}.getAttribute('aria-label')").startswith(name)
        met.append(form)
        press(lesson, key)
    assert len(set(met)) >= 4, f"the arrow keys lead to {met} only"

    # Peel to the nerves, then walk to one.
    atlas.get_by_role("slider").focus()
    press(lesson, "ArrowRight", "ArrowRight")
    walk(lesson, atlas.locator("svg.picture"), "tibial-nerve")
    expect(said(atlas)).to_have_text("Tibial nerve")
    ran = commands_of(lesson, "Enter")
    assert ran == []
    nerve = KNOWN.structures["tibial-nerve"]
    card = atlas.locator(".atlas-card")
    expect(card.locator("h3")).to_be_focused()
    expect(card.locator("h3")).to_have_text(nerve.name)
    for text in (nerve.what, nerve.course, nerve.clinical_note, ", ".join(nerve.roots)):
        assert text
        expect(card).to_contain_text(text)
    arising = [cause for cause in KNOWN.causes.values() if nerve.id in cause.structures]
    assert arising
    expect(card.locator("details")).to_have_count(len(arising))
    for cause in arising:
        line = card.locator("details").filter(has=lesson.page.get_by_text(cause.name))
        expect(line.locator(".must")).to_have_count(1 if cause.must_not_miss else 0)
    first = card.locator("details").first
    tab_to(lesson, "SUMMARY")
    press(lesson, "Enter")
    expect(first).to_have_attribute("open", "")
    shown = next(cause for cause in arising if first.get_by_text(cause.name).count())
    expect(first).to_contain_text(shown.mechanism)
    lesson.keep("anatomy-card")


def walk(lesson: Course, picture: Locator, form: str) -> None:
    """From where the picture is entered to a structure, with the arrow keys alone.

    The way is looked for with keys that only the picture hears; it is then gone with real ones.
    """
    way = picture.evaluate(
        """(svg, goal) => {
            const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];
            const node = (id) => svg.querySelector(`[data-id="${CSS.escape(id)}"]`);
            const start = svg.querySelector('[data-id][tabindex="0"]').dataset.id;
            const ways = new Map([[start, []]]);
            for (const here of ways.keys()) {
                if (here === goal) break;
                for (const key of keys) {
                    node(here).focus({ preventScroll: true });
                    node(here).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
                    const next = document.activeElement.dataset.id;
                    if (!ways.has(next)) ways.set(next, [...ways.get(here), key]);
                }
            }
            node(start).focus({ preventScroll: true });
            return ways.get(goal) ?? null;
        }""",
        form,
    )
    assert way is not None, f"no arrow key leads to {form}"
    press(lesson, *way)
    assert lesson.page.evaluate(f"() => {FOCUS}.dataset.id") == form


def unreached(picture: Locator) -> list[str]:
    """Structures in the frame that nobody can get to with the arrow keys."""
    return picture.evaluate(
        """(svg) => {
            const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];
            const node = (id) => svg.querySelector(`[data-id="${CSS.escape(id)}"]`);
            const met = new Set([svg.querySelector('[data-id][tabindex="0"]').dataset.id]);
            for (const here of met) {
                for (const key of keys) {
                    node(here).focus({ preventScroll: true });
                    node(here).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
                    met.add(document.activeElement.dataset.id);
                }
            }
            const { left, right, top, bottom } = svg.getBoundingClientRect();
            const seen = new Map();
            for (let y = top + 8; y < bottom - 8; y += 12) for (let x = left + 120; x < right - 120; x += 8) {
                const id = document.elementFromPoint(x, y)?.closest('[data-id]')?.dataset.id;
                if (id) seen.set(id, (seen.get(id) ?? 0) + 1);
            }
            if (seen.size < 5) throw new Error('the picture is not in the window');
            return [...seen.keys()].filter((id) => seen.get(id) > 2 && !met.has(id));
        }"""
    )


LABELS = """(svg) => {
    const frame = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('.labels text')].map((text) => {
        const { left, right, top, bottom } = text.getBoundingClientRect();
        return [text.textContent, left - frame.left, right - frame.left, top - frame.top, bottom - frame.top];
    });
}"""


def turn(atlas: Locator, name: str, frame: str = "Knee", peel: str = "superficial-muscle") -> Locator:
    """The picture of the right leg from this side, once it has come."""
    atlas.get_by_role("radio", name="Right leg").click()
    atlas.get_by_role("radio", name=name).click()
    atlas.get_by_role("radio", name=frame).click()
    atlas.get_by_role("slider").fill(str(LAYERS.index(peel)))
    picture = atlas.locator("svg.picture")
    expect(picture).to_have_attribute("aria-label", re.compile("Right leg.* " + SIDES[name]))
    return picture


SIDES = {"From behind": "behind", "Medial side": "medial side", "Lateral side": "lateral side"}


def test_labels_never_overlap_and_are_whole(lesson: Course):
    atlas = view(lesson, ATLAS)
    for name in SIDES:
        turn(atlas, name)
        lesson.keep(f"anatomy-labels-{SIDES[name].split()[0]}")
        seen = atlas.evaluate(
            f"""(atlas) => {{
                const labels = {LABELS};
                const slider = atlas.querySelector('input[type=range]');
                const out = [];
                for (const frame of ['fossa', 'leg', 'region']) {{
                    atlas.querySelector(`[data-value=${{frame}}]`).click();
                    for (const layer of [1, 2, 4, 6]) {{
                        slider.value = layer;
                        slider.dispatchEvent(new Event('input'));
                        out.push([frame, layer, labels(atlas.querySelector('svg.picture'))]);
                    }}
                }}
                return out;
            }}"""
        )
        box = atlas.locator("svg.picture").bounding_box()
        for frame, layer, words in seen:
            where = f"{name}, {frame}, {LAYERS[layer]}"
            assert len(words) >= 8 or layer not in (2, 4), f"{where}: {len(words)} labels"
            cut = [
                text
                for text, left, right, top, bottom in words
                if left < -1 or right > box["width"] + 1 or top < -3 or bottom > box["height"] + 3
            ]
            assert cut == [], f"{where}: cut off"
            over = [
                (one[0], two[0])
                for one, two in itertools.combinations(words, 2)
                if min(one[2], two[2]) - max(one[1], two[1]) > 1
                and min(one[4], two[4]) - max(one[3], two[3]) > 2
            ]
            assert over == [], f"{where}: overlap"


def test_every_structure_in_sight_can_be_reached_with_the_arrow_keys(lesson: Course):
    atlas = view(lesson, ATLAS)
    for name, layer in zip(SIDES, ("vessels-and-nerves", "superficial-muscle", "bone"), strict=True):
        picture = turn(atlas, name, peel=layer)
        picture.evaluate("(svg) => svg.scrollIntoView({block: 'center'})")
        assert unreached(picture) == [], f"{name}, {layer}"


def test_the_left_leg_is_mirrored_and_its_words_are_not(lesson: Course):
    atlas = view(lesson, ATLAS)
    picture = turn(atlas, "From behind")
    places = """(svg) => {
        const frame = svg.getBoundingClientRect();
        return Object.fromEntries([...svg.querySelectorAll('[data-id]')].map((node) => {
            const { left, right } = node.querySelector('.hit').getBoundingClientRect();
            return [node.dataset.id, (left + right) / 2 - (frame.left + frame.right) / 2];
        }));
    }"""
    right = picture.evaluate(places)
    words = {row[0] for row in picture.evaluate(LABELS)}
    expect(picture).to_have_attribute("aria-label", "Right leg seen from behind; lateral is on the right.")
    atlas.get_by_role("radio", name="Right leg").focus()
    press(lesson, "ArrowRight")
    expect(atlas.get_by_role("radio", name="Left leg")).to_be_focused()
    expect(picture).to_have_attribute("aria-label", "Left leg seen from behind; lateral is on the left.")
    left = picture.evaluate(places)
    assert right["fibula"] > 15
    apart = {form: (x, left[form]) for form, x in right.items() if abs(x + left[form]) > 1.5}
    assert apart == {}
    now = picture.evaluate(LABELS)
    assert len({row[0] for row in now} & words) > 0.7 * len(words)
    turned = picture.evaluate(
        "(svg) => [...svg.querySelectorAll('text')].filter((text) => text.getScreenCTM().a <= 0).length"
    )
    assert turned == 0
    lesson.keep("anatomy-left")
    press(lesson, "ArrowLeft")
    expect(picture).to_have_attribute("aria-label", re.compile("Right leg"))


def test_causes_are_numbered_where_they_arise(lesson: Course):
    atlas = view(lesson, "round-4-see-places")
    source = "".join(next(c for c in lesson.cells if c["id"] == "round-4-see-places")["source"])
    causes = re.findall(r'"([\w-]+)"', source)
    rows = atlas.locator(".atlas-legend > ol > li")
    expect(rows).to_have_count(len(causes))
    for row, key in zip(rows.all(), causes, strict=True):
        cause = KNOWN.causes[key]
        expect(row.locator("summary")).to_contain_text(cause.name)
        expect(row.locator(".must")).to_have_count(1 if cause.must_not_miss else 0)
    drawn_marks = atlas.locator(".marks text").all_text_contents()
    wanted = [str(i) for i, row in enumerate(rows.all(), 1) if row.locator(".badge-number.none").count() == 0]
    assert sorted(drawn_marks) == wanted
    lesson.keep("anatomy-causes")


# Cross-sections


def test_another_level_is_chosen_by_keyboard(lesson: Course):
    shown = view(lesson, "round-2-see")
    lesson.keep("anatomy-section")
    crease, calf = KNOWN.levels["popliteal-crease"], KNOWN.levels["proximal-calf"]
    caption = shown.locator("figcaption").first
    expect(caption).to_contain_text(crease.label.lower())
    cut = shown.locator(".leg-cut.here").get_attribute("d")
    shown.get_by_role("radio", name=crease.label).focus()
    press(lesson, "ArrowDown")
    expect(shown.get_by_role("radio", name=calf.label)).to_be_checked()
    expect(caption).to_contain_text(calf.label.lower())
    expect(said(shown)).to_contain_text(calf.label.lower())
    expect(shown.locator(".section-what")).to_have_text(calf.what)
    assert shown.locator(".leg-cut.here").get_attribute("d") != cut
    drawn_forms = set(
        shown.locator("svg.picture [data-id]").evaluate_all("(all) => all.map((one) => one.dataset.id)")
    )
    assert drawn_forms == {
        each.id for cut in (sliced(BODY, calf.id),) for each in (cut.skin, cut.fascia, *cut.regions)
    }
    lesson.keep("anatomy-section-calf")
    press(lesson, "ArrowUp")
    expect(caption).to_contain_text(crease.label.lower())


def test_the_probe_tells_what_lies_beneath_and_what_is_dangerous(lesson: Course):
    shown = view(lesson, "round-2-see")
    shown.get_by_label("Depth probe").focus()
    press(lesson, "Space")
    slider = shown.get_by_role("slider", name="Where on the skin")
    expect(slider).to_have_attribute("aria-valuetext", "middle of the back")
    slider.focus()
    press(lesson, "ArrowRight", "ArrowRight", "ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "9° from the back, medial")
    expect(said(shown)).to_contain_text("9° from the back, medial: ")
    press(lesson, "ArrowLeft", "ArrowLeft", "ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "middle of the back")

    rows = shown.locator(".section-met tbody tr")
    beneath = rows.locator("th").all_inner_texts()
    three = [
        KNOWN.structures[f"{key}"].name for key in ("tibial-nerve", "popliteal-vein", "popliteal-artery")
    ]
    assert [name for name in beneath if name in three] == three
    expect(said(shown)).to_contain_text(", ".join(three))
    assert len(beneath) == len(probe(sliced(BODY, "popliteal-crease"), 0))
    depths = [int(re.match(r"\d+", text)[0]) for text in rows.locator("td:first-child").all_inner_texts()]
    assert depths == sorted(depths)

    for row in rows.all():
        told = row.locator("td").last.inner_text() + "".join(row.locator("details p").all_text_contents())
        marked = row.locator("strong.danger")
        for name in DANGEROUS:
            if name in told:
                alone = re.search(re.escape(name) + r" \(must not be missed\)", told)
                assert alone or (marked.count() and name in marked.locator("..").inner_text()), name
    artery = rows.filter(has=lesson.page.get_by_role("rowheader", name=three[2]))
    expect(artery.locator("strong.danger")).to_have_text("Must not be missed:")
    expect(artery.locator("td").last).to_contain_text(KNOWN.causes["popliteal-artery-aneurysm"].name)
    lesson.keep("anatomy-probe")
    slider.evaluate("(node) => node.scrollIntoView({block: 'start'})")
    lesson.keep("anatomy-probe-table")


# The bench


def test_the_bench_hides_its_lengths_until_one_has_predicted(lesson: Course):
    shown = view(lesson, "round-3-see")
    test = KNOWN.provocations["silfverskiold-test"]
    right = answer(BODY, test.id).key
    wrong = next(key for key in test.options if key != right)
    names = {key: KNOWN.gauges[key].label for key in test.options}
    expect(shown.locator(".bench-hidden")).to_be_visible()
    expect(shown.locator(".bench-row")).to_have_count(0)
    expect(shown.get_by_role("slider")).to_have_count(0)
    expect(shown.locator(".bench-word")).to_have_count(0)
    state = synced(lesson, "ProvocationBench")
    assert state["frame"]["rows"] == []
    assert state["frame"]["words"] == ""
    assert not {"right", "answer", "scores", "why"} & set(state["view"]["test"])
    lesson.keep("anatomy-bench-predict")

    press_commit(lesson, shown, wrong)
    expect(shown.locator(".verdict")).to_be_focused()
    verdict = shown.locator(".verdict strong").locator("..")
    expect(verdict).to_have_text(f"✗ Not this one: the model says {names[right]}; you said {names[wrong]}.")
    expect(shown.locator(".verdict")).to_contain_text(test.why)
    rows = shown.locator(".bench-row")
    for gauge in KNOWN.gauges.values():
        row = rows.filter(has=lesson.page.get_by_text(gauge.label, exact=True))
        expect(row).to_have_count(0 if gauge.kind == "artery" else 1)
    for word in rows.locator(".bench-state").all_inner_texts():
        assert re.search(r"\w{4}", word)
    lesson.keep("anatomy-bench-answered")

    knee = shown.get_by_role("slider", name="Knee")
    before = int(knee.input_value())
    row = rows.filter(has=lesson.page.get_by_text(names[right], exact=True)).locator(".bench-text")
    length = row.inner_text()
    knee.focus()
    press(lesson, *["ArrowLeft"] * 20)
    expect(knee).to_have_attribute("aria-valuetext", f"{before - 20} degrees flexed")
    expect(row).not_to_have_text(length)


def press_commit(lesson: Course, shown: Locator, option: str) -> None:
    by_key(shown, f"option-{option}").focus()
    press(lesson, "Space")
    expect(by_key(shown, f"option-{option}")).to_be_checked()
    tab_to(lesson, "commit", most=2)
    press(lesson, "Enter")


def test_another_test_is_hidden_again_until_predicted(lesson: Course):
    shown = view(lesson, "round-3-see")
    by_key(shown, "preset").select_option("straight-leg-raise")
    expect(shown.locator(".bench-hidden")).to_be_visible()
    expect(shown.locator(".verdict")).to_have_count(0)
    expect(shown.locator(".bench-row")).to_have_count(0)
    expect(shown.locator(".bench-steps li")).to_have_text(
        [step.does for step in KNOWN.provocations["straight-leg-raise"].steps]
    )


def synced(lesson: Course, name: str, **traits: object) -> dict:
    """What the browser was sent of the view of this class: the first, or the one in whose state this is."""
    code = f"""
import gc, json
_found = [one.get_state() for one in gc.get_objects() if type(one).__name__ == {name!r}]
_said = [json.dumps({{k: v for k, v in one.items() if not k.startswith('_')}}, default=str) for one in _found]
print(next(one for one in _said if {json.dumps(traits.get("holding", ""))} in one))
del _found, _said
"""
    told = lesson.page.evaluate(
        """async (code) => {
            const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
            const request = kernel.requestExecute({ code, store_history: false });
            let said = '';
            request.onIOPub = (message) => {
                said += message.content.text ?? message.content.evalue ?? '';
            };
            await request.done;
            return said.trim();
        }""",
        code,
    )
    return json.loads(told)


# The pain map


def ranked(marked: set[str]) -> list[str]:
    view = differential(KNOWN, findings_of(KNOWN, marked), setting="primary-care")
    return [KNOWN.causes[one.cause].name for one in view.ranking[:SHOWN]]


def reads_the_causes(shown: Locator, marked: set[str]) -> None:
    rows = shown.locator("ol.ranked").first.locator("> li")
    names = rows.locator("summary > span:first-child")
    wanted = [f"{name} ! must not be missed" if name in DANGEROUS else name for name in ranked(marked)]
    expect(names).to_have_text(wanted)


def test_pain_is_marked_by_keyboard_and_in_the_list_and_danger_stays_in_sight(lesson: Course):
    shown = view(lesson, "round-4-see")
    danger = shown.locator(".notice.danger")
    line = danger.inner_text()
    assert "never rules out" in line
    reads_the_causes(shown, set())

    shown.locator('.place[tabindex="0"]').focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown"):
        press(lesson, key)
    key = lesson.page.evaluate(f"() => {FOCUS}.dataset.key")
    first = next(site for site in KNOWN.pain_sites if key.startswith(f"place-{site}-"))
    press(lesson, "Space")
    place = by_key(shown, key)
    expect(place).to_have_attribute("aria-checked", "true")
    expect(place).to_have_attribute(
        "aria-label", re.compile("^" + KNOWN.pain_sites[first].label + ".*: hurts$")
    )
    expect(place).to_be_focused()
    expect(shown.locator(".glyph.is-marked").first).to_have_text("✕")
    expect(by_key(shown, f"site-{first}")).to_be_checked()
    reads_the_causes(shown, {first})
    assert ranked({first}) != ranked(set())
    expect(danger).to_have_text(line)
    expect(said(shown)).to_contain_text("1 place marked.")

    second = next(site for site in ("achilles-tendon", "lower-back", "buttock") if site != first)
    by_key(shown, f"site-{second}").focus()
    press(lesson, "Space")
    reads_the_causes(shown, {first, second})
    assert ranked({first, second}) != ranked({first})
    expect(by_key(shown, f"site-{second}")).to_be_focused()
    expect(said(shown)).to_contain_text("2 places marked.")
    expect(danger).to_have_text(line)
    lesson.keep("anatomy-pain-map")

    by_key(shown, f"site-{second}").focus()
    press(lesson, "Space")
    reads_the_causes(shown, {first})


def test_a_ranked_cause_opens_with_its_reasons_and_a_lesson_that_exists(lesson: Course, lab: Lab):
    shown = view(lesson, "round-4-see")
    row = shown.locator("ol.ranked").first.locator("> li").first
    row.locator("summary").focus()
    press(lesson, "Enter")
    expect(row.locator("details")).to_have_attribute("open", "")
    expect(row).to_contain_text("Before any finding:")
    expect(row).to_contain_text("likelihood ratio")
    for link in shown.locator("ol.ranked a").all():
        assert (lab.root / "notebooks" / link.get_attribute("href")).is_file()
    press(lesson, "Enter")
    expect(row.locator("details")).not_to_have_attribute("open", "")


# The localiser


def test_a_dropped_foot_is_placed_at_the_common_fibular_nerve_and_told_why(lesson: Course):
    shown = view(lesson, "round-4-see-nerves")
    found = {"ankle-dorsiflexion": "lost", "foot-eversion": "lost", "foot-inversion": "kept"}
    for key, state in found.items():
        choice = by_key(shown, f"deficit-{key}")
        choice.focus()
        press(lesson, "ArrowDown")
        expect(choice).to_have_value("lost")
        if state == "kept":
            press(lesson, "ArrowDown")
        expect(choice).to_have_value(state)
        expect(choice).to_be_focused()
        row = choice.locator("xpath=ancestor::li")
        expect(row).to_have_class(re.compile(f"is-{state}"))
    result = localise(KNOWN, found)
    names = [KNOWN.lesions[one.lesion].name for one in result.ranking]
    assert names[0].startswith("Common fibular nerve")
    rows = shown.locator("ol.ranked > li")
    expect(rows.first.locator("summary > span:first-child")).to_contain_text(names[0])
    expect(said(shown)).to_contain_text(names[0])
    assert result.why
    why = shown.locator("h4", has_text="Why").locator("+ ul > li")
    expect(why).to_have_text(list(result.why))
    rows.first.locator("summary").focus()
    press(lesson, "Enter")
    expect(rows.first).to_contain_text("Foot inversion strong: fits")
    lesson.keep("anatomy-localiser")


def test_numb_skin_is_marked_on_the_figure_by_keyboard(lesson: Course):
    shown = view(lesson, "round-4-see-nerves")
    place = shown.locator('.place[tabindex="0"]')
    place.focus()
    key = lesson.page.evaluate(f"() => {FOCUS}.dataset.key")
    for word in ("numb", "normal", "not tested"):
        press(lesson, "Space")
        expect(by_key(shown, key)).to_have_attribute("aria-label", re.compile(f": {word}"))
    expect(by_key(shown, key)).to_be_focused()


# Questions on pictures


def spots(key: str) -> list[str]:
    """Forms of a question's picture, in the order of its spots."""
    return [shape["id"] for shape in scene_picture(KNOWN, KNOWN.questions[key].picture)["shapes"]]


def given_away(key: str, text: str) -> list[str]:
    """Structures of a question's picture that a text names."""
    names = set()
    for each in spots(key):
        form = KNOWN.forms[each]
        if form.kind != "skin":
            names |= {form.id, form.label, form.structure, KNOWN.structures[form.structure].name}
    return sorted(name for name in names if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text, re.I))


def is_secret(key: str, card: Locator) -> None:
    assert given_away(key, card.locator("svg.picture").evaluate("(svg) => svg.outerHTML")) == []
    for option in KNOWN.questions[key].options:
        assert option.why not in card.inner_text()


def on_pictures(lesson: Course) -> dict[str, str]:
    """Hotspot questions of the lesson and their cells."""
    found = {key: cell for key, cell in lesson.calls("quiz").items() if key in KNOWN.questions}
    found = {key: cell for key, cell in found.items() if KNOWN.questions[key].kind == "hotspot"}
    assert len(found) >= 3
    return found


def test_before_the_verdict_the_page_is_not_sent_what_is_to_be_found(lesson: Course):
    for key in on_pictures(lesson):
        state = synced(lesson, "QuizSet", holding=f'"id": "{key}", "kind"')
        assert state["view"]["verdict"] is None
        state["picture"].pop("text")
        state["view"]["question"].pop("stem")
        sent = json.dumps(state, ensure_ascii=False)
        assert given_away(key, sent) == [], f"the message of {key} names structures"
        assert not [option.why for option in KNOWN.questions[key].options if option.why in sent]


def reads_the_verdict(card: Locator, key: str, chosen: str) -> None:
    asked = KNOWN.questions[key]
    option = next(each for each in asked.options if each.at == chosen)
    expect(card.locator(".verdict")).to_be_visible()
    expect(card.locator(".spot")).to_have_text(f"You chose: {KNOWN.forms[chosen].label}.")
    word = "✓ Right." if option.right else "✗ Not right."
    expect(card.locator(".verdict strong")).to_have_text(word)
    expect(card.locator(".verdict")).to_contain_text(asked.why)
    for each in asked.options:
        row = card.locator(".option").filter(has=card.page.get_by_text(each.text, exact=True))
        expect(row.locator(".why")).to_have_text(each.why)
        expect(row.locator(".mine")).to_have_count(1 if each is option else 0)
    right = next(each for each in asked.options if each.right)
    labels = " ".join(card.locator(".labels text").all_text_contents())
    for form in {right.at, chosen}:
        for part in KNOWN.forms[form].label.replace("–", " ").split():
            assert part in labels


def test_a_structure_is_found_by_clicking_it(lesson: Course):
    (key,) = (k for k, cell in lesson.calls("quiz").items() if cell == "round-1-check-place")
    card = view(lesson, "round-1-check-place")
    is_secret(key, card)
    lesson.keep("anatomy-hotspot")
    check_button = card.get_by_role("button", name="Check", exact=True)
    check_button.click()
    expect(card.get_by_role("alert")).not_to_have_text("")
    expect(card.locator(".verdict")).to_have_count(0)

    wrong = next(each.at for each in KNOWN.questions[key].options if not each.right)
    click_on(card, f"s{spots(key).index(wrong)}")
    expect(card.locator(".spot")).to_contain_text(f"Chosen: {KNOWN.forms[wrong].kind}, ")
    card.get_by_role("radio", name="Low").check()
    expect(card.locator(".spot")).to_contain_text(f"Chosen: {KNOWN.forms[wrong].kind}, ")
    check(card)
    reads_the_verdict(card, key, wrong)
    lesson.keep("anatomy-hotspot-wrong")

    card.get_by_role("button", name="Try again").click()
    expect(card.locator(".verdict")).to_have_count(0)
    expect(card.locator("svg.picture .labels text")).to_have_count(0)
    is_secret(key, card)


def click_on(card: Locator, spot: str) -> None:
    """Where the structure is to be seen, and nothing lies over it."""
    node = card.locator(f'[data-id="{spot}"] .hit')
    node.evaluate("(hit) => hit.closest('svg').scrollIntoView({block: 'center'})")
    at = node.evaluate(
        """(hit) => {
            const { left, right, top, bottom } = hit.getBoundingClientRect();
            const bare = [];
            for (let y = top; y <= bottom; y += 2) for (let x = left; x <= right; x += 2) {
                if (document.elementFromPoint(x, y) === hit) bare.push([x, y]);
            }
            return bare[Math.floor(bare.length / 2)] ?? null;
        }"""
    )
    assert at, "nothing of it is in sight"
    card.page.mouse.click(*at)


def test_a_structure_is_found_by_keyboard_and_can_be_changed(lesson: Course):
    (key,) = (k for k, cell in lesson.calls("quiz").items() if cell == "round-4-check-nerve")
    card = view(lesson, "round-4-check-nerve")
    is_secret(key, card)
    right = next(each.at for each in KNOWN.questions[key].options if each.right)
    form = KNOWN.forms[right]
    walk(lesson, card.locator("svg.picture"), f"s{spots(key).index(right)}")
    assert lesson.page.evaluate(f"() => {FOCUS}.getAttribute('aria-label')").startswith(f"{form.kind}, ")
    press(lesson, "Enter")
    expect(said(card)).to_contain_text(f"Chosen: {form.kind}, ")
    tab_to(lesson, "confidence-.*", most=3)
    press(lesson, "Space")
    tab_to(lesson, "check", most=2)
    press(lesson, "Enter")
    expect(card.locator(".verdict")).to_be_focused()
    reads_the_verdict(card, key, right)
    expect(said(card)).to_contain_text("Right.")
    lesson.keep("anatomy-hotspot-right")


def test_a_section_is_a_picture_to_point_at_too(lesson: Course):
    (key,) = (k for k, cell in lesson.calls("quiz").items() if cell == "round-2-check-place")
    card = view(lesson, "round-2-check-place")
    is_secret(key, card)
    right = next(each.at for each in KNOWN.questions[key].options if each.right)
    click_on(card, f"s{spots(key).index(right)}")
    card.get_by_role("radio", name="High").check()
    check(card)
    reads_the_verdict(card, key, right)
    card.locator("svg.picture").evaluate("(svg) => svg.scrollIntoView({block: 'center'})")
    lesson.keep("anatomy-hotspot-section")


# The leg in three dimensions


def pixels(body: Locator) -> bytes:
    return body.locator(".body-picture").screenshot()


def corners(body: Locator) -> float:
    return body.locator(".body-picture").evaluate(
        "(box) => box.data.reduce((sum, one) => sum + one.x.reduce((a, b) => a + Math.abs(b), 0), 0)"
    )


def test_the_knee_bends_in_three_dimensions(lesson: Course):
    body = view(lesson, "round-2-see-body")
    box = body.locator(".body-picture")
    expect(box).to_have_attribute("data-pose", "0 0 0")
    lesson.keep("anatomy-body")
    straight, seen = corners(body), pixels(body)
    body.get_by_role("slider", name="Knee bent").focus()
    press(lesson, *["ArrowRight"] * 30)
    expect(body.get_by_role("slider", name="Knee bent")).to_have_attribute("aria-valuetext", "30°")
    expect(box).to_have_attribute("data-pose", re.compile(r"^30 0 "))
    assert abs(corners(body) - straight) > 1e4
    assert pixels(body) != seen
    expect(box).to_have_attribute("aria-label", re.compile("knee bent 30°, foot level"))
    body.locator("details > summary").focus()
    press(lesson, "Enter")
    expect(body.locator("details")).to_contain_text("Right leg from behind: knee bent 30°")
    press(lesson, "Enter")


def test_the_fixed_views_and_the_layers_of_the_body(lesson: Course):
    body = view(lesson, "round-2-see-body")
    box = body.locator(".body-picture")
    eyes = {}
    for name, key, words in (
        ("Posterior", "posterior", "from behind"),
        ("Medial", "medial", "from the medial side"),
        ("Lateral", "lateral", "from the lateral side"),
        ("Anterior", "anterior", "from the front"),
    ):
        if key == "posterior":
            body.get_by_role("radio", name=name).click()
            body.get_by_role("radio", name=name).focus()
        else:
            press(lesson, "ArrowRight")
        expect(body.get_by_role("radio", name=name)).to_be_checked()
        expect(box).to_have_attribute("aria-label", re.compile(f"Right leg {words}"))
        eyes[key] = box.evaluate("""(box) => {
            const { eye, center } = box.layout.scene.camera;
            return ['x', 'y', 'z'].map((one) => Math.sign(Math.round(eye[one] - center[one])));
        }""")
        if key == "lateral":
            lesson.keep("anatomy-body-lateral")
    assert eyes == {
        "posterior": [-1, 0, 0],
        "medial": [0, 0, -1],
        "lateral": [0, 0, 1],
        "anterior": [1, 0, 0],
    }
    tick = body.get_by_label("Superficial muscles")
    tick.click()
    page: Page = lesson.page
    page.wait_for_function("(box) => box.data[2].visible === false", arg=box.element_handle())
    expect(box).to_have_attribute("aria-label", re.compile("Right leg"))
    expect(body.locator("details p").first).to_contain_text("Superficial muscles")
    tick.click()
    page.wait_for_function("(box) => box.data[2].visible === true", arg=box.element_handle())


# Everyone can use it


PICTURES = (ATLAS, "round-2-see", "round-2-see-body", "round-3-see", "round-4-see", "round-4-see-nerves")


@THEMES
def test_every_view_of_the_lesson_is_readable(lesson: Course, dark: bool):
    page = lesson.page
    with theme(lesson, dark):
        if dark:
            for cell in PICTURES:
                view(lesson, cell)
                lesson.keep(f"anatomy-dark-{cell}")
        with without_shapes(page):
            accessible(page, *(f".jp-Cell[data-windowed-list-index='{i}'] .knee" for i in seats(lesson)))
        low = page.evaluate(PALE)
    assert low == [], "axe-core does not look at the text of a drawing; this is too pale"


def seats(lesson: Course) -> list[int]:
    """Cells with our pictures and with questions on them, by number."""
    wanted = {*PICTURES, "round-4-see-places", *on_pictures(lesson).values()}
    return [i for i, cell in enumerate(lesson.cells) if cell["id"] in wanted]


PALE = """() => {
    const light = (colour) => {
        const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((one) => one / 255)
            .map((p) => (p <= 0.04045 ? p / 12.92 : ((p + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    const solid = (node) => {
        for (let one = node; one; one = one.parentElement) {
            const { backgroundColor } = getComputedStyle(one);
            if (!/, 0\\)$|transparent/.test(backgroundColor)) return backgroundColor;
        }
        return 'rgb(255, 255, 255)';
    };
    const texts = [...document.querySelectorAll('.knee svg text')].filter((text) => text.textContent.trim());
    return texts.map((text) => {
        const { fill, stroke, strokeWidth } = getComputedStyle(text);
        const haloed = stroke !== 'none' && parseFloat(strokeWidth) > 0;
        const before = text.previousElementSibling;
        const mark = before?.matches('.mark') ? getComputedStyle(before).fill : null;
        const ground = mark ?? (haloed ? stroke : solid(text.closest('svg')));
        const [a, b] = [light(fill), light(ground)];
        return [Math.max(a, b) / Math.min(a, b), text.textContent, fill, ground];
    }).filter(([contrast]) => contrast < 4.5).slice(0, 20);
}"""


def test_nothing_overflows_to_the_side_and_no_target_is_too_small(lesson: Course):
    with theme(lesson, dark=False):
        faults = lesson.page.evaluate(
            """() => {
                const out = [];
                for (const view of document.querySelectorAll('.jp-OutputArea-output .knee')) {
                    const room = view.closest('.jp-OutputArea-output').getBoundingClientRect().right + 1;
                    const wide = [view, ...view.querySelectorAll('*')].find((node) =>
                        !node.closest('.visually-hidden') && !node.parentElement.closest('.scroll, svg')
                        && node.checkVisibility() && node.getBoundingClientRect().width
                        && node.getBoundingClientRect().right > room);
                    if (wide) out.push(['too wide', wide.outerHTML.slice(0, 120)]);
                }
                // A word of running text may be as small as its line (WCAG 2.5.8).
                const controls = '.jp-OutputArea-output .knee :is(button, select, input, summary)';
                for (const node of document.querySelectorAll(controls)) {
                    const target = node.closest('label') ?? node;
                    const { width, height } = target.getBoundingClientRect();
                    if (target.checkVisibility() && (width < 23.9 || height < 23.9)) {
                        out.push(['too small', width, height, node.outerHTML.slice(0, 120)]);
                    }
                }
                return out;
            }"""
        )
    assert faults == []


def test_none_of_it_wrote_an_error_of_ours_to_the_console(lesson: Course):
    assert ours(lesson.errors) == []
