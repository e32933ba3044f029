// Draws a picture that Python laid out: shapes in painting order, names in columns beside it, numbers upon it.
import { svgNode } from "../dom.js";
import { arrange, columns, pushApart, wordsOf, wrap } from "./labels.js";
import { placed, sampled, toward } from "./places.js";
import { PAINT, painted, patterns, shading } from "./shading.js";

/**
 * @typedef {object} Shape
 * @property {string} id
 * @property {string} kind
 * @property {string} layer
 * @property {string} label
 * @property {string} name
 * @property {string} where
 * @property {string} structure
 * @property {string} outline
 * @property {[number, number]} at
 * @property {string} [join]  what it is painted as one with
 * @property {string} [line]
 * @property {string|number} [width]
 * @property {string} [flesh]
 * @property {string} [marrow]
 * @property {string[]} [fibres]
 * @property {number[]} [ribs]
 */
/**
 * @typedef {object} Picture
 * @property {Shape[]} shapes
 * @property {number[]} box  left, top, width, height
 * @property {string} [text]
 * @property {string} [caption]
 * @property {boolean} [left]
 */
/**
 * @typedef {object} Options
 * @property {boolean} [columns]  keep room for names
 * @property {"all" | string[]} [labels]
 * @property {{id: string, text: string, at?: [number, number], class?: string}[]} [marks]
 * @property {Iterable<string>} [dim]
 * @property {string} [caption]
 * @property {boolean} [interactive]
 * @property {(shape: Shape) => string} [name]
 * @property {(shape: Shape) => void} [onEnter]
 * @property {() => void} [onLeave]
 * @property {(shape: Shape, byKey?: boolean) => void} [onPick]
 */

const COLUMN = 176; // pixels kept on either side for labels
const TEXT = 14.5; // pixels
const GAP = 10; // pixels that the end of a leader takes of a column
const SIGNS = { right: "M-.5 .02L-.14 .4L.52-.42", wrong: "M-.42-.42L.42 .42M.42-.42L-.42 .42" };
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const pen = globalThis.document?.createElement("canvas").getContext("2d");

export class Plate {
  /**
   * @param {Picture} data
   * @param {Options} [options]
   */
  constructor(data, options = {}) {
    this.shapes = data.shapes;
    this.options = { interactive: true, ...options };
    this.byId = new Map(data.shapes.map((shape) => [shape.id, shape]));
    this.box = [...data.box];
    this.seen = this.box; // what there is to see between the columns: the frame, and what the window adds to it
    this.shown = new Set(this.byId.keys());
    this.named = this.wanted(options.labels);
    this.marked = options.marks || [];
    this.dimmed = new Set(options.dim || []);
    /** @type {string | null} */
    this.current = null;
    this.scale = 0;
    this.room = 0; // pixels that a line of a label may take
    this.extents = new Map();
    this.places = new Map();
    this.build(data);
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(this.svg);
    this.svg.classList.toggle("has-columns", this.hasColumns());
    if (this.options.interactive) this.listen();
    this.paint();
  }

  wanted(list) {
    return list === "all" ? [...this.byId.keys()] : [...(list || [])];
  }
  hasColumns() {
    return Boolean(this.options.columns || this.named.length);
  }
  node(id) {
    return this.nodes.get(id);
  }
  destroy() {
    this.watch.disconnect();
    this.svg.remove();
  }

  // ── Shapes ─────────────────────────────────────────────────────────────────────────────────

