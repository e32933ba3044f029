// The leg in three dimensions: fixed views first, free turning second; layers come off, joints move.
import { h, stage, uid } from "../lib/dom.js";
import { EYES } from "./camera.js";
import * as controls from "./controls.js";
import { Mesh, numbers } from "./mesh.js";
import { Scene } from "./scene.js";
import { inTurn } from "../lib/turn.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "./style.css";

const REST = 220; // milliseconds without movement after which the fine mesh comes back
const PATIENCE = 3000; // after which an answer that did not come is no longer waited for
const ARROWS = { ArrowLeft: [-15, 0], ArrowRight: [15, 0], ArrowUp: [0, 15], ArrowDown: [0, -15] };
const KEYS = { p: "posterior", m: "medial", l: "lateral", a: "anterior" };

// A mesh costs a renderer without graphics hardware most of its time in pixels, so it gets fewer.
function slowGraphics() {
  const gl = document.createElement("canvas").getContext("webgl");
  const names = gl?.getExtension("WEBGL_debug_renderer_info");
  const name = names ? gl.getParameter(names.UNMASKED_RENDERER_WEBGL) : "";
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return /swiftshader|llvmpipe|software|basic render/i.test(name);
}

class BodyView {
  constructor(model, root) {
    this.model = model;
    this.scene = model.get("scene");
    this.look = { ...model.get("look") };
    const pose = model.get("pose");
    this.wanted = { knee: pose.knee, ankle: pose.ankle };
    this.asked = null;
    this.serial = 0;
    this.telling = 0;
    this.resting = 0;
    this.build(root);
    const triangles = {
      fine: numbers(Int32Array, model.get("triangles")),
      coarse: numbers(Int32Array, model.get("coarse")),
    };
    const [shades, places] = ["shades", "positions"].map((name) => numbers(Float32Array, model.get(name)));
    this.mesh = new Mesh(triangles, shades, places);
    this.leg = new Scene(this.scene, this.look, this.mesh, this.box, slowGraphics());
    this.answered = this.answered.bind(this);
    this.words = this.words.bind(this);
    this.theme = new MutationObserver(() => this.leg.showTheme());
    this.fit = new ResizeObserver(() => this.leg.fit());
  }

  // ── Elements ───────────────────────────────────────────────────────────────────────────────

  build(root) {
    const { scene, look } = this;
    this.under = h("p", { class: "body-name" });
    this.live = h("p", { class: "visually-hidden", role: "status", "aria-live": "polite" });
    this.box = h("div", {
      class: "body-picture",
      tabindex: "0",
      role: "img",
      "data-key": "picture",
      onkeydown: (event) => this.pressed(event),
    });
    this.views = controls.bar("View", "view", scene.views, (view) => this.see(view));
    this.frames = controls.bar("How much is seen", "frame", scene.frames, (id) => {
      this.leg.zoom = 1;
      this.choose("frame", id);
      this.leg.aim(this.leg.towards());
    });
    const id = uid("structure");
    this.list = controls.structures(id, scene, (structure) => this.pick(structure));
    this.what = h("p", { class: "body-what" });
    this.twin = h("div", {});
    const zoom = (label, sign, by) =>
      h("button", { type: "button", "aria-label": label, onclick: () => this.closer(by) }, sign);
    const closer = h("span", { class: "body-bar" }, zoom("Closer", "+", 1.25), zoom("Farther", "−", 0.8));
    const top = h("div", { class: "body-top" }, this.views.node, this.frames.node, closer);
    const sliders = scene.joints.map((joint) => controls.slider(joint, this.wanted, () => this.ask()));
    const layers = controls.peeling(scene.layers, look.layers, (on) => {
      this.choose("layers", on);
      this.leg.showLayers();
    });
    const side = h(
      "div",
      { class: "body-controls" },
      h("fieldset", {}, h("legend", {}, "Move"), sliders),
      layers,
      h("p", { class: "body-pick" }, h("label", { for: id }, "Highlight"), this.list),
      this.what,
    );
    const main = h("div", { class: "body-main" }, h("div", {}, top, this.box, this.under), side);
    const told = h("details", {}, h("summary", {}, "What the picture shows, in words"), this.twin);
    root.append(h("div", { class: "card case-frame" }, main, told), this.live);
  }

