"""The body charts and what a mark on them means."""

import pytest

from kb.anatomy.charts import Outline, centre, inside, mark_at
from kb.anatomy.curves import smooth
from kb.check.anatomy import anatomy
from kb.reading.read import must_hold, read
from kb.records import Area, Point

PLACES = 18


@pytest.fixture(scope="module")
def places(real):
    """Every place: (id, chart, polygon)."""
    return [
        (record.id, area.chart, Outline.of(real, area.chart).polygon(area))
        for record in (*real.pain_sites.values(), *real.deficits.values())
        for area in record.areas
    ]


def test_every_pain_site_means_findings_and_every_site_finding_of_the_chapter_is_there(real):
    assert len(real.pain_sites) == PLACES
    meant = {key for site in real.pain_sites.values() for key in site.means}
    assert meant >= set(real.chapters["pain-sites"])
    assert all(state == "present" for site in real.pain_sites.values() for state in site.means.values())
    own = [next(iter(site.means)) for site in real.pain_sites.values()]
    assert len(set(own)) == len(own)


def test_places_stay_on_the_figure(real, places):
    for key, chart, polygon in places:
        figure = Outline.of(real, chart)
        low = min(x for x, _ in (*figure.medial, *figure.lateral)) - 0.01
        high = max(x for x, _ in (*figure.medial, *figure.lateral)) + 0.01
        assert all(low <= x <= high for x, _ in polygon), key
        assert all(-0.01 <= y <= figure.top - figure.bottom + figure.chart.sag for _, y in polygon), key


def test_places_of_the_pain_map_do_not_overlap(real):
    sites = [
        (site.id, area.chart, Outline.of(real, area.chart).polygon(area))
        for site in real.pain_sites.values()
        for area in site.areas
    ]
    for key, chart, polygon in sites:
        mark = mark_at(polygon)
        holders = [other for other, on, shape in sites if on == chart and inside(shape, mark)]
        assert holders == [key]


def test_marks_lie_inside_and_areas_are_large_enough_to_hit(places):
    for key, _, polygon in places:
        assert inside(polygon, mark_at(polygon)), key
        across = max(x for x, _ in polygon) - min(x for x, _ in polygon)
        down = max(y for _, y in polygon) - min(y for _, y in polygon)
        assert min(across, down) >= 12, key


def test_the_knee_hollow_is_inner_middle_outer_in_this_order(real):
    x = {
        key: centre(Outline.of(real, "back").polygon(real.pain_sites[key].areas[0]))[0]
        for key in ("inner-knee-hollow", "middle-knee-hollow", "outer-knee-hollow")
    }
    assert x["inner-knee-hollow"] < x["middle-knee-hollow"] < x["outer-knee-hollow"]


def test_the_calf_runs_downwards(real):
    y = [
        centre(Outline.of(real, "back").polygon(real.pain_sites[key].areas[0]))[1]
        for key in (
            "buttock",
            "posterior-thigh",
            "upper-calf",
            "middle-calf",
            "lower-calf",
            "achilles-tendon",
        )
    ]
    assert y == sorted(y)


def test_the_figure_is_symmetrical_and_closed(real):
    (body,) = Outline.of(real, "back").whole()
    assert {(round(-x, 6), round(y, 6)) for x, y in body} == {(round(x, 6), round(y, 6)) for x, y in body}
    (sole,) = Outline.of(real, "sole").whole()
    assert all(x > 0 for x, _ in sole)


def test_a_smooth_line_goes_through_its_points():
    points = [(0, 0), (1, 3), (4, 4)]
    curve = smooth(points)
    assert all(any(abs(x - a) + abs(y - b) < 1e-9 for x, y in curve) for a, b in points)


def test_a_mark_in_a_bent_area_lies_inside_it():
    bent = [(0, 0), (10, 0), (10, 10), (9, 10), (9, 1), (0, 1)]
    assert not inside(bent, centre(bent))
    assert inside(bent, mark_at(bent))


def test_across_follows_the_leg(real):
    figure = Outline.of(real, "back")
    area = Area(chart="back", outline=(Point(0, 400), Point(1, 400), Point(1, 300), Point(0, 300)))
    xs = [x for x, _ in figure.polygon(area)]
    assert min(xs) == pytest.approx(min(x for x, h in figure.medial if 299 <= h <= 401), abs=1)
    assert max(xs) == pytest.approx(max(x for x, h in figure.lateral if 299 <= h <= 401), abs=1)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("pain-map", "{shin-pain: present}", "{shin-pian: present}", "shin-pain"),
        ("pain-map", "{shin-pain: present}", "{shin-pain: severe}", "no state 'severe'"),
        ("pain-map", "chart: sole", "chart: soul", "did you mean 'sole'"),
        ("pain-map", "[0.46, 421]", "[1.46, 421]", "not a share"),
        ("localiser", "takes: [skin-outer-foot]", "takes: [skin-outer-fot]", "skin-outer-foot"),
        ("localiser", "may: [skin-lower-calf]", "may: [skin-outer-foot]", "named twice"),
        ("deficits", "muscles: [tibialis-posterior]", "muscles: [tibialis-posteror]", "tibialis-posterior"),
        ("body-charts", "[18, 700]", "[18, 800]", "from above down"),
    ],
)
def test_check_finds_a_slip(real_copy, file, old, new, says):
    path = real_copy / "anatomy" / f"{file}.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    reading = read(real_copy)
    faults = [*reading.faults, *must_hold(reading), *anatomy(reading.kb, reading.files)]
    assert any(says in str(fault) and file in str(fault) for fault in faults)