  build(data) {
    const [pattern, defs] = patterns();
    const plate = svgNode("g", { class: "plate" });
    this.halo = svgNode("path", { class: "halo", "aria-hidden": "true" });
    this.marks = svgNode("g", { class: "marks", "aria-hidden": "true" });
    this.labels = svgNode("g", { class: "labels", "aria-hidden": "true" });
    const label = this.options.caption || data.text || data.caption;
    const props = { class: "picture", role: "group", "aria-label": label, viewBox: data.box.join(" ") };
    const parts = [defs, plate, this.halo, this.marks, this.labels];
    this.svg = /** @type {SVGSVGElement} */ (svgNode("svg", props, parts));
    this.nodes = new Map();
    this.hits = new Map();
    // Pieces of one bone are painted as one: all rims first, then all faces, so that no line runs across it.
    this.joined = new Map();
    for (const shape of this.shapes) {
      const g = svgNode("g", { class: `shape kind-${shape.kind}`, "data-id": shape.id, "data-layer": shape.layer });
      if (this.options.interactive) {
        g.setAttribute("role", this.options.onPick ? "button" : "img");
        g.setAttribute("aria-label", this.options.name?.(shape) ?? shape.name);
        g.setAttribute("tabindex", "-1");
      }
      if (!shape.join) g.append(...painted(shape, pattern).flat(Infinity).filter(Boolean));
      else if (!this.joined.has(shape.join)) {
        const whole = this.whole(shape);
        this.joined.set(shape.join, whole);
        plate.append(whole);
      }
      const hit = svgNode("path", { d: shape.outline, class: "hit" });
      g.append(hit);
      this.hits.set(shape.id, hit);
      this.nodes.set(shape.id, g);
      plate.append(g);
    }
  }

  /** All pieces that a shape is joined to, as one body. */
  whole(shape) {
    const mates = this.shapes.filter((other) => other.join === shape.join);
    const skin = shape.kind === "skin";
    return svgNode(
      "g",
      { class: `shape kind-${shape.kind} joined`, "data-layer": shape.layer, "aria-hidden": "true" },
      svgNode("path", {
        d: mates.map((mate) => mate.outline).join(""),
        class: skin ? "wrap" : "base",
        style: skin ? null : `fill:var(--pic-${PAINT[shape.kind]})`,
      }),
      mates.filter((mate) => mate.kind === "bone" && mate.ribs?.length)
        .map((mate) => svgNode("g", { class: "bony" }, shading(mate.ribs, "bone", 38).slice(1))),
    );
  }

  // ── Place ──────────────────────────────────────────────────────────────────────────────────

  inside(x, y, m = 4) {
    const [left, top, wide, tall] = this.seen;
    return x > left + m && x < left + wide - m && y > top + m && y < top + tall - m;
  }
  covers(id, x, y) {
    const hit = this.hits.get(id);
    if (!this.extents.has(id)) {
      const b = hit.getBBox();
      this.extents.set(id, [b.x, b.y, b.x + b.width, b.y + b.height]);
    }
    const [x0, y0, x1, y1] = this.extents.get(id);
    if (x < x0 || x > x1 || y < y0 || y > y1) return false;
    const point = this.svg.createSVGPoint();
    point.x = x;
    point.y = y;
    return hit.isPointInFill(point);
  }
  place(id) {
    if (this.places.has(id)) return this.places.get(id);
    const shape = this.byId.get(id);
    const drawn = this.svg.isConnected;
    const points = shape.line && drawn ? sampled(shape.line) : [shape.at];
    const above = this.shapes.slice(this.shapes.indexOf(shape) + 1)
      .filter((other) => this.shown.has(other.id) && !this.dimmed.has(other.id)).reverse();
    const bare = ([x, y]) => !drawn || !above.some((other) => this.covers(other.id, x, y));
    const best = placed(shape, points, ([x, y]) => this.inside(x, y), bare);
    if (drawn) this.places.set(id, best);
    return best;
  }

  // ── Labels and marks ───────────────────────────────────────────────────────────────────────

  lengthOf(text) {
    pen.font = `${TEXT}px ${getComputedStyle(this.svg).getPropertyValue("--knee-font")}`;
    return pen.measureText(text).width;
  }

  label() {
    this.labels.replaceChildren();
    if (!this.scale || !this.named.length) return;
    const size = TEXT / this.scale;
    const [x0, , w, tall] = this.seen;
    const all = this.named.filter((id) => this.byId.has(id) && this.shown.has(id) && !this.dimmed.has(id))
      .map((id) => ({ id, ...this.place(id) })).filter((one) => one.in && one.free)
      .map((one) => {
        const lines = wrap(this.byId.get(one.id).label, this.room, (text) => this.lengthOf(text));
        return { ...one, lines, tall: lines.length * size * 1.18 + size * 0.35, want: one.at[1] };
      });
    const [left, right] = columns(all, x0 + w / 2, tall, size);
    this.column(left, -1, x0 - 2 / this.scale, size);
    this.column(right, 1, x0 + w + 2 / this.scale, size);
  }

