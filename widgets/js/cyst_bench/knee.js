// The knee from its inner side: bones, sac, fluid, and the slit between joint and bursa.
import { svgNode, uid } from "../lib/dom.js";

const WIDE = 660; // of the picture, in its own units: text in it is then as large as it says
const HIGH = 500;
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

const pathOf = (d, place) => {
  let text = "";
  for (let i = 0; i < d.length; i += 2) {
    const [x, y] = place(d[i], d[i + 1]);
    text += `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
  }
  return `${text}Z`;
};

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
    for (const side of ["left", "right"]) this.column(side, frame, place);
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
  column(side, frame, place) {
    const list = spaced(
      frame.labels.filter((one) => one.side === side).map((one) => ({ ...one, p: place(...one.at) })),
    );
    const x = side === "left" ? 10 : WIDE - 10;
    const anchor = side === "left" ? "start" : "end";
    for (const { text, strong, y, p: [px, py] } of list) {
      const kind = `cyst-label${strong ? " is-strong" : ""}`;
      const node = svgNode("text", { x, y, "text-anchor": anchor, class: kind }, text);
      this.names.append(node);
      const length = node.getComputedTextLength?.() || text.length * 8;
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
  const [apart, top, bottom] = [31, 20, HIGH - 12];
  const column = [...list].sort((a, b) => a.p[1] - b.p[1]);
  let y = top;
  for (const one of column) {
    one.y = Math.max(y, Math.min(bottom, one.p[1] + 5));
    y = one.y + apart;
  }
  let floor = bottom;
  for (const one of [...column].reverse()) {
    one.y = Math.min(one.y, floor);
    floor = one.y - apart;
  }
  return column;
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
