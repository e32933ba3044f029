// The leg from behind or from a side, peeled layer by layer, each structure with its card.
import { h, liveRegion, stage } from "../lib/dom.js";
import { lensButtons } from "../lib/picture/lens.js";
import { drawPicture } from "../lib/picture/plate.js";
import { choice } from "./controls.js";
import { finder } from "./finder.js";
import * as words from "./words.js";
import { inTurn } from "../lib/turn.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "../lib/picture/picture.css";
import "./style.css";

const VIEWS = /** @type {[string, string, string][]} */ ([
  ["posterior", "From behind", "Behind"],
  ["medial", "Medial side", "Medial"],
  ["lateral", "Lateral side", "Lateral"],
]);
const LEGS =
  /** @type {[string, string, string][]} */ ([["right", "Right leg", "Right"], ["left", "Left leg", "Left"]]);
const NAMED = 10; // names beside the picture at a time; the others come when they are pointed at
const ZOOMS = /** @type {[string, string][]} */ ([["fossa", "Close-up"], ["region", "Knee"], ["leg", "Whole leg"]]);

const keyOf = (view, left) => `${view}/${left ? "left" : "right"}`;

class Atlas {
  constructor(model, root) {
    this.model = model;
    this.start = model.get("start");
    this.cards = model.get("cards");
    this.plates = new Map();
    this.layerAt = new Map(this.start.layers.map(([id], i) => [id, i]));
    const { view, left, peel, zoom, label, ghosts } = this.start;
    this.now = { view, left, peel, zoom, label, ghosts: new Set(ghosts), hidden: new Set(), open: null, lit: [] };
    this.plate = null;
    /** @type {import("../lib/picture/plate.js").Plate | null} */
    this.picture = null;
    this.telling = 0;
    this.live = liveRegion();
    this.build(root);
    this.receive = this.receive.bind(this);
    this.keep(model.get("plate"));
  }