  name(text) {
    this.under.textContent = text || "\u00a0";
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      this.live.textContent = text;
    }, 250);
  }
  words() {
    const text = this.model.get("twin");
    const keys = "Arrow keys turn, plus and minus zoom, P, M, L and A are the fixed views.";
    this.box.setAttribute("aria-label", `${text.view} ${text.picked} ${keys}`);
    const lines = text.shown.map(([layer, names]) => h("li", {}, h("b", {}, `${layer}: `), names));
    const said = h("p", {}, text.view, " ", text.off, " ", text.picked);
    this.twin.replaceChildren(said, h("ul", { class: "plain" }, lines));
  }
  mark() {
    this.views.set(this.look.view);
    this.frames.set(this.look.frame);
  }
  structure(id) {
    return this.scene.structures.find((one) => one.id === id);
  }

  // ── What the learner does ──────────────────────────────────────────────────────────────────

  choose(name, value) {
    this.look[name] = value;
    this.model.send({ type: "look", look: this.look });
    this.mark();
  }
  see(view) {
    this.choose("view", view);
    this.leg.aim();
  }
  closer(by) {
    this.leg.zoom = Math.max(0.4, Math.min(6, this.leg.zoom * by));
    this.leg.aim(this.leg.towards());
  }
  pressed(event) {
    const way = ARROWS[event.key];
    if (way) {
      event.preventDefault();
      this.choose("view", "free");
      this.leg.turn(...way);
    }
    if (event.key === "+" || event.key === "=") this.closer(1.25);
    if (event.key === "-") this.closer(0.8);
    if (KEYS[event.key]) this.see(KEYS[event.key]);
  }
  pick(id) {
    this.choose("picked", id);
    this.list.value = id;
    this.tellPicked();
    return this.leg.showPicked();
  }
  tellPicked() {
    const one = this.structure(this.look.picked);
    this.what.textContent = one ? one.what : "";
    this.name(one ? one.name : "");
  }

  // ── Poses ──────────────────────────────────────────────────────────────────────────────────

  // One question at a time is with Python; what the slider said meanwhile is forgotten but for the last.
  ask() {
    if (this.asked && performance.now() - this.asked.at < PATIENCE) return;
    this.serial += 1;
    this.asked = { n: this.serial, at: performance.now(), ...this.wanted };
    this.model.send({ type: "pose", n: this.serial, ...this.wanted });
  }
  rest() {
    clearTimeout(this.resting);
    if (!this.leg.slow) return;
    this.resting = setTimeout(() => {
      if (this.asked) this.rest();
      else this.leg.moved("fine");
    }, REST);
  }
  async answered() {
    this.mesh.places = numbers(Float32Array, this.model.get("positions"));
    await this.leg.moved(this.leg.slow ? "coarse" : "fine");
    this.rest();
    this.tellPose();
    const last = this.asked;
    requestAnimationFrame(() => {
      this.asked = null;
      if (last && (last.knee !== this.wanted.knee || last.ankle !== this.wanted.ankle)) this.ask();
    });
  }
  tellPose() {
    const { knee, ankle, n } = this.model.get("pose");
    this.box.dataset.pose = `${knee} ${ankle} ${n}`;
  }

  // ── Life ───────────────────────────────────────────────────────────────────────────────────

  begin() {
    if (!EYES[this.look.view]) this.choose("view", "posterior"); // where the eye was is not kept
    this.mark();
    this.words();
    if (this.structure(this.look.picked)) this.list.value = this.look.picked;
    this.tellPicked();
    this.theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
    this.draw().catch((error) => {
      console.error(error);
      const text = "This page has no plotly to draw with. The words below say what the picture would show.";
      this.box.replaceChildren(h("p", { class: "notice" }, text));
    });
  }
  async draw() {
    if (!await this.leg.draw(this.model.widget_manager)) return;
    const { box, leg } = this;
    this.tellPose();
    box.on("plotly_hover", (event) => {
      const part = leg.partOf(event);
      if (part) this.name(part.label);
    });
    box.on("plotly_unhover", () => this.name(this.structure(this.look.picked)?.name ?? ""));
    // Later: plotly says so while it draws, and would say it again if it were told to draw then.
    box.on("plotly_click", (event) => {
      const part = leg.partOf(event);
      if (part && part.structure !== this.look.picked) setTimeout(() => this.pick(part.structure));
    });
    box.on("plotly_relayouting", () => {
      if (this.look.view !== "free") this.choose("view", "free");
    });
    this.fit.observe(box);
  }
  end() {
    this.theme.disconnect();
    this.fit.disconnect();
    this.leg.end();
  }
}

function render({ model, el }) {
  const view = new BodyView(model, stage(el, model.get("scene").label));
  model.on("change:pose", view.answered);
  model.on("change:twin", view.words);
  view.begin();
  return () => {
    model.off("change:pose", view.answered);
    model.off("change:twin", view.words);
    view.end();
  };
}

export default { render: inTurn(render) };
