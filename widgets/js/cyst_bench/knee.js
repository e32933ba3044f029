// The knee from its inner side: bones, sac, fluid, and the slit between joint and bursa.
import { svgNode, uid } from "../lib/dom.js";

const WIDE = 660; // of the picture, in its own units: text in it is then as large as it says
const HIGH = 500;
const APART = 31; // from name to name, downward
const PATTERNED = new Set(["fluid", "sac", "leak"]);
export const PATTERNS = { soft: "soft", firm: "firm", tense: "tense", burst: "burst" };

function patterns(id) {
  const made = (name, size, ...marks) =>
    svgNode("pattern", {
      id: `${id}-${name}`,
      width: size,
      height: size,
      patternUnits: "userSpaceOnUse",
      class: `cyst-p cyst-p-${name}`,
    }, marks);
  return svgNode(
    "defs",
    {},
    made("fluid", 14, svgNode("path", { d: "M0 7Q3.5 4 7 7T14 7" })),
    made("soft", 10, svgNode("circle", { cx: 5, cy: 5, r: 1.6 })),
    made("firm", 9, svgNode("path", { d: "M-2 11L11 -2M-2 2L2 -2M7 11L11 7" })),
    made("tense", 9, svgNode("path", { d: "M-2 11L11 -2M-2 -2L11 11" })),
    made("burst", 12, svgNode("path", { d: "M0 9L3 3L6 9L9 3L12 9" })),
  );
}

export function swatch(name) {
  const id = uid("swatch");
  return svgNode(
    "svg",
    { viewBox: "0 0 30 18", width: 30, height: 18, "aria-hidden": "true" },
    patterns(id),
    svgNode("rect", { x: 1, y: 1, width: 28, height: 16, rx: 4, class: "cyst-ground" }),
    svgNode("rect", { x: 1, y: 1, width: 28, height: 16, rx: 4, fill: `url(#${id}-${name})`, class: "cyst-edge" }),
  );
}

const placedAll = (d, place) => Array.from({ length: d.length / 2 }, (_, i) => place(d[2 * i], d[2 * i + 1]));

const pathOf = (d, place) => `M${placedAll(d, place).map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}Z`;

/** From the model's millimetres to places in the picture, as large as fits. */
export function placing([left, top, wide, tall]) {
  const scale = Math.min(WIDE / wide, HIGH / tall);
  const dx = (WIDE - wide * scale) / 2;
  return (x, y) => [dx + (x - left) * scale, (y - top) * scale];
}

export class Knee {
  constructor() {
    this.id = uid("cyst");
    this.under = svgNode("g");
    this.names = svgNode("g");
    const props = { viewBox: `0 0 ${WIDE} ${HIGH}`, "aria-hidden": "true", class: "cyst-svg" };
    this.node = svgNode("svg", props, patterns(this.id), this.under, this.names);
  }

  draw(frame) {
    const place = placing(frame.box);
    const fluids = frame.shapes.filter((one) => one.kind === "fluid").map((one) => pathOf(one.d, place));
    this.under.replaceChildren();
    let wet = false;
    for (const shape of frame.shapes) {
      if (shape.kind !== "fluid") this.under.append(...this.shape(shape, frame, pathOf(shape.d, place)));
      else if (!wet) {
        this.under.append(...this.fluid(fluids, frame));
        wet = true;
      }
    }
    this.under.append(...gate(frame, place));
    this.names.replaceChildren();
    const patterned = frame.shapes.filter((one) => PATTERNED.has(one.kind)).map((one) => placedAll(one.d, place));
    for (const side of ["left", "right"]) this.column(side, frame, place, patterned);
  }

  over(d, pattern) {
    return svgNode("path", { d, fill: `url(#${this.id}-${pattern})`, class: "cyst-over" });
  }
  // The edges of all first, so that what lies together shows one outline.
  fluid(paths, { fluid }) {
    const body = `cyst-shape is-fluid${fluid < 1 ? " is-dry" : ""}`;
    return [
      ...paths.map((d) => svgNode("path", { d, class: "cyst-shape is-fluid-edge" })),
      ...paths.map((d) => svgNode("path", { d, class: body })),
      ...(fluid >= 1 ? paths.map((d) => this.over(d, "fluid")) : []),
    ];
  }
  shape({ kind }, { word }, d) {
    const ground = (kinds) => svgNode("path", { d, class: `cyst-shape is-${kinds}` });
    if (kind === "leak") return [ground("leak"), this.over(d, "burst")];
    if (kind !== "sac") return [ground(kind)];
    return [ground(`sac word-${word || "none"}`), ...(PATTERNS[word] ? [this.over(d, PATTERNS[word])] : [])];
  }

