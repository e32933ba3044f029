"""Pictures fit the page that they stand on, name what is taught, and show what is chosen."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import widgets
from tests.views.calls import KNOWN, Call
from tests.views.stand import Stand

ATLAS: Call = lambda: widgets.anatomy(label=True)  # noqa: E731
SECTION: Call = lambda: widgets.section("popliteal-crease")  # noqa: E731
LAPTOP, PHONE = (1280, 720), (390, 844)

NAMES = """() => [...document.querySelectorAll('.labels text')].map((text) => text.textContent)"""
CROSSED = """() => {
    const words = [...document.querySelectorAll('.edges text, .labels text')].map((text) => [text.textContent,
        text.getBBox()]);
    return [...document.querySelectorAll('.labels .leader')].flatMap((line) => {
        const long = line.getTotalLength();
        const points = Array.from({ length: 400 }, (_, i) => line.getPointAtLength(long * (i + 0.5) / 400));
        return words.filter(([, { x, y, width, height }]) =>
            points.some((p) => p.x > x && p.x < x + width && p.y > y && p.y < y + height))
            .map(([word]) => word);
    });
}"""


@contextmanager
def at_size(stand: Stand, size: tuple[int, int]) -> Iterator[None]:
    before = stand.page.viewport_size
    stand.page.set_viewport_size({"width": size[0], "height": size[1]})
    try:
        yield
    finally:
        stand.page.set_viewport_size(before)


def show(stand: Stand, make: Call) -> None:
    stand.show(make)
    stand.rest()
    stand.page.wait_for_function("() => document.querySelector('.labels')?.children.length")


@pytest.mark.parametrize("make", [ATLAS, SECTION], ids=["atlas", "section"])
def test_controls_and_the_whole_picture_fit_one_screen_of_a_laptop(stand: Stand, make: Call):
    with at_size(stand, LAPTOP):
        show(stand, make)
        box = stand.page.locator("svg.picture").bounding_box()
        assert box
        assert box["y"] + box["height"] <= 720
        assert box["height"] > 0.6 * 720


@pytest.mark.parametrize("make", [ATLAS, SECTION], ids=["atlas", "section"])
def test_a_narrow_page_has_numbers_on_the_whole_picture_and_their_names_below(stand: Stand, make: Call):
    with at_size(stand, PHONE):
        show(stand, make)
        numbers = stand.page.evaluate(NAMES)
        listed = stand.page.locator(".picture-key li").all_inner_texts()
        assert 5 <= len(numbers) <= 10
        assert sorted(map(int, numbers)) == list(range(1, len(numbers) + 1))
        assert [line.split()[0] for line in listed] == [str(i + 1) for i in range(len(listed))]
        assert len(listed) == len(numbers)
        box = stand.page.locator("svg.picture").bounding_box()
        assert box
        assert box["width"] > 280


@pytest.mark.parametrize("level", KNOWN.levels)
def test_no_leader_of_a_section_crosses_a_word(stand: Stand, level: str):
    with at_size(stand, LAPTOP):
        show(stand, lambda: widgets.section(level))
        assert len(stand.page.evaluate(NAMES)) >= 8
        assert stand.page.evaluate(CROSSED) == []


def test_a_structure_that_is_found_by_typing_stands_out_from_what_lies_over_it(stand: Stand):
    """The popliteal artery lies under the vein: without fading, there would be a vein to be seen."""
    page = stand.page
    show(stand, ATLAS)
    page.locator("[data-key=find]").fill("artery poplit")
    page.locator("[data-key=find]").press("Enter")
    stand.rest()
    assert page.locator(".atlas-card h3").inner_text() == "Popliteal artery"
    assert page.locator(".lit .kind-artery").count() == 1
    assert float(page.locator(".plate").evaluate("(g) => getComputedStyle(g).opacity")) < 0.5
    assert float(page.locator(".lit").evaluate("(g) => getComputedStyle(g).opacity")) == 1
    assert "Popliteal artery" in " ".join(page.evaluate(NAMES))
    halo = page.locator(".halo").evaluate("(path) => getComputedStyle(path).stroke")
    vein = page.locator(".knee").evaluate("(root) => getComputedStyle(root).getPropertyValue('--knee-vein')")
    assert halo not in (vein, page.locator(".knee").evaluate("(r) => getComputedStyle(r).color"))
    page.get_by_role("button", name="Show everything").click()
    assert page.locator(".lit > *").count() == 0
    assert stand.faults == []


def test_a_picture_is_brought_nearer_and_moved_with_the_pointer(stand: Stand):
    page = stand.page
    show(stand, ATLAS)
    before = page.locator("svg.picture").get_attribute("viewBox")
    page.locator("[data-key=nearer]").click()
    near = page.locator("svg.picture").get_attribute("viewBox")
    assert float(near.split()[3]) < float(before.split()[3])
    box = page.locator("svg.picture").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    card = page.locator(".atlas-card").inner_text()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 60, steps=3)
    page.mouse.up()
    moved = page.locator("svg.picture").get_attribute("viewBox")
    assert float(moved.split()[1]) > float(near.split()[1])
    assert page.locator(".atlas-card").inner_text() == card, "a drag opens no card"
    assert stand.faults == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_verdicts_upon_a_picture_are_in_the_colours_of_verdicts(stand: Stand, dark: bool):
    asked = next(one for one in KNOWN.questions.values() if one.kind == "hotspot")
    stand.wear(dark)
    stand.show(lambda: widgets.quiz(asked.id, seed=1))
    page = stand.page
    page.locator("svg.picture [data-id]").last.dispatch_event("click")
    page.locator("[data-key=check]").click()
    stand.rest()
    stand.rest()
    for verdict, colour in (("right", "good"), ("wrong", "bad")):
        mark = page.locator(f".mark.is-{verdict}").first
        seen, wanted = mark.evaluate(
            """(mark, name) => {
                const probe = document.createElement('i');
                mark.ownerSVGElement.parentNode.append(probe);
                probe.style.color = `var(--knee-${name})`;
                const both = [getComputedStyle(mark).fill, getComputedStyle(probe).color];
                probe.remove();
                return both;
            }""",
            colour,
        )
        assert seen == wanted, verdict
