// What came before: the cyst as a line with dots, the knee's fluid as a dashed one.
import { svgNode } from "../lib/dom.js";

const WIDE = 330;
const HIGH = 190;
const TOP = 80; // millilitres
const [LEFT, RIGHT, ABOVE, BELOW] = [44, 46, 16, 30]; // room around the lines

/** What was done first: the buttons' names are written first, the others where there is room. */
export const rank = (label) => (label.endsWith("drained") ? 0 : /(°| ml)$/.test(label) ? 2 : 1);

export class Past {
  constructor() {
    const props = { viewBox: `0 0 ${WIDE} ${HIGH}`, "aria-hidden": "true", class: "cyst-svg cyst-plot" };
    this.node = svgNode("svg", props);
  }

  /** @param {[string, number, number, boolean][]} history  what was done, ml in the cyst, ml in the knee, whether torn */
  draw(history) {
    const many = Math.max(history.length - 1, 12);
    this.x = (i) => LEFT + (WIDE - LEFT - RIGHT) * i / many;
    this.y = (value) => HIGH - BELOW - (HIGH - ABOVE - BELOW) * Math.min(1, value / TOP);
    this.node.replaceChildren(
      ...[0, 40, 80].flatMap((value) => this.grid(value)),
      this.line(history, 2, "is-knee"),
      this.line(history, 1, "is-cyst"),
      ...this.names(history),
      ...this.points(history),
      ...this.ends(history),
    );
  }

  grid(value) {
    const text = { x: LEFT - 6, y: this.y(value) + 5, "text-anchor": "end", class: "cyst-tick" };
    return [
      svgNode("path", { class: "cyst-grid", d: `M${LEFT} ${this.y(value)}H${WIDE - RIGHT}` }),
      svgNode("text", text, value ? String(value) : "0 ml"),
    ];
  }
  line(history, k, kind) {
    const points = history.map((one, i) => `${this.x(i).toFixed(1)} ${this.y(one[k]).toFixed(1)}`);
    return svgNode("path", { d: `M${points.join("L")}`, class: `cyst-line ${kind}` });
  }

  // Names of what was done, below.
  names(history) {
    const taken = [];
    const out = [];
    const name = (label, i) => {
      const wide = 7.6 * label.length + 8;
      const from = this.x(i) + wide > WIDE - 8 ? this.x(i) - wide + 8 : this.x(i) - 2;
      if (taken.some(([low, high]) => from < high && from + wide > low)) return;
      taken.push([from, from + wide]);
      out.push(
        svgNode("path", { class: "cyst-mark", d: `M${this.x(i).toFixed(1)} ${HIGH - BELOW}v5` }),
        svgNode("text", { x: from.toFixed(1), y: HIGH - 10, class: "cyst-tick" }, label),
      );
    };
    for (const now of [0, 1, 2]) {
      history.forEach(([label], i) => {
        if (label && i && rank(label) === now) name(label, i);
      });
    }
    return out;
  }

  points(history) {
    const r = history.length > 45 ? 1.8 : 2.8;
    let torn = false;
    return history.flatMap(([, cyst, , burst], i) => {
      const [cx, cy] = [this.x(i), this.y(cyst)];
      const point = svgNode("circle", { cx: cx.toFixed(1), cy: cy.toFixed(1), r, class: "cyst-point" });
      const fresh = burst && !torn;
      torn = burst;
      return fresh ? [point, ...tear(cx, cy)] : [point];
    });
  }

  // The two lines by name, one above the other where they end close together.
  ends(history) {
    const last = history.at(-1);
    const x = this.x(history.length - 1) + 8;
    let [knee, cyst] = [this.y(last[2]) + 5, this.y(last[1]) + 5];
    if (Math.abs(knee - cyst) < 16) {
      if (knee <= cyst) knee = cyst - 16;
      else cyst = knee - 16;
    }
    return [
      svgNode("text", { x, y: knee, class: "cyst-tick" }, "knee"),
      svgNode("text", { x, y: cyst, class: "cyst-tick is-strong" }, "cyst"),
    ];
  }
}

function tear(x, y) {
  const d = `M${x - 6} ${y - 6}L${x + 6} ${y + 6}M${x - 6} ${y + 6}L${x + 6} ${y - 6}`;
  const text = { x, y: y - 12, "text-anchor": "middle", class: "cyst-tick is-torn" };
  return [svgNode("path", { class: "cyst-torn", d }), svgNode("text", text, "burst")];
}
