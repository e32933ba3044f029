"""The bench as the browser sets its names; that leaders do not cross in any pose is tested without one."""

import widgets
from tests.views.calls import KNOWN
from tests.views.stand import Stand

NAMES = """(shown) => {
    const box = (node) => {
        const { x, y, width, height } = node.getBBox();
        const [left, right, top, bottom] = [x - 1, x + width + 1, y + 2, y + height - 2];
        return { left, right, top, bottom, name: node.textContent };
    };
    const within = ({ left, right, top, bottom }, { x, y }) => x > left && x < right && y > top && y < bottom;
    const out = new Set();
    for (const svg of shown.querySelectorAll('.bench-svg')) {
        const names = [...svg.querySelectorAll('.bench-words')].map(box);
        const ways = [...svg.querySelectorAll('.bench-leader')].map((line) =>
            Array.from({ length: 200 }, (_, i) => line.getPointAtLength((i / 199) * line.getTotalLength())));
        // Under a close view its picture is cut off, and names stand there.
        const shapes = svg.closest('.bench-many') ? [] : [...svg.querySelectorAll('.bench-shape')];
        const { width, height } = svg.viewBox.baseVal;
        if (names.length < 3 || ways.length !== names.length) out.add('names are missing');
        names.forEach((one, i) => {
            const { left, right, top, bottom, name } = one;
            if (left < 0 || top < 0 || right > width || bottom > height) out.add(`${name} is cut off`);
            names.forEach((other, j) => {
                const beside = left > other.right || other.left > right;
                const apart = beside || top > other.bottom || other.top > bottom;
                if (i < j && !apart) out.add(`${name} lies on ${other.name}`);
                if (i !== j && ways[j].some((at) => within(one, at))) {
                    out.add(`the leader of ${other.name} crosses ${name}`);
                }
            });
            for (let x = left; x <= right; x += 8) for (const y of [top, (top + bottom) / 2, bottom]) {
                const at = new DOMPoint(x, y);
                if (shapes.some((shape) => shape.isPointInFill(at))) out.add(`${name} lies on the leg`);
            }
        });
    }
    return [...out];
}"""


def test_the_names_on_the_bench_lie_on_nothing_in_any_test(stand: Stand):
    page = stand.page
    page.emulate_media(reduced_motion="reduce")  # the ends of the movements, without the way there
    stand.show(lambda: widgets.bench())

    def lie_on_something() -> list[str]:
        stand.rest()
        return page.locator(".knee").evaluate(NAMES)

    for test in KNOWN.provocations.values():
        page.locator("[data-key=preset]").select_option(test.id)
        stand.settle()
        assert page.locator(".bench-steps li").all_inner_texts() == [step.does for step in test.steps]
        assert lie_on_something() == [], test.id
        page.locator(f"[data-key=option-{test.options[0]}]").check()
        page.locator("[data-key=commit]").click()
        stand.settle()
        assert page.locator(".verdict").is_visible()
        assert lie_on_something() == [], f"{test.id}, at its end"
    page.emulate_media(reduced_motion="no-preference")
    assert stand.faults == []
