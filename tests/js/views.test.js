import assert from "node:assert/strict";
import { inClock, passed } from "../../widgets/js/exam_paper/clock.js";
import { isEmpty } from "../../widgets/js/exam_paper/draft.js";
import { led } from "../../widgets/js/lib/rove.js";
import { eyeOf, framing, turned } from "../../widgets/js/body_view/camera.js";
import { Mesh } from "../../widgets/js/body_view/mesh.js";
import { mixed } from "../../widgets/js/body_view/scene.js";
import { clear, placing, spaced } from "../../widgets/js/cyst_bench/knee.js";
import { nearest, placeInWords, rim } from "../../widgets/js/leg_section/probe.js";
import { frameAt } from "../../widgets/js/provocation_bench/film.js";
import { placeOf } from "../../widgets/js/provocation_bench/gauges.js";
import { outline } from "../../widgets/js/provocation_bench/picture.js";
import { KINDS } from "../../widgets/js/quiz_set/kinds/kind.js";
import { finder } from "../../widgets/js/term_cards/find.js";
import * as ordering from "../../widgets/js/quiz_set/kinds/ordering.js";

Deno.test("arrow keys move within a row, round its ends only if it says so", () => {
  assert.equal(led("ArrowRight", 2, 3), 0);
  assert.equal(led("ArrowUp", 0, 3), 2);
  assert.equal(led("ArrowUp", 0, 3, { around: false }), -1);
  assert.equal(led("ArrowRight", 0, 3, { along: "down" }), null);
  assert.equal(led("Home", 2, 3), null);
  assert.equal(led("End", 0, 3, { ends: true }), 2);
  assert.equal(led("x", 0, 3), null);
});

Deno.test("a view of the leg looks from its own side, and a left leg is mirrored", () => {
  assert.deepEqual(eyeOf("posterior", false), { x: -4, y: 0, z: 0 });
  assert.equal(eyeOf("medial", false).z, -eyeOf("medial", true).z);
  assert.deepEqual(eyeOf("free", false), eyeOf("posterior", false));
});

Deno.test("turning keeps the distance and never passes over the pole", () => {
  let eye = { x: -4, y: 0, z: 0 };
  for (let i = 0; i < 20; i += 1) eye = turned(eye, 7, 15);
  assert.ok(Math.abs(Math.hypot(eye.x, eye.y, eye.z) - 4) < 1e-9);
  assert.ok(eye.y < 4);
});

Deno.test("closer shows less of the leg, about the same point", () => {
  const scene = { low: [-100, -900, -100], high: [100, 100, 100], knee: [0, -400, 0] };
  const [far, near] = [framing(scene, "knee", 1), framing(scene, "knee", 2)];
  assert.equal(near.aspect.y, 2 * far.aspect.y);
  assert.equal(near.center.y, 2 * far.center.y);
});

Deno.test("a part brings the corners that its own triangles use, and no others", () => {
  const triangles = { fine: Int32Array.from([0, 2, 1, 3, 2, 4]), coarse: Int32Array.from([0, 1, 2]) };
  const places = Float32Array.from([0, 1, 2, 3, 4, 10, 11, 12, 13, 14, 20, 21, 22, 23, 24]);
  const mesh = new Mesh(triangles, Float32Array.from([0, 0.1, 0.2, 0.3, 0.4]), places);
  const part = /** @type {any} */ ({ id: "a", fine: [1, 1], coarse: [0, 1] });
  const form = mesh.shape([part], "fine");
  assert.deepEqual([...form.kept], [2, 3, 4]);
  assert.deepEqual([[...form.i], [...form.j], [...form.k]], [[0], [1], [2]]);
  assert.deepEqual([...mesh.axis(form, 1)], [12, 13, 14]);
  assert.equal(mesh.shape([part], "fine"), form);
});

Deno.test("a colour is mixed with black below 0, with white above", () => {
  const grey = ["#808080", "#404040", "#c0c0c0"];
  assert.deepEqual([mixed(grey[0], 0), mixed(grey[0], -0.5), mixed(grey[0], 0.5)], grey);
});

Deno.test("a picture keeps its proportions and stands in the middle", () => {
  const place = placing([0, 0, 100, 100]);
  assert.deepEqual(place(0, 0), [80, 0]);
  assert.deepEqual(place(100, 100), [580, 500]);
});

Deno.test("names beside the knee never stand upon each other", () => {
  const list = spaced([100, 101, 99, 480, 481].map((y) => ({ p: [0, y] })));
  assert.ok(list.every((one, i) => i === 0 || one.y - list[i - 1].y >= 31));
  assert.ok(list.at(-1).y <= 488);
});

Deno.test("a place on the skin is told from the nearer of back and front", () => {
  assert.equal(placeInWords(0), "middle of the back");
  assert.equal(placeInWords(-180), "middle of the front");
  assert.equal(placeInWords(-90), "medial side");
  assert.equal(placeInWords(45), "45° from the back, lateral");
  assert.equal(placeInWords(-120), "60° from the front, medial");
  assert.equal(nearest(46), 45);
});

Deno.test("the outline of a muscle is its outer loop alone", () => {
  assert.equal(rim("M0 0L9 9L0 9L3 3ZM1 1L2 2Z"), "M0 0L9 9L0 9L3 3Z");
});

Deno.test("a film runs step by step, slowly at both ends of each, and ends", () => {
  assert.deepEqual(frameAt(0, 2), { step: 0, share: 0 });
  assert.ok(Math.abs(frameAt(0.9, 2).share - 0.5) < 1e-9);
  assert.deepEqual(frameAt(2, 2), { step: 0, share: 1 });
  assert.equal(frameAt(2.6, 2).step, 1);
  assert.equal(frameAt(5, 2), null);
});

