// Draws a picture that Python laid out: shapes in painting order, names beside or below it, numbers upon it.
import { h, svgNode, uid } from "../dom.js";
import { wordsOf } from "./labels.js";
import { Lens } from "./lens.js";
import { beside, GAP, lengthOf, pins, signs } from "./names.js";
import { bared, placed, sampled, toward } from "./places.js";
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
 * @property {string[]} [labels]  what is named, the weightiest first
 * @property {number} [most]  how many of them at a time
 * @property {number} [pinsFrom]  number of the first pin, where numbers stand upon the picture already
 * @property {number[]} [bounds]  how far out one may move
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
const NARROW = 500; // pixels of room below which names are numbers, with a list below the picture
const SMALL = 900; // square pixels of a shape that a number upon it would hide
const LEAST = 90; // square pixels of a shape that must be seen before it is named
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

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
    this.named = [...(options.labels || [])];
    /** @type {string[]} */
    this.lit = []; // what stands out, and all else is faded
    /** @type {string[]} */
    this.litNames = [];
    this.margin = { head: 0, foot: 0 }; // pixels kept free of names and places for what is drawn over the picture
    this.furnish = () => {}; // draws that
    this.moving = false;
    this.marked = options.marks || [];
    this.dimmed = new Set(options.dim || []);
    /** @type {string | null} */
    this.current = null;
    this.scale = 0;
    this.column = 0; // pixels that a line of a label may take
    this.extents = new Map();
    this.places = new Map();
    this.build(data);
    this.lens = new Lens(this, this.options.bounds || data.box);
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(this.svg);
    this.svg.classList.toggle("has-columns", this.hasColumns());
    if (this.options.interactive) this.listen();
    this.paint();
  }

  hasColumns() {
    return Boolean(this.options.columns || this.named.length);
  }
  /** Whether names are numbers here, with a list below. */
  pinned() {
    return this.hasColumns() && this.svg.clientWidth < NARROW;
  }
  node(id) {
    return this.nodes.get(id);
  }
  destroy() {
    this.watch.disconnect();
    this.svg.remove();
    this.key.remove();
  }

  // ── Shapes ─────────────────────────────────────────────────────────────────────────────────

  build(data) {
    const [pattern, defs] = patterns();
    const plate = svgNode("g", { class: "plate" });
    this.over = svgNode("g", { class: "lit", "aria-hidden": "true" });
    this.haloBack = svgNode("path", { class: "halo-back", "aria-hidden": "true" });
    this.halo = svgNode("path", { class: "halo", "aria-hidden": "true" });
    this.marks = svgNode("g", { class: "marks", "aria-hidden": "true" });
    this.labels = svgNode("g", { class: "labels", "aria-hidden": "true" });
    const label = this.options.caption || data.text || data.caption;
    const props = { class: "picture", role: "group", "aria-label": label, viewBox: data.box.join(" ") };
    // Nearer, the leg is wider than its room: it ends where the names begin.
    const clip = uid("room");
    this.room = svgNode("rect", {});
    defs.append(svgNode("clipPath", { id: clip }, this.room));
    const within = { "clip-path": `url(#${clip})` };
    const body = svgNode("g", within, plate, this.over, this.haloBack, this.halo);
    const parts = [defs, body, this.marks, this.labels];
    this.svg = /** @type {SVGSVGElement} */ (svgNode("svg", props, parts));
    // For the eye: everybody else has the names with the shapes themselves.
    this.svg.style.setProperty("--shape", `${data.box[2]} / ${data.box[3]}`);
    this.key = h("ol", { class: "picture-key", "aria-hidden": "true", hidden: true });
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
    const [head, foot] = [this.margin.head, this.margin.foot].map((one) => one / (this.scale || 1));
    return x > left + m && x < left + wide - m && y > top + m + head && y < top + tall - m - foot;
  }
  extent(id) {
    if (!this.extents.has(id)) {
      const { x, y, width, height } = this.hits.get(id).getBBox();
      this.extents.set(id, [x, y, x + width, y + height]);
    }
    return this.extents.get(id);
  }
  covers(id, x, y) {
    const [x0, y0, x1, y1] = this.extent(id);
    if (x < x0 || x > x1 || y < y0 || y > y1) return false;
    const point = this.svg.createSVGPoint();
    point.x = x;
    point.y = y;
    return this.hits.get(id).isPointInFill(point);
  }
  /** Whether nothing that is shown lies over a point of a shape. */
  bare(id) {
    const above = this.shapes.slice(this.shapes.indexOf(this.byId.get(id)) + 1)
      .filter((other) => this.shown.has(other.id) && !this.dimmed.has(other.id)).reverse();
    return ([x, y]) => !above.some((other) => this.covers(other.id, x, y));
  }
  place(id) {
    if (this.places.has(id)) return this.places.get(id);
    const shape = this.byId.get(id);
    const drawn = this.svg.isConnected;
    const points = shape.line && drawn ? sampled(shape.line) : [shape.at];
    const bare = drawn ? this.bare(id) : () => true;
    const best = placed(shape, points, ([x, y]) => this.inside(x, y), bare);
    if (drawn) this.places.set(id, best);
    return best;
  }
  /** Where a shape is pointed at, if so much of it is seen that it may be named. */
  pointed(id) {
    if (this.litNames.includes(id)) {
      const shape = this.byId.get(id);
      const points = shape.line ? sampled(shape.line) : [shape.at];
      return placed(shape, points, ([x, y]) => this.inside(x, y), () => true);
    }
    const place = this.place(id);
    if (!place.in) return place;
    if (place.area === undefined) {
      const over = this.bare(id);
      const open = ([x, y]) => this.inside(x, y, 0) && this.covers(id, x, y) && over([x, y]);
      Object.assign(place, bared(this.extent(id), this.seen, open));
    }
    if (place.area * this.scale ** 2 < LEAST) return { ...place, in: false };
    return place.free ? place : { ...place, at: place.open, free: true };
  }

  // ── Labels and marks ───────────────────────────────────────────────────────────────────────

  /** What is named now: the weightiest of what is seen. */
  nameable() {
    const { most = Infinity } = this.options;
    const list = [];
    for (const id of new Set([...this.litNames, ...this.named])) {
      if (list.length >= most) break;
      if (!this.shown.has(id) || this.dimmed.has(id)) continue;
      const place = this.pointed(id);
      const small = (place.area ?? 0) * this.scale ** 2 < SMALL;
      if (place.in && place.free) list.push({ id, at: place.at, label: this.byId.get(id).label, small });
    }
    return list;
  }
  label() {
    this.labels.replaceChildren();
    this.key.replaceChildren();
    const list = this.scale ? this.nameable() : [];
    this.svg.classList.toggle("is-pinned", this.pinned());
    this.key.hidden = !this.pinned() || !list.length;
    if (this.pinned()) pins(this, list);
    else beside(this, list);
  }
  mark() {
    this.marks.replaceChildren();
    if (this.scale) signs(this);
  }

  // ── Size ───────────────────────────────────────────────────────────────────────────────────

  fit() {
    const wide = this.svg.clientWidth;
    if (!wide) return;
    const tall = this.svg.clientHeight;
    const [x, y, w, height] = this.box;
    if (this.hasColumns()) {
      const column = this.pinned() ? 0 : this.columnOf(wide);
      this.column = column - GAP;
      this.scale = Math.min((wide - 2 * column) / w, tall / height);
      const [pw, ph] = [wide / this.scale, tall / this.scale];
      const page = [x + w / 2 - pw / 2, y + height / 2 - ph / 2, pw, ph];
      this.svg.setAttribute("viewBox", page.join(" "));
      const aside = this.named.length || this.litNames.length ? column / this.scale : 0;
      this.seen = [page[0] + aside, page[1], pw - 2 * aside, ph];
    } else {
      this.seen = this.box;
      this.svg.setAttribute("viewBox", this.box.join(" "));
      this.scale = Math.min(wide / w, tall / height) || wide / w;
    }
    ["x", "y", "width", "height"].forEach((side, i) => this.room.setAttribute(side, String(this.seen[i])));
    this.svg.style.setProperty("--px", `${1 / this.scale}px`);
    this.places.clear();
    this.svg.classList.toggle("is-moving", this.moving);
    this.furnish();
    if (this.moving) return;
    this.label();
    this.mark();
  }
  /** No narrower than the longest word. */
  columnOf(wide) {
    const words = [...this.named, ...this.litNames].flatMap((id) => wordsOf(this.byId.get(id)?.label || ""));
    const word = Math.max(0, ...words.map((one) => lengthOf(this.svg, one)));
    return Math.min(COLUMN, Math.max(wide * 0.3, word + GAP));
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
  /** Draw a line round some. */
  highlight(ids) {
    const list = ids === null || ids === undefined ? [] : [ids].flat();
    const outlines = list.filter((id) => this.byId.has(id)).map((id) => this.byId.get(id).outline);
    for (const line of [this.halo, this.haloBack]) line.setAttribute("d", outlines.join(""));
  }
  /**
   * Fade all but some, which are seen through whatever lies over them.
   * @param {string[]} ids
   * @param {string[]} [names]  which of them are named
   */
  spotlight(ids, names = ids) {
    this.lit = ids.filter((id) => this.shown.has(id));
    this.litNames = names.filter((id) => this.shown.has(id));
    this.svg.classList.toggle("has-lit", this.lit.length > 0);
    const painted = new Set(this.lit.map((id) => this.joined.get(this.byId.get(id).join) ?? this.nodes.get(id)));
    this.over.replaceChildren(...[...painted].map((node) => {
      const copy = node.cloneNode(true);
      for (const name of ["role", "tabindex", "data-id", "aria-label", "aria-hidden"]) copy.removeAttribute(name);
      copy.classList.remove("dim", "peeled");
      return copy;
    }));
    this.fit();
  }
  setLabels(list) {
    this.named = [...list];
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
      if (this.lens.dragged) return;
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
    } else if (this.lens.pressed(event.key)) {
      event.preventDefault();
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
