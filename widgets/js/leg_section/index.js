// Cross-section with a level chooser and a depth probe.
import { h, liveRegion, stage, svgNode, uid } from "../lib/dom.js";
import { axial } from "../lib/picture/axial.js";
import { lensButtons } from "../lib/picture/lens.js";
import { drawPicture } from "../lib/picture/plate.js";
import { nearest, needle, placeInWords, ProbePanel } from "./probe.js";
import { inTurn } from "../lib/turn.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "../lib/picture/picture.css";
import "./style.css";

const keyOf = (level, left) => `${level}/${left}`;
const NAMED = 10; // names beside the picture at a time
const INVITATION = "Point at a structure, or press Tab and the arrow keys, to learn its name.";

class Section {
  constructor(model, root) {
    this.model = model;
    this.view = model.get("view");
    this.wanted = keyOf(this.view.level, this.view.left);
    this.kept = new Map([[this.wanted, this.view]]);
    this.probing = this.view.probe !== null && this.view.probe !== undefined;
    this.angle = nearest(this.view.probe ?? 0);
    this.labelled = true;
    this.telling = 0;
    /** @type {import("../lib/picture/plate.js").Plate | null} */
    this.plate = null;
    this.overlay = null;
    /** @type {string | null} */
    this.lit = null;
    this.live = liveRegion();
    this.build(root);
    this.arrive = this.arrive.bind(this);
  }