  keep(plate) {
    this.plates.set(keyOf(plate.view, plate.left), plate);
  }
  shapeOf(id) {
    return this.plate.picture.shapes.find((shape) => shape.id === id);
  }
  structure(id) {
    return this.cards.structures[id];
  }
  // Only what the eye rests on is read out, not all that the pointer passes.
  tell(text) {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      this.live.textContent = text;
    }, 350);
  }

  // ── Elements ───────────────────────────────────────────────────────────────────────────────

  build(root) {
    this.frame = h("div", { class: "atlas-frame" });
    this.name = h("p", { class: "atlas-name", "aria-hidden": "true" });
    this.legend = h("div", { class: "atlas-legend" });
    this.card = h("div", { class: "atlas-card", role: "region", "aria-label": "Card", tabIndex: 0 });
    this.twin = h(
      "details",
      {
        class: "atlas-twin",
        ontoggle: () => {
          if (this.twin.open) this.fillTwin();
        },
      },
      h("summary", {}, "This picture in words"),
      h("div", {}),
    );
    this.zooms = choice("Frame", ZOOMS, () => this.now.zoom, (id) => this.zoom(id));
    this.again = h("button", { type: "button", hidden: true, onclick: () => this.showAll() }, "Show everything");
    const frames = h("div", { class: "atlas-frames" }, this.zooms.node, lensButtons(() => this.picture), this.again);
    const figure = h("figure", {}, h("div", { class: "atlas-head" }, this.name, frames), this.frame);
    const main = h("div", { class: "atlas-main" }, figure, h("div", { class: "atlas-side" }, this.legend, this.card));
    root.append(h("div", { class: "card atlas" }, this.bars(), main, this.twin), this.live);
  }

  bars() {
    const { now, start } = this;
    const views = choice("Seen from", VIEWS, () => now.view, (id) => this.turn(id, now.left));
    const legs = choice("Leg", LEGS, () => (now.left ? "left" : "right"), (id) => this.turn(now.view, id === "left"));
    const labelled = h("input", {
      type: "checkbox",
      checked: now.label,
      onchange: () => {
        now.label = labelled.checked;
        this.picture.setLabels(this.names());
      },
    });
    this.depth = h("output", { class: "depth" });
    this.slider = h("input", {
      type: "range",
      min: 0,
      max: start.layers.length - 1,
      step: 1,
      value: String(now.peel),
      "aria-label": "Peel down to",
      oninput: () => this.peel(Number(this.slider.value)),
    });
    this.finder = finder(start.index, (id) => this.go(id));
    const peeling = h("label", { class: "peel" }, h("span", {}, "Peel"), this.slider, this.depth);
    const labels = h("label", { class: "tick" }, labelled, "Labels");
    return h("div", { class: "atlas-bar" }, views.node, legs.node, peeling, labels, this.finder.node);
  }

  // ── Picture ────────────────────────────────────────────────────────────────────────────────

  turn(view, left) {
    this.now.view = view;
    this.now.left = left;
    const known = this.plates.get(keyOf(view, left));
    if (known) this.draw(known);
    else this.model.send({ type: "plate", view, left });
  }

  draw(next) {
    const { now } = this;
    this.plate = next;
    this.picture?.destroy();
    this.picture = drawPicture(next.picture, {
      columns: true,
      labels: this.names(),
      most: NAMED,
      pinsFrom: this.start.causes.length + 1,
      bounds: next.picture.zooms.leg,
      marks: next.marks,
      dim: now.ghosts,
      name: (shape) => `${shape.label}, ${shape.where}`,
      onEnter: (shape) => this.point(shape),
      onLeave: () => this.point(null),
      onPick: (shape, byKey) => {
        const again = now.lit.length === 1 && now.lit[0] === shape.id;
        if (again && !byKey) {
          this.unlight();
          return;
        }
        this.open(shape.structure, [shape.id]);
        if (byKey) this.toCard();
      },
    });
    this.frame.replaceChildren(this.picture.svg, this.picture.key);
    this.picture.setBox(next.picture.zooms[now.zoom]);
    this.refresh();
    this.fillLegend();
    if (this.twin.open) this.fillTwin();
    this.point(null);
  }

  names() {
    return this.now.label ? this.plate.taught : [];
  }
  refresh() {
    const { now } = this;
    const there = (shape) => this.layerAt.get(shape.layer) >= now.peel && !now.hidden.has(shape.id);
    this.picture.setDim(now.ghosts);
    this.picture.show(this.plate.picture.shapes.filter(there).map((shape) => shape.id));
    this.light();
    this.slider.value = String(now.peel);
    const layer = this.start.layers[now.peel][1];
    this.slider.setAttribute("aria-valuetext", layer);
    this.depth.textContent = layer.split(":")[0];
  }
  /** What is chosen stands out. */
  light() {
    const { now } = this;
    this.picture.highlight(this.together(now.lit));
    this.picture.spotlight(this.together(now.lit), now.lit);
    this.again.hidden = !now.hidden.size && !now.ghosts.size && !now.lit.length;
  }
  unlight() {
    this.now.lit = [];
    this.light();
  }
  peel(to) {
    this.now.peel = to;
    this.refresh();
    if (this.twin.open) this.fillTwin();
  }
  zoom(id) {
    this.now.zoom = id;
    this.picture.setBox(this.plate.picture.zooms[id]);
  }
  showAll() {
    this.now.hidden.clear();
    this.now.ghosts.clear();
    this.now.lit = [];
    this.refresh();
    this.fillCard();
  }
  // The pieces of one bone light up as one.
  together(ids) {
    const joins = new Set(ids.map((id) => this.shapeOf(id)?.join).filter(Boolean));
    return this.plate.picture.shapes.filter((shape) => ids.includes(shape.id) || joins.has(shape.join))
      .map((shape) => shape.id);
  }
  point(shape) {
    this.picture.highlight(this.together(shape ? [shape.id] : this.now.lit));
    const named = shape ? [h("b", {}, shape.label), h("span", {}, ` ${shape.where}`)] : [this.plate.picture.text];
    this.name.replaceChildren(...named);
    if (shape) this.tell(shape.label);
  }

  // ── Card ───────────────────────────────────────────────────────────────────────────────────

  open(id, lit) {
    this.now.open = id;
    this.now.lit = lit ?? this.structure(id).forms ?? [];
    this.finder.set(this.structure(id).name);
    this.light();
    this.fillCard();
    this.card.scrollTop = 0;
    this.tell(`Card: ${this.structure(id).name}`);
  }
  // To a structure that may be hidden: peel down to it and move the frame if need be.
  go(id) {
    const { now } = this;
    const forms = this.structure(id).forms ?? [];
    this.open(id);
    if (!forms.length) return;
    for (const form of forms) {
      now.hidden.delete(form);
      now.ghosts.delete(form);
    }
    now.peel = Math.min(...forms.map((form) => this.layerAt.get(this.shapeOf(form).layer)));
    this.refresh();
    if (!forms.some((form) => this.picture.place(form).in)) {
      now.zoom = "leg";
      this.zooms.refresh();
      this.zoom("leg");
    }
    this.point(null);
  }
  toCard() {
    this.card.querySelector("h3")?.focus();
  }
  link(id, text = this.structure(id).name) {
    const follow = () => {
      this.go(id);
      this.toCard();
    };
    return h("button", { type: "button", class: "link", onclick: follow }, text);
  }

  fillCard() {
    const id = this.now.open;
    if (!id) {
      this.card.replaceChildren(...words.invitation());
      return;
    }
    const one = this.structure(id);
    this.card.replaceChildren(
      ...words.card(one, this.cards, (key) => this.link(key), this.doings(id, one.forms ?? [])),
    );
  }

  /** What can be done with a structure in the picture. */
  doings(id, forms) {
    const { now } = this;
    const away = forms.length && forms.every((form) => now.hidden.has(form));
    const button = (text, press) => h("button", { type: "button", onclick: press }, text);
    return [
      button(away ? "Put back" : "Take away", () => {
        for (const form of forms) {
          if (away) now.hidden.delete(form);
          else now.hidden.add(form);
        }
        this.refresh();
        this.fillCard();
      }),
      button("Show alone", () => {
        const others = this.plate.picture.shapes.filter((one) => !forms.includes(one.id) && one.kind !== "skin");
        now.ghosts = new Set(others.map((one) => one.id));
        this.go(id);
      }),
      button("To the picture", () => this.picture.focus(forms[0])),
    ];
  }

  // ── Legend and text twin ───────────────────────────────────────────────────────────────────

  fillLegend() {
    const { causes } = this.start;
    this.legend.hidden = !causes.length;
    if (!causes.length) return;
    const rows = causes.map((id, i) => {
      const mark = this.plate.marks.find((one) => one.cause === id);
      const first = mark ? this.shapeOf(mark.id).structure : this.cards.causes[id].structures[0];
      const where = h("p", { class: "soft" }, mark ? "" : "Not in this picture: ", first ? this.link(first) : null);
      const number = { class: mark ? "badge-number" : "badge-number none", "aria-hidden": "true" };
      const told = h("div", {}, words.causeLine(this.cards.causes[id]), where);
      return h("li", {}, h("span", number, String(i + 1)), told);
    });
    this.legend.replaceChildren(h("h4", {}, "Where it arises"), h("ol", {}, rows));
  }

  fillTwin() {
    const gone = this.start.layers.slice(0, this.now.peel).map(([, text]) => text.split(":")[0].toLowerCase());
    const line = (id) => {
      const shape = this.shapeOf(id);
      const marks = this.plate.marks.filter((mark) => mark.id === id);
      const here = marks.map((mark) => this.cards.causes[mark.cause].name);
      const where = shape.where.split(", ").slice(0, 2).join(", ");
      const arises = here.length ? `; here arises: ${here.join(", ")}` : "";
      return h("li", {}, this.link(shape.structure, shape.label), ` ${where}${arises}`);
    };
    this.twin.lastElementChild.replaceChildren(...words.twin(this.plate, gone, line));
  }

  // ── Life ───────────────────────────────────────────────────────────────────────────────────

  begin() {
    const { focus, lit } = this.start;
    this.draw(this.plates.get(keyOf(this.now.view, this.now.left)));
    if (focus) this.open(focus, lit.length ? lit : undefined);
    else this.fillCard();
  }
  receive(message) {
    if (message.type !== "plate") return;
    this.keep(message.plate);
    if (message.plate.view === this.now.view && message.plate.left === this.now.left) this.draw(message.plate);
  }
  end() {
    clearTimeout(this.telling);
    this.picture?.destroy();
  }
}

function render({ model, el }) {
  const root = stage(el, "Anatomical atlas");
  root.classList.add("atlas-root");
  const atlas = new Atlas(model, root);
  model.on("msg:custom", atlas.receive);
  atlas.begin();
  return () => {
    model.off("msg:custom", atlas.receive);
    atlas.end();
  };
}

export default { render: inTurn(render) };