Deno.test("a gauge stays on its track", () => {
  assert.equal(placeOf(0, false), 45);
  assert.equal(placeOf(1, false), 85);
  for (const used of [-9, 9]) assert.ok(placeOf(used, false) >= 0 && placeOf(used, false) <= 100);
  assert.deepEqual([placeOf(0, true), placeOf(1, true)], [4, 96]);
});

Deno.test("an outline is moved and scaled as a whole", () => {
  assert.equal(outline([0, 0, 10, 5], [2, 1, 1]), "M1.0 1.0L21.0 11.0Z");
});

Deno.test("an order that nobody touched is no answer", () => {
  const question = { options: [{ i: 2 }, { i: 0 }, { i: 1 }] };
  const fresh = ordering.begin({ question, answer: undefined });
  assert.deepEqual(fresh.order, [2, 0, 1]);
  assert.equal(ordering.answer(question, fresh), null);
  assert.deepEqual(ordering.answer(question, { ...fresh, moved: true }), [2, 0, 1]);
  assert.deepEqual(ordering.answer(question, ordering.begin({ question, answer: [0, 1, 2] })), [0, 1, 2]);
});

Deno.test("a line is moved to its place, and nowhere else", () => {
  assert.deepEqual(ordering.moved([1, 2, 3], 0, 2), [2, 3, 1]);
  assert.deepEqual(ordering.moved([1, 2, 3], 2, 0), [3, 1, 2]);
  const order = [1, 2, 3];
  assert.equal(ordering.moved(order, 0, -1), order);
  assert.equal(ordering.moved(order, 2, 3), order);
});

Deno.test("of a new question nothing is chosen, and what was answered comes back as it was", () => {
  const options = [{ i: 0 }, { i: 1 }, { i: 2 }];
  const view = (kind, answer, more = {}) => ({
    answer,
    question: { kind, options, prompts: ["a", "b"], ...more },
    verdict: null,
  });
  const answers = {
    single: [null, 1],
    several: [[], [0, 2]],
    "true-false": [{ truth: null, reason: null }, { truth: false, reason: 2 }],
    numeric: ["", "7,5"],
    matching: [[null, null], [1, null]],
    "extended-matching": [[null, null], [1, 1]],
    ordering: [null, [2, 0, 1]],
    "script-concordance": [null, 2],
    hotspot: [null, null],
  };
  assert.deepEqual(Object.keys(answers).sort(), Object.keys(KINDS).sort());
  for (const [kind, [empty, given]] of Object.entries(answers)) {
    const again = (answer) => {
      const shown = view(kind, answer);
      return KINDS[kind].answer(shown.question, KINDS[kind].begin(shown));
    };
    assert.deepEqual(again(null), empty, kind);
    assert.deepEqual(again(given), given, kind);
  }
});

// Examination

Deno.test("the clock is told in minutes, and in hours where there are some", () => {
  assert.deepEqual([0, 59.9, 61, 3725].map(inClock), ["0:00", "0:59", "1:01", "1:02:05"]);
});

Deno.test("a warning comes once, when its time is passed, and the last one wins", () => {
  assert.deepEqual([passed(301, 300), passed(300, 299), passed(400, 30), passed(61, 60), passed(30, 0)], [
    300,
    null,
    60,
    60,
    null,
  ]);
});

Deno.test("an answer of which nothing is given is none", () => {
  const empty = [null, undefined, " ", [], [null, null], { truth: null, reason: null }];
  assert.deepEqual(empty.map(isEmpty), empty.map(() => true));
  assert.deepEqual([0, "0", [null, 0], { truth: false, reason: null }].map(isEmpty), [false, false, false, false]);
});

Deno.test("a name on the cyst bench gives way to what is patterned, and to no other name", () => {
  const sac = [[400, 100], [600, 100], [600, 200], [400, 200]];
  const name = (y, from) => ({ y, across: [from, 650], p: [450, y] });
  const [one, two, beside] = clear([name(110, 500), name(150, 500), name(150, 610)], [sac]);
  assert.ok(one.y + 5 < 100 || one.y - 14 > 200);
  assert.ok(two.y + 5 < 100 || two.y - 14 > 200);
  assert.ok(Math.abs(one.y - two.y) >= 25);
  assert.equal(beside.y, 150);
});

Deno.test("words of the glossary are found whole, the longest first, in any of their forms", () => {
  const vein = { term: "vein", forms: ["vein", "venous"], plain: "" };
  const clot = { term: "deep vein thrombosis", forms: ["deep vein thrombosis", "DVT"], plain: "" };
  const cyst = { term: "Baker’s cyst", forms: ["Baker’s cyst"], plain: "" };
  const find = finder([vein, clot, cyst]);
  const seen = (text) => find(text).map(({ at, word, entry }) => [at, word, entry.term]);
  assert.deepEqual(seen("A DVT is a deep vein thrombosis, not any vein."), [
    [2, "DVT", "deep vein thrombosis"],
    [11, "deep vein thrombosis", "deep vein thrombosis"],
    [41, "vein", "vein"],
  ]);
  assert.deepEqual(seen("Veins. Intravenous, vein-like."), [[0, "Veins", "vein"]]);
  assert.deepEqual(seen("Baker's cysts"), [[0, "Baker's cysts", "Baker’s cyst"]]);
  assert.deepEqual(finder([])("vein"), []);
});