  /** Names at an edge, each with a leader that has a knee. */
  column(list, sign, edge, size) {
    const { scale } = this;
    const [, top, , tall] = this.seen;
    const knee = edge - sign * 10 / scale;
    arrange(list, top, top + tall, knee);
    for (const one of list) {
      const y = one.y + one.tall / 2;
      const d = `M${edge} ${y}L${knee} ${y}L${one.at[0]} ${one.at[1]}`;
      this.labels.append(
        svgNode("path", { class: "leader-back", d, "stroke-width": 3.2 / scale }),
        svgNode("path", { class: "leader", d, "stroke-width": 1.1 / scale }),
        svgNode("circle", { class: "dot", cx: one.at[0], cy: one.at[1], r: 2.4 / scale, "stroke-width": 1 / scale }),
        ...one.lines.map((line, i) => {
          const down = size * (0.36 + 1.18 * (i - (one.lines.length - 1) / 2));
          const anchor = sign < 0 ? "end" : "start";
          return svgNode("text", { x: edge + sign * 4 / scale, y: y + down, "text-anchor": anchor }, line);
        }),
      );
    }
  }

  mark() {
    this.marks.replaceChildren();
    if (!this.scale) return;
    const { scale } = this;
    const r = 12 / scale;
    const list = this.marked.filter((one) => this.byId.has(one.id) || one.at).map((one) => {
      const at = one.at || this.place(one.id).at;
      return { ...one, from: at, x: at[0], y: at[1] };
    }).filter((one) => this.inside(one.x, one.y, -2));
    pushApart(list, r, this.seen);
    for (const one of list) {
      if (Math.hypot(one.x - one.from[0], one.y - one.from[1]) > r) {
        const d = `M${one.x} ${one.y}L${one.from.join(" ")}`;
        this.marks.append(svgNode("path", { class: "leader", d, "stroke-width": 1.4 / scale }));
      }
      const circle = { cx: one.x, cy: one.y, r, class: `mark ${one.class || ""}`, "stroke-width": 2 / scale };
      const sign = { d: SIGNS[one.text], class: "sign", transform: `translate(${one.x} ${one.y}) scale(${r})` };
      this.marks.append(
        svgNode("circle", circle),
        SIGNS[one.text]
          ? svgNode("path", sign)
          : svgNode("text", { x: one.x, y: one.y + 5 / scale, "text-anchor": "middle" }, String(one.text)),
      );
    }
  }

  // ── Size ───────────────────────────────────────────────────────────────────────────────────

  fit() {
    const wide = this.svg.clientWidth;
    if (!wide) return;
    const tall = this.svg.clientHeight;
    const [x, y, w, height] = this.box;
    if (this.hasColumns()) {
      // No narrower than the longest word.
      const words = this.shapes.flatMap((shape) => wordsOf(shape.label || ""));
      const word = Math.max(0, ...words.map((one) => this.lengthOf(one)));
      let column = Math.min(COLUMN, Math.max(wide * 0.3, word + GAP));
      // A page too narrow for that keeps a third for the picture, or all of it while no names are wanted.
      if (wide - 2 * column < wide * 0.3) column = this.named.length ? wide * 0.35 : 0;
      this.room = column - GAP;
      this.scale = Math.min((wide - 2 * column) / w, tall / height);
      const [pw, ph] = [wide / this.scale, tall / this.scale];
      this.svg.setAttribute("viewBox", [x + w / 2 - pw / 2, y + height / 2 - ph / 2, pw, ph].join(" "));
      this.seen = [x, y + height / 2 - ph / 2, w, ph];
    } else {
      this.seen = this.box;
      this.svg.setAttribute("viewBox", this.box.join(" "));
      this.scale = Math.min(wide / w, tall / height) || wide / w;
    }
    this.svg.style.setProperty("--px", `${1 / this.scale}px`);
    this.places.clear();
    this.label();
    this.mark();
  }
  setBox(next) {
    this.box = [...next];
    this.places.clear();
    this.fit();
  }

