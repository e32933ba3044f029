// The provocation bench: sliders left, leg in the middle, lengths right.
import { h, keepFocus, liveRegion, stage, uid } from "../lib/dom.js";
import { oneAtATime } from "../lib/queue.js";
import { choices, joints, pulls } from "./controls.js";
import { Film } from "./film.js";
import { gauges } from "./gauges.js";
import { legend, Panel } from "./picture.js";
import * as test from "./prediction.js";
import { inTurn } from "../lib/turn.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "../lib/options.css";
import "./style.css";

const INVITATION =
  "Move a joint and watch what becomes long, and what becomes slack. Or choose a test: you predict first.";

class Bench {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.send = (type, more = {}) => model.send({ type, ...more });
    this.poses = oneAtATime(this.send);
    this.film = new Film();
    this.group = uid("predict");
    this.live = liveRegion();
    this.sliders = {};
    this.panels = [];
    this.phase = "";
    this.spoken = 0;
    this.hand = {
      chosen: "",
      commit: () => {
        if (this.hand.chosen) this.send("commit", { option: this.hand.chosen });
        else this.live.textContent = "Choose a structure first.";
      },
    };
    this.build(root);
    this.redraw = this.redraw.bind(this);
    this.framed = this.framed.bind(this);
  }

  build(root) {
    this.picture = h("figure", { class: "bench-picture", role: "img" });
    this.legend = h("ul", { class: "bench-legend", "aria-label": "How it is drawn" });
    this.bars = h("div", { class: "bench-bars" });
    this.words = h("ul", { class: "plain" });
    this.choice = h("div", {});
    this.control = h("div", { class: "bench-control" });
    this.told = h("div", { class: "bench-told" });
    this.result = h("div", { class: "bench-told" });
    this.ranges = h("ul", { class: "plain" });
    this.wordy = h("details", {}, h("summary", {}, "The same in words"), this.words);
    this.ranged = h("details", {}, h("summary", {}, "Where the ranges come from"), this.ranges);
    const grid = h(
      "div",
      { class: "bench-grid" },
      h("div", { class: "bench-side" }, this.choice, this.told, this.control),
      h("div", {}, this.picture, this.legend, this.result),
      h("div", { class: "bench-side" }, this.bars, this.wordy, this.ranged),
    );
    root.append(h("div", { class: "card case-frame" }, grid), this.live);
  }

  // ── What the learner does ──────────────────────────────────────────────────────────────────

  play() {
    const view = this.model.get("view");
    const moves = view.test.steps.length - 1;
    this.film.play(moves, {
      alive: () => this.root.isConnected,
      show: (frame) => {
        if (!this.poses.isBusy()) this.poses.ask("move", frame);
      },
      end: () => {
        this.poses.forget();
        if (view.phase === "moving") this.send("played");
        else this.send("move", { step: moves - 1, share: 1 });
      },
    });
  }

  controls() {
    const view = this.model.get("view");
    this.choice.replaceChildren(...choices(view, {
      preset: (id) => {
        this.film.stop();
        this.hand.chosen = "";
        this.send("preset", { id });
      },
      side: (side) => this.send("side", { side }),
    }));
    this.sliders = {};
    const free = view.phase === "free" || view.phase === "answered";
    this.control.replaceChildren(...(free ? this.moving(view) : []));
    this.result.replaceChildren();
    this.told.replaceChildren(...(view.test ? this.test(view) : [h("p", { class: "soft" }, INVITATION)]));
    this.ranges.replaceChildren(...view.ranges.map((line) => h("li", {}, line)));
    const hidden = view.phase === "predict";
    this.wordy.hidden = hidden;
    this.ranged.hidden = hidden;
    this.legend.replaceChildren(...(hidden ? [] : legend()));
  }

  moving(view) {
    const stand = () => {
      this.film.stop();
      this.send("neutral");
    };
    const button = h("button", { type: "button", "data-key": "neutral", onclick: stand }, "Stand straight");
    return [
      joints(view, this.sliders, (pose) => {
        this.film.stop();
        this.poses.ask("pose", pose);
      }),
      pulls(view, (group, on) => this.send("pull", { group, on })),
      h("div", { class: "buttons" }, button),
    ];
  }

  test(view) {
    const one = view.test;
    const parts = test.steps(one);
    if (view.phase === "predict") parts.push(test.prediction(one, this.group, this.hand));
    else if (view.phase === "moving") parts.push(test.reminder(one));
    else {
      this.result.replaceChildren(test.verdict(one));
      const again = { type: "button", "data-key": "again", onclick: () => this.play() };
      parts.push(h("div", { class: "buttons" }, h("button", again, "Watch again")));
    }
    return [...parts, test.how(one)].filter(Boolean);
  }

  // ── What is to be seen ─────────────────────────────────────────────────────────────────────

  draw() {
    const frame = this.model.get("frame");
    const view = this.model.get("view");
    this.drawPanels(frame.panels);
    const pose = Object.keys(frame.said).map((joint) => `${joint} ${frame.said[joint]}`).join(", ");
    this.picture.setAttribute("aria-label", `Picture of the ${view.leg} leg: ${pose}. ${frame.words}`);
    this.drawSliders(frame);
    for (const [i, item] of [...this.told.querySelectorAll(".bench-steps li")].entries()) {
      if (i === frame.step) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    }
    this.bars.replaceChildren(...gauges(frame.rows));
    this.words.replaceChildren(...frame.rows.map((row) => h("li", {}, row.long)));
    clearTimeout(this.spoken);
    if (view.phase === "moving" || !frame.words) return;
    this.spoken = setTimeout(() => {
      this.live.textContent = frame.words;
    }, 500);
  }

  drawPanels(panels) {
    if (panels.length !== this.panels.length) {
      this.panels = panels.map((one) => new Panel(one.size));
      const nodes = this.panels.map((one) => one.node);
      this.picture.replaceChildren(h("div", { class: panels.length > 1 ? "bench-many" : "" }, nodes));
    }
    panels.forEach((one, i) => this.panels[i].draw(one));
  }

  drawSliders(frame) {
    for (const [joint, { input, output }] of Object.entries(this.sliders)) {
      if (!this.poses.hasMore()) input.value = Math.round(frame.pose[joint]);
      output.textContent = frame.said[joint];
      input.setAttribute("aria-valuetext", frame.said[joint].replace("°", " degrees"));
    }
  }

  redraw() {
    const view = this.model.get("view");
    keepFocus(this.root, () => {
      this.controls();
      this.draw();
    });
    if (view.phase === this.phase) return;
    if (view.phase === "moving") this.play();
    if (view.phase === "answered" && this.phase === "moving") {
      this.result.querySelector(".verdict")?.focus({ preventScroll: true });
    }
    this.phase = view.phase;
  }
  framed() {
    this.draw();
    this.poses.answered();
  }
  end() {
    this.film.stop();
    clearTimeout(this.spoken);
    this.poses.stop();
  }
}

function render({ model, el }) {
  const bench = new Bench(model, stage(el, "Provocation bench"));
  model.on("change:view", bench.redraw);
  model.on("change:frame", bench.framed);
  bench.redraw();
  return () => {
    model.off("change:view", bench.redraw);
    model.off("change:frame", bench.framed);
    bench.end();
  };
}

export default { render: inTurn(render) };
