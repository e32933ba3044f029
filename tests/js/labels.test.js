import assert from "node:assert/strict";
import { arrange, columns, crosses, pushApart, spread, wrap } from "../../widgets/js/lib/picture/labels.js";

const length = (text) => text.length;
const label = (id, x, y, tall = 10) => ({
  id,
  at: /** @type {[number, number]} */ ([x, y]),
  lines: [id],
  tall,
  want: y,
});
const apart = (list) => list.every((one, i) => i === 0 || list[i - 1].y + list[i - 1].tall <= one.y + 1e-9);

// Always the same numbers, and no pattern in them.
/** @param {number} seed @returns {Generator<number, any>} */
function* numbers(seed) {
  for (let x = seed;;) {
    x = (x * 16807) % 2147483647;
    yield x / 2147483647;
  }
}

Deno.test("a name is broken between words, and after a hyphen or a dash", () => {
  assert.deepEqual(wrap("Tibial nerve", 20, length), ["Tibial nerve"]);
  assert.deepEqual(wrap("Tibial nerve", 8, length), ["Tibial", "nerve"]);
  assert.deepEqual(wrap("gastrocnemius–semimembranosus bursa", 24, length), [
    "gastrocnemius–",
    "semimembranosus bursa",
  ]);
  assert.deepEqual(wrap("one", 1, length), ["one"]);
});

Deno.test("two lines of a name are as alike as can be", () => {
  assert.deepEqual(wrap("medial head of gastrocnemius", 24, length), ["medial head of", "gastrocnemius"]);
});

Deno.test("names that have room stand where they want to be", () => {
  const list = [label("a", 0, 20), label("b", 0, 60)];
  spread(list, 0, 100);
  assert.deepEqual(list.map((one) => one.y), [15, 55]);
});

Deno.test("no name stands upon another, nor outside the picture, however they want to", () => {
  const random = numbers(7);
  const next = () => random.next().value;
  for (let round = 0; round < 200; round += 1) {
    const many = 1 + Math.floor(next() * 9);
    const list = Array.from({ length: many }, (_, i) => label(`${i}`, next() * 50, next() * 140 - 20, 4 + next() * 7));
    arrange(list, 0, 100, -10);
    assert.ok(apart(list), JSON.stringify(list));
    assert.ok(list[0].y >= -1e-9 && list.at(-1).y + list.at(-1).tall <= 100 + 1e-9, JSON.stringify(list));
  }
});

Deno.test("neighbours change places where their leaders would cross", () => {
  const list = [label("near", 5, 50), label("far", 60, 49)];
  list[0].want = 40;
  arrange(list, 0, 100, -10);
  const ends = list.map((one) => [-10, one.y + one.tall / 2]);
  assert.ok(!crosses(ends[0], list[0].at, ends[1], list[1].at));
});

Deno.test("two columns are about as full, and no fuller than the picture is tall", () => {
  const all = Array.from({ length: 12 }, (_, i) => label(`${i}`, i, 10 * i));
  const [left, right] = columns(all, 100, 80, 1);
  assert.ok(left.length && right.length);
  assert.ok(left.length <= 8 && right.length <= 8);
  assert.ok(Math.max(...left.map((one) => one.at[0])) < Math.min(...right.map((one) => one.at[0])));
});

Deno.test("numbers that would lie upon each other are pushed apart, and stay in the frame", () => {
  const list = [{ x: 50, y: 50 }, { x: 51, y: 50 }, { x: 1, y: 1 }];
  pushApart(list, 5, [0, 0, 100, 100]);
  const far = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
  assert.ok(far(list[0], list[1]) > 2.2 * 5);
  assert.ok(list[2].x >= 6 && list[2].y >= 6);
});
