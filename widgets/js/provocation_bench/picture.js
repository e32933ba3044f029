// One leg, or one close view: shapes that keep their elements from pose to pose. Where names stand, Python says.
import { h, svgNode, uid } from "../lib/dom.js";

const ROW = 21; // from line to line of a name
const PATTERNED = ["slack", "stretched", "limit", "active"];
const LEGEND = [
  ["slack", "slack: dotted"],
  ["resting", "resting: plain"],
  ["stretched", "stretched: striped"],
  ["limit", "at its limit: crossed"],
  ["active", "pulling: chevrons"],
];

function patterns(id) {
  const made = (name, size, ...marks) =>
    svgNode("pattern", {
      id: `${id}-${name}`,
      width: size,
      height: size,
      patternUnits: "userSpaceOnUse",
      class: `bench-p-${name}`,
    }, marks);
  return svgNode(
    "defs",
    {},
    made("slack", 8, svgNode("circle", { cx: 4, cy: 4, r: 1.5 })),
    made("stretched", 9, svgNode("path", { d: "M-2 11L11 -2M-2 2L2 -2M7 11L11 7" })),
    made("limit", 9, svgNode("path", { d: "M-2 11L11 -2M-2 -2L11 11" })),
    made("active", 16, svgNode("path", { d: "M2 11L8 5L14 11" })),
  );
}

/** How each look is drawn, in a list. */
export const legend = () => LEGEND.map(([key, name]) => h("li", {}, swatch(key), name));

function swatch(key) {
  const id = uid("swatch");
  const box = { x: 1, y: 1, width: 28, height: 16, rx: 4 };
  return svgNode(
    "svg",
    { viewBox: "0 0 30 18", width: 30, height: 18, "aria-hidden": "true" },
    patterns(id),
    svgNode("rect", { ...box, class: `bench-shape is-muscle look-${key}` }),
    key === "resting" ? [] : svgNode("rect", { ...box, fill: `url(#${id}-${key})` }),
  );
}

/** An outline, from pairs of numbers, at its place in the picture. */
export function outline(d, [scale, left, top]) {
  let path = "";
  for (let i = 0; i < d.length; i += 2) {
    path += `${i ? "L" : "M"}${(left + d[i] * scale).toFixed(1)} ${(top + d[i + 1] * scale).toFixed(1)}`;
  }
  return `${path}Z`;
}

export class Panel {
  constructor([width, height]) {
    this.id = uid("bench");
    this.height = height;
    this.leg = svgNode("g");
    this.names = svgNode("g");
    this.title = svgNode("text", { x: width / 2, y: 20, "text-anchor": "middle", class: "bench-title" });
    this.hole = svgNode("rect", { x: 0, width });
    const clip = svgNode("clipPath", { id: `${this.id}-window` }, this.hole);
    const props = { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", class: "bench-svg" };
    this.node = svgNode("svg", props, patterns(this.id), clip, this.leg, this.names, this.title);
    this.leg.setAttribute("clip-path", `url(#${this.id}-window)`);
    this.kept = new Map();
    this.order = "";
  }

  draw(data) {
    this.title.textContent = data.title;
    const [from, to] = data.clip ?? [0, this.height];
    this.hole.setAttribute("y", from);
    this.hole.setAttribute("height", to - from);
    const now = data.shapes.map((shape) => shape.id).join();
    if (now !== this.order) {
      this.leg.replaceChildren();
      this.kept.clear();
      this.order = now;
    }
    for (const shape of data.shapes) this.shape(shape, data.place);
    this.names.replaceChildren(...data.labels.map(leader), ...data.labels.map(words));
  }

  shape(shape, place) {
    let pair = this.kept.get(shape.id);
    if (!pair) {
      pair = [svgNode("path", {}, shape.name ? [svgNode("title", {}, shape.name)] : []), svgNode("path")];
      this.leg.append(...pair);
      this.kept.set(shape.id, pair);
    }
    const [ground, over] = pair;
    const d = outline(shape.d, place);
    const far = shape.far ? " is-far" : "";
    const patterned = PATTERNED.includes(shape.look) && shape.kind === "muscle";
    ground.setAttribute("d", d);
    ground.setAttribute("class", `bench-shape is-${shape.kind} look-${shape.look || "none"}${far}`);
    over.setAttribute("d", patterned ? d : "");
    if (patterned) over.setAttribute("fill", `url(#${this.id}-${shape.look})`);
    over.setAttribute("class", `bench-over${far}`);
  }
}

function leader({ leader: [x, y, toX, toY] }) {
  const d = `M${x} ${y}L${toX} ${toY}`;
  const paths = [svgNode("path", { class: "bench-halo", d }), svgNode("path", { class: "bench-leader", d })];
  return svgNode("g", {}, paths, svgNode("circle", { class: "bench-dot", cx: x, cy: y, r: 3.5 }));
}

function words({ text_at: [x, y], anchor, lines, words, look }) {
  const rows = [
    ...lines.map((row) => [row, "bench-label"]),
    ...words.map((row) => [row, `bench-word look-${look || "none"}`]),
  ];
  const text = ([row, kind], i) => svgNode("text", { x, y: y + ROW * i, "text-anchor": anchor, class: kind }, row);
  return svgNode("g", { class: "bench-words" }, rows.map(text));
}
