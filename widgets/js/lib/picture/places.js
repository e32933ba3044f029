// Where a form can be pointed at: on it, inside the frame, not hidden by what lies over it.
import { svgNode } from "../dom.js";

/** @typedef {{at: [number, number], in: boolean, free: boolean, area?: number, open?: [number, number]}} Place */

const GRID = 12;

/**
 * The longest stretch of `points` that is free.
 * @template T
 * @param {T[]} free
 * @param {T[]} points
 * @returns {T[]}
 */
export function longest(free, points) {
  let run = [];
  let best = [];
  for (const point of points) {
    run = free.includes(point) ? [...run, point] : [];
    if (run.length > best.length) best = run;
  }
  return best;
}

/**
 * Points along a body at a share of the way across it. Ribs are [x, y, x, y] across the body.
 * @param {number[]} ribs
 * @param {number} share
 */
export function along(ribs, share) {
  const side = [];
  for (let i = 0; i < ribs.length; i += 4) {
    const [ax, ay, bx, by] = ribs.slice(i, i + 4);
    const point = [ax + (bx - ax) * share, ay + (by - ay) * share];
    const [lx, ly] = side[side.length - 1] ?? point;
    const n = Math.max(1, Math.round(Math.hypot(point[0] - lx, point[1] - ly) / 5));
    for (let k = 1; k <= n; k += 1) side.push([lx + ((point[0] - lx) * k) / n, ly + ((point[1] - ly) * k) / n]);
  }
  return side;
}

/** The middle line of a shape as points. */
export function sampled(d) {
  const line = /** @type {SVGPathElement} */ (svgNode("path", { d }));
  const length = line.getTotalLength();
  const n = Math.min(60, Math.max(4, Math.round(length / 6)));
  return Array.from({ length: n + 1 }, (_, i) => {
    const p = line.getPointAtLength((length * i) / n);
    return [p.x, p.y];
  });
}

/**
 * @param {{ribs?: number[]}} shape
 * @param {number[][]} points  along it
 * @param {(point: number[]) => boolean} inside
 * @param {(point: number[]) => boolean} bare
 * @returns {Place}
 */
export function placed(shape, points, inside, bare) {
  const within = points.filter(inside);
  let free = within.filter(bare);
  let way = points;
  if (free.length < Math.max(1, 0.1 * within.length) && shape.ribs?.length) {
    // Its middle is hidden; perhaps one of its sides shows.
    for (const share of [0.12, 0.88]) {
      const side = along(shape.ribs, share);
      const open = side.filter(inside).filter(bare);
      if (open.length > free.length + 1) [free, way] = [open, side];
    }
  }
  const pool = free.length ? longest(free, way) : within.length ? within : points;
  return {
    at: /** @type {[number, number]} */ (pool[Math.floor(pool.length / 2)]),
    in: within.length > 0,
    free: free.length >= Math.max(1, way === points ? 0.1 * within.length : 2),
  };
}

/**
 * Who lies next in a direction: straight ahead counts for more than near, and what is hidden for less.
 * @param {[number, number]} from
 * @param {[number, number]} way
 * @param {{id: string, place: Place}[]} others
 */
export function toward([x, y], [dx, dy], others) {
  let [best, cost] = [null, Infinity];
  for (const { id, place } of others) {
    if (!place.in) continue;
    const [ax, ay] = [place.at[0] - x, place.at[1] - y];
    const ahead = ax * dx + ay * dy;
    const aside = Math.abs(ax * dy) + Math.abs(ay * dx);
    if (ahead <= 0.2 || aside > 3 * ahead + 6) continue;
    const price = ahead + 2 * aside + (place.free ? 0 : 12);
    if (price < cost) [best, cost] = [id, price];
  }
  return best;
}

/**
 * How much of a shape is seen, and a point in the middle of that.
 * @param {number[]} extent  left, top, right, bottom
 * @param {number[]} seen  left, top, width, height
 * @param {(point: [number, number]) => boolean} open  whether the shape is there and nothing lies over it
 * @returns {{area: number, open: [number, number]}}
 */
export function bared([x0, y0, x1, y1], [left, top, wide, tall], open) {
  const [ax, ay] = [Math.max(x0, left), Math.max(y0, top)];
  const w = Math.max(0, Math.min(x1, left + wide) - ax);
  const h = Math.max(0, Math.min(y1, top + tall) - ay);
  /** @type {[number, number][]} */
  const hits = [];
  for (let i = 0; w > 0 && h > 0 && i < GRID ** 2; i += 1) {
    /** @type {[number, number]} */
    const point = [ax + w * ((i % GRID) + 0.5) / GRID, ay + h * (Math.floor(i / GRID) + 0.5) / GRID];
    if (open(point)) hits.push(point);
  }
  const mean = [0, 1].map((axis) => hits.reduce((sum, point) => sum + point[axis], 0) / (hits.length || 1));
  const far = ([x, y]) => Math.hypot(x - mean[0], y - mean[1]);
  const middle = hits.reduce((best, point) => (far(point) < far(best) ? point : best), hits[0] ?? [ax, ay]);
  return { area: hits.length * w * h / GRID ** 2, open: middle };
}
