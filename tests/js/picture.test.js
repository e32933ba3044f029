import assert from "node:assert/strict";
import { nearer } from "../../widgets/js/lib/picture/lens.js";
import { along, bared, longest, placed, toward } from "../../widgets/js/lib/picture/places.js";
import { level } from "../../widgets/js/lib/picture/shading.js";

const everywhere = () => true;
const line = Array.from({ length: 21 }, (_, i) => [0, i * 5]);

Deno.test("a form is pointed at in the middle of the longest stretch that nothing hides", () => {
  const place = placed({}, line, everywhere, ([, y]) => y < 20 || y > 50);
  assert.deepEqual(place, { at: [0, 80], in: true, free: true });
});

Deno.test("where its middle is hidden, a side that shows is pointed at", () => {
  const ribs = line.flatMap(([, y]) => [-10, y, 10, y]);
  const place = placed({ ribs }, line, everywhere, ([x]) => x < -5);
  assert.ok(place.free && place.at[0] < -5);
});

Deno.test("what lies outside the frame is not in it, and what is hidden is not free", () => {
  assert.equal(placed({}, line, () => false, everywhere).in, false);
  assert.equal(placed({}, line, everywhere, () => false).free, false);
});

Deno.test("the longest stretch is one without a gap", () => {
  assert.deepEqual(longest([1, 2, 4, 5, 6], [1, 2, 3, 4, 5, 6]), [4, 5, 6]);
  assert.deepEqual(longest([], [1, 2]), []);
});

Deno.test("points run along a body at a share of the way across it", () => {
  const points = along([-10, 0, 10, 0, -10, 30, 10, 30], 0.25);
  assert.ok(points.every(([x]) => x === -5));
  assert.deepEqual(points.at(-1), [-5, 30]);
});

Deno.test("an arrow key leads to what lies ahead, and never back", () => {
  const at = (id, x, y, free = true) => ({
    id,
    place: { at: /** @type {[number, number]} */ ([x, y]), in: true, free },
  });
  const others = [at("right", 10, 1), at("farther", 30, 0), at("left", -10, 0), at("below", 0, 10)];
  assert.equal(toward([0, 0], [1, 0], others), "right");
  assert.equal(toward([0, 0], [-1, 0], others), "left");
  assert.equal(toward([0, 0], [0, 1], others), "below");
  assert.equal(toward([0, 0], [0, -1], others), null);
  assert.equal(toward([0, 0], [1, 0], [at("hidden", 5, 0, false), at("seen", 9, 0)]), "seen");
});

Deno.test("shading lies within the body, narrower from step to step", () => {
  const numbers = (d) => d.match(/-?[\d.]+/g).map(Number).filter((_, i) => i % 2 === 0);
  const ribs = [-10, 0, 10, 0, -10, 30, 10, 30];
  const wide = numbers(level(ribs, 1));
  const narrow = numbers(level(ribs, 0.3));
  assert.deepEqual([Math.min(...wide), Math.max(...wide)], [-10, 10]);
  assert.ok(Math.min(...narrow) > -10 && Math.max(...narrow) < 10);
});

Deno.test("what is seen of a form is measured, and pointed at in its middle", () => {
  const { area, open } = bared([0, 0, 40, 40], [0, 0, 20, 40], ([, y]) => y < 20);
  assert.equal(area, 400);
  assert.ok(Math.abs(open[0] - 10) < 2 && Math.abs(open[1] - 10) < 2);
  assert.equal(bared([0, 0, 40, 40], [50, 0, 20, 40], () => true).area, 0);
});

Deno.test("a step nearer leaves the point under the pointer where it is, and one cannot leave the picture", () => {
  assert.deepEqual(nearer([0, 0, 100, 200], 2, [50, 100], [0, 0, 100, 200]), [25, 50, 50, 100]);
  assert.deepEqual(nearer([25, 50, 50, 100], 0.1, [50, 100], [0, 0, 100, 200]), [0, 0, 100, 200]);
  const [, , w] = nearer([0, 0, 10, 20], 100, [5, 10], [0, 0, 100, 200]);
  assert.ok(w >= 8, "there is a nearest");
});