  /** Names down one side, each with a line to what it names. */
  column(side, frame, place, patterned) {
    const x = side === "left" ? 10 : WIDE - 10;
    const anchor = side === "left" ? "start" : "end";
    const named = frame.labels.filter((one) => one.side === side).map((one) => {
      const kind = `cyst-label${one.strong ? " is-strong" : ""}`;
      const node = svgNode("text", { x, "text-anchor": anchor, class: kind }, one.text);
      this.names.append(node);
      const length = node.getComputedTextLength?.() || one.text.length * 8;
      const across = side === "left" ? [x, x + length] : [x - length, x];
      return { node, length, across, p: place(...one.at) };
    });
    for (const { node, length, y, p: [px, py] } of clear(spaced(named), patterned)) {
      node.setAttribute("y", String(y));
      const from = side === "left" ? x + length + 6 : x - length - 6;
      const d = `M${from.toFixed(1)} ${y - 5}L${px.toFixed(1)} ${py.toFixed(1)}`;
      this.names.prepend(
        svgNode("path", { class: "cyst-leader", d }),
        svgNode("circle", { class: "cyst-dot", cx: px.toFixed(1), cy: py.toFixed(1), r: 3.5 }),
      );
    }
  }
}

/** Names from top to bottom, each near what it names and none upon another; `y` is where each stands. */
export function spaced(list) {
  const [top, bottom] = [20, HIGH - 12];
  const column = [...list].sort((a, b) => a.p[1] - b.p[1]);
  let y = top;
  for (const one of column) {
    one.y = Math.max(y, Math.min(bottom, one.p[1] + 5));
    y = one.y + APART;
  }
  let floor = bottom;
  for (const one of [...column].reverse()) {
    one.y = Math.min(one.y, floor);
    floor = one.y - APART;
  }
  return column;
}

const inside = ([x, y], ring) =>
  ring.reduce((within, [ax, ay], i) => {
    const [bx, by] = ring[(i || ring.length) - 1];
    return ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax ? !within : within;
  }, false);

/**
 * Names moved up or down, as little as can be, from what is patterned and from the point that they name: upon a pattern
 * nobody can read them.
 * @template {{y?: number, across: number[], p: number[]}} T
 * @param {T[]} list
 * @param {number[][][]} patterned
 * @returns {T[]}
 */
export function clear(list, patterned) {
  /** @param {T} one */
  const bad = (one, y) => {
    const [from, to] = one.across;
    const [px, py] = one.p;
    if (px > from - 6 && px < to + 6 && py > y - 18 && py < y + 8) return true;
    return Array.from({ length: 9 }, (_, i) => from + ((to - from) * i) / 8).some((x) =>
      [y - 14, y - 5, y + 5].some((down) => patterned.some((ring) => inside([x, down], ring)))
    );
  };
  const taken = (one, y) => list.some((other) => other !== one && Math.abs(other.y - y) < APART - 6);
  for (const one of list) {
    for (let by = 0; by < HIGH && bad(one, one.y); by += 6) {
      const free = [one.y - by, one.y + by]
        .find((y) => y > 16 && y < HIGH - 8 && !bad(one, y) && !taken(one, y));
      if (free !== undefined) one.y = free;
    }
  }
  return list;
}

// Two lips across the neck of the sac: as far apart as the slit is open; an arrow where fluid runs.
function gate(frame, place) {
  const [x, y] = place(...frame.neck);
  const [ax, ay] = frame.away;
  const [px, py] = [-ay, ax];
  const gap = 2 + 11 * frame.opening;
  const lip = (side) => {
    const [near, far] = [gap * 0.5, gap * 0.5 + 15].map((by) => [x + px * side * by, y + py * side * by]);
    const [from, to] = [near, far].map((point) => point.map((one) => one.toFixed(1)).join(" "));
    return svgNode("path", { d: `M${from}L${to}`, class: "cyst-lip" });
  };
  const parts = [lip(1), lip(-1)];
  if (!frame.opening || frame.slit_word === "flap shut") {
    const d = `M${x + px * 15} ${y + py * 15}L${x - px * 15} ${y - py * 15}`;
    parts.push(svgNode("path", { d, class: "cyst-bar" }));
  }
  if (!frame.flow) return parts;
  const way = frame.flow;
  const tail = [x - ax * way * 21, y - ay * way * 21];
  const tip = [x + ax * way * 21, y + ay * way * 21];
  const wing = (side) => [tip[0] - ax * way * 11 + px * side * 8, tip[1] - ay * way * 11 + py * side * 8];
  const d = `M${tail}L${tip}M${wing(1)}L${tip}L${wing(-1)}`;
  return [...parts, svgNode("path", { d, class: "cyst-arrow-edge" }), svgNode("path", { d, class: "cyst-arrow" })];
}