  say(text) {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      this.live.textContent = text;
    }, 250);
  }

  // ── Elements ───────────────────────────────────────────────────────────────────────────────

  build(root) {
    this.leg = h("div", { class: "section-leg", "aria-hidden": "true" });
    this.frame = h("div", { class: "section-plate" });
    this.caption = h("figcaption", {});
    this.named = h("p", { class: "section-named" });
    this.what = h("p", { class: "section-what" });
    this.twin = h("div", {});
    this.panel = new ProbePanel((shown) => this.turn((this.view.left ? 1 : -1) * shown));
    const figure = h("figure", { class: "section-figure" }, this.frame, this.caption);
    const told = h("details", { class: "section-twin" }, h("summary", {}, "The same in words"), this.twin);
    const controls = h("div", { class: "section-bar" }, this.switches(), lensButtons(() => this.plate));
    const side = h("div", { class: "section-side" }, this.levels(), this.leg);
    const shown = h("div", {}, controls, this.named, figure);
    const parts = [
      h("div", { class: "section-main" }, side, shown),
      this.what,
      this.panel.node,
      told,
    ];
    root.append(h("div", { class: "card section-card" }, parts), this.live);
  }

  levels() {
    const name = uid("level");
    this.radios = this.view.levels.map((one) =>
      h("input", {
        type: "radio",
        name,
        value: one.id,
        checked: one.id === this.view.level,
        onchange: () => this.ask(one.id, this.view.left),
      })
    );
    const rows = this.view.levels.map((one, i) => {
      const words = h("span", {}, one.label, h("small", {}, one.place));
      return h("label", { class: "section-level" }, this.radios[i], words);
    });
    return h("fieldset", { class: "section-levels" }, h("legend", {}, "Level"), rows);
  }

  switches() {
    const tick = (label, checked, use) => {
      const input = h("input", { type: "checkbox", checked, onchange: () => use(input.checked) });
      return [input, h("label", { class: "tick" }, input, h("span", {}, label))];
    };
    const [, probe] = tick("Depth probe", this.probing, (on) => {
      this.probing = on;
      this.drawProbe();
    });
    const [, labels] = tick("Labels", this.labelled, (on) => {
      this.labelled = on;
      this.drawProbe();
    });
    const [left, side] = tick("Left leg", this.view.left, (on) => this.ask(this.view.level, on));
    this.left = left;
    return h("div", { class: "section-switches" }, probe, labels, side);
  }

  ask(level, left) {
    this.wanted = keyOf(level, left);
    if (!this.kept.has(this.wanted)) {
      this.model.send({ type: "show", level, left });
      return;
    }
    this.view = this.kept.get(this.wanted);
    this.draw();
  }

  drawLeg() {
    const { leg, level, levels } = this.view;
    const [x, y, w, tall] = leg.box;
    const cut = (one) => {
      const at = y + one.share * tall;
      return svgNode("path", { d: `M${x} ${at}H${x + w}`, class: one.id === level ? "leg-cut here" : "leg-cut" });
    };
    this.leg.replaceChildren(svgNode(
      "svg",
      { viewBox: leg.box.join(" "), preserveAspectRatio: "xMinYMin meet" },
      svgNode("path", { d: leg.skin, class: "leg-skin" }),
      svgNode("path", { d: leg.bones.join(""), class: "leg-bone" }),
      levels.map(cut),
    ));
  }

  // ── The plate ──────────────────────────────────────────────────────────────────────────────

  name(thing) {
    this.named.replaceChildren(thing ? h("b", {}, thing.label) : h("span", { class: "soft" }, INVITATION));
    if (thing && thing.name !== thing.label) this.named.append(` (${thing.name})`);
  }
  tell(id) {
    const thing = this.view.things[id];
    this.what.textContent = thing.what;
    this.lit = id;
    this.light();
  }
  /** What is chosen stands out, here and in what is said. */
  light() {
    this.name(this.lit ? this.view.things[this.lit] : null);
    this.plate?.highlight(this.lit);
    this.plate?.spotlight(this.lit ? [this.lit] : []);
  }

  drawPlate() {
    const { picture } = this.view;
    const caption = `${picture.caption}. ${picture.text}`;
    this.plate?.destroy();
    this.plate = drawPicture(picture, {
      columns: true,
      caption,
      name: (shape) => `${shape.label}, ${shape.where}`,
      onEnter: (shape) => {
        this.name(this.view.things[shape.id]);
        this.plate.highlight(shape.id);
      },
      onLeave: () => {
        this.name(this.lit ? this.view.things[this.lit] : null);
        this.plate.highlight(this.lit);
      },
      onPick: (shape) => {
        if (this.lit === shape.id) {
          this.lit = null;
          this.light();
          return;
        }
        this.tell(shape.id);
        this.say(`${shape.label}. ${this.view.things[shape.id].what}`);
      },
    });
    this.overlay = svgNode("g", { class: "needle", "aria-hidden": "true" });
    axial(this.plate, picture);
    this.plate.svg.append(this.overlay);
    this.plate.svg.addEventListener("pointerdown", (event) => this.grab(event));
    this.frame.replaceChildren(this.plate.svg, this.plate.key);
    this.caption.textContent = caption;
  }

  // ── The probe ──────────────────────────────────────────────────────────────────────────────

  turn(angle) {
    this.angle = angle;
    this.drawProbe();
  }

  /** The needle follows the pointer round the skin. */
  grab(event) {
    if (!this.probing || !event.target.closest?.("[data-layer='skin'], .handle")) return;
    const follow = (e) => {
      const point = this.plate.svg.createSVGPoint();
      point.x = e.clientX;
      point.y = e.clientY;
      const at = point.matrixTransform(this.plate.svg.getScreenCTM().inverse());
      this.turn(nearest((Math.atan2(this.view.left ? at.x : -at.x, at.y) * 180) / Math.PI));
    };
    const drop = () => {
      globalThis.removeEventListener("pointermove", follow);
      globalThis.removeEventListener("pointerup", drop);
    };
    globalThis.addEventListener("pointermove", follow);
    globalThis.addEventListener("pointerup", drop);
    follow(event);
    event.preventDefault();
  }

  drawProbe() {
    const { probes, picture, things, left } = this.view;
    this.panel.node.hidden = !this.probing;
    this.overlay.replaceChildren();
    const probe = probes[this.angle];
    const ids = probe.met.map(([id]) => id);
    const drawn = new Set(picture.shapes.map((shape) => shape.id));
    const named = this.probing ? ids.filter((id) => drawn.has(id)) : this.view.taught;
    this.plate.options.most = this.probing ? Infinity : NAMED;
    this.plate.setLabels(this.labelled ? named : []);
    if (!this.probing) return;
    this.overlay.append(...needle(probe, picture.shapes));
    const words = placeInWords(this.angle);
    this.panel.draw(words, left ? this.angle : -this.angle, probe.met, things, {
      tell: (id) => {
        this.tell(id);
        this.say(things[id].what);
      },
      highlight: (id) => this.plate.highlight(id ?? this.lit),
    });
    this.say(`${words}: ${ids.map((id) => things[id].label).join(", ")}`);
  }

  // ── The whole ──────────────────────────────────────────────────────────────────────────────

  drawTwin() {
    const parts = this.view.twin.flatMap((part) => [
      h("h4", {}, part.name),
      h("ul", {}, part.items.map((item) => h("li", {}, item.text))),
    ]);
    this.twin.replaceChildren(h("p", {}, this.view.picture.text), ...parts);
  }

  draw() {
    const { level, levels, left, picture } = this.view;
    this.left.checked = left;
    for (const radio of this.radios) radio.checked = radio.value === level;
    this.drawLeg();
    this.lit = null;
    this.drawPlate();
    this.light();
    this.what.textContent = levels.find((one) => one.id === level).what;
    this.drawTwin();
    this.drawProbe();
    if (!this.probing) this.say(picture.caption);
  }

  arrive() {
    const next = this.model.get("view");
    const key = keyOf(next.level, next.left);
    this.kept.set(key, next);
    if (key !== this.wanted) return;
    this.view = next;
    this.draw();
  }
  end() {
    clearTimeout(this.telling);
    this.plate?.destroy();
  }
}

function render({ model, el }) {
  const section = new Section(model, stage(el, "Cross-section of the leg"));
  model.on("change:view", section.arrive);
  section.draw();
  return () => {
    model.off("change:view", section.arrive);
    section.end();
  };
}

export default { render: inTurn(render) };