  // ── What is shown ──────────────────────────────────────────────────────────────────────────

  paint() {
    for (const shape of this.shapes) {
      const node = this.nodes.get(shape.id);
      const there = this.shown.has(shape.id);
      node.classList.toggle("peeled", !there);
      node.classList.toggle("dim", this.dimmed.has(shape.id));
      if (this.options.interactive) node.setAttribute("aria-hidden", there ? "false" : "true");
    }
    for (const [name, whole] of this.joined) {
      const mates = this.shapes.filter((shape) => shape.join === name);
      whole.classList.toggle("peeled", !mates.some((mate) => this.shown.has(mate.id)));
      whole.classList.toggle("dim", mates.every((mate) => this.dimmed.has(mate.id)));
    }
    this.places.clear();
    if (this.current && !this.shown.has(this.current)) this.stop(null);
    if (this.options.interactive && !this.current) this.stop(this.first());
  }
  show(ids) {
    this.shown = new Set(ids);
    this.paint();
    this.label();
    this.mark();
  }
  setDim(ids) {
    this.dimmed = new Set(ids);
    this.paint();
    this.label();
  }
  highlight(ids) {
    const list = ids === null || ids === undefined ? [] : [ids].flat();
    const outlines = list.filter((id) => this.byId.has(id)).map((id) => this.byId.get(id).outline);
    this.halo.setAttribute("d", outlines.join(""));
  }
  setLabels(list) {
    this.named = this.wanted(list);
    this.svg.classList.toggle("has-columns", this.hasColumns());
    this.fit();
  }

  // ── Pointer and keys ───────────────────────────────────────────────────────────────────────

  first() {
    const seen = (shape) => this.shown.has(shape.id) && !this.dimmed.has(shape.id);
    return [...this.shapes].reverse().find(seen)?.id ?? null;
  }
  /** Make one shape the Tab stop. */
  stop(id) {
    if (this.current) this.nodes.get(this.current).setAttribute("tabindex", "-1");
    this.current = id;
    if (id) this.nodes.get(id).setAttribute("tabindex", "0");
  }
  focus(id) {
    if (!this.nodes.has(id)) return;
    this.stop(id);
    this.nodes.get(id).focus({ preventScroll: true });
  }
  next(id, way) {
    const seen = (shape) => shape.id !== id && this.shown.has(shape.id) && !this.dimmed.has(shape.id);
    const others = this.shapes.filter(seen).map((shape) => ({ id: shape.id, place: this.place(shape.id) }));
    return toward(this.place(id).at, way, others);
  }

  listen() {
    const { svg, options } = this;
    const shapeAt = (event) => this.byId.get(event.target.closest?.("[data-id]")?.dataset.id);
    const on = (type, act) =>
      svg.addEventListener(type, (event) => {
        const shape = shapeAt(event);
        if (shape) act(shape, event);
      });
    on("pointerover", (shape) => options.onEnter?.(shape));
    on("pointerout", (_, event) => {
      if (svg.contains(event.relatedTarget) && event.relatedTarget.closest?.("[data-id]")) return;
      const focused = /** @type {HTMLElement} */ (document.activeElement);
      const held = svg.contains(focused) && this.byId.get(focused.dataset?.id);
      if (held) options.onEnter?.(held);
      else options.onLeave?.();
    });
    on("focusin", (shape) => {
      this.stop(shape.id);
      options.onEnter?.(shape);
    });
    svg.addEventListener("focusout", () => options.onLeave?.());
    on("click", (shape) => {
      this.stop(shape.id);
      options.onPick?.(shape);
    });
    on("keydown", (shape, event) => this.pressed(shape, event));
  }
  pressed(shape, event) {
    if (event.key in ARROWS) {
      event.preventDefault();
      const next = this.next(shape.id, ARROWS[event.key]);
      if (next) this.focus(next);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.options.onPick?.(shape, true);
    } else if (event.key === "Escape") {
      event.target.blur();
      this.options.onLeave?.();
    }
  }
}

/**
 * @param {Picture} data
 * @param {Options} [options]
 */
export function drawPicture(data, options) {
  return new Plate(data, options);
}
