// From a swollen knee to a cyst: sliders and needles, the knee from its inner side, gauges and what came before.
import { h, keepFocus, liveRegion, stage } from "../lib/dom.js";
import { oneAtATime } from "../lib/queue.js";
import { Controls, predictions } from "./controls.js";
import { Knee, PATTERNS, swatch } from "./knee.js";
import { Past } from "./past.js";
import * as words from "./words.js";
import { inTurn } from "../lib/turn.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "./style.css";

class CystBench {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.send = (type, more = {}) => model.send({ type, ...more });
    this.moves = oneAtATime(this.send);
    this.controls = new Controls(this.moves.ask);
    this.picture = new Knee();
    this.past = new Past();
    this.answers = {};
    this.torn = false;
    this.live = liveRegion();
    this.build(root);
    this.drawView = this.drawView.bind(this);
    this.framed = this.framed.bind(this);
  }

  build(root) {
    this.side = h("div", { class: "cyst-side" });
    this.error = h("p", { class: "error", role: "alert" });
    this.said = h("p", { class: "cyst-said" });
    this.gauges = h("ul", { class: "cyst-gauges", "aria-label": "Gauges" });
    this.feel = h("p", {});
    this.alarm = h("div", {});
    this.told = h("ul", { class: "plain" });
    this.pastTold = h("ol", { class: "plain" });
    this.foot = h("div", {});
    this.legend = h("ul", { class: "cyst-legend", "aria-label": "How it is drawn" });
    const figure = h("figure", { class: "cyst-picture" }, this.picture.node);
    const soFar = h("p", { class: "soft" }, "So far:");
    const twin = h("details", {}, h("summary", {}, "The same in words"), this.told, soFar, this.pastTold);
    const right = [
      this.gauges,
      h("h4", {}, "What you would feel"),
      this.feel,
      h("h4", {}, "So far"),
      this.past.node,
      twin,
    ];
    const grid = h(
      "div",
      { class: "cyst-grid-3" },
      this.side,
      h("div", {}, figure, this.legend, this.said, this.alarm),
      h("div", { class: "cyst-side" }, right),
    );
    root.append(h("div", { class: "card case-frame" }, grid, this.foot), this.live);
  }

  drawView() {
    const view = this.model.get("view");
    keepFocus(this.root, () => {
      this.controls.clear();
      const first = view.phase === "predict";
      const inside = first ? predictions(view, this.answers, this.send) : this.controls.draw(view);
      this.side.replaceChildren(this.error, ...inside);
      this.foot.replaceChildren(...(view.phase === "answered" ? [words.results(view)] : []), ...words.foot(view));
      const sacs = [...view.tensions, "burst"].map((word) =>
        h("li", {}, swatch(PATTERNS[word] || "soft"), `cyst ${word}`)
      );
      this.legend.replaceChildren(h("li", {}, swatch("fluid"), "fluid in the knee"), ...sacs);
    });
    this.drawFrame();
    if (view.phase === "answered") this.foot.querySelector("[data-key=verdict]")?.focus({ preventScroll: true });
  }

  drawFrame() {
    const frame = this.model.get("frame");
    const view = this.model.get("view");
    this.error.textContent = frame.error;
    this.picture.draw(frame);
    this.past.draw(frame.history);
    this.controls.follow(frame, this.moves.isBusy());
    this.gauges.replaceChildren(...words.gauges(frame));
    this.feel.textContent = frame.feel;
    const invitation = view.phase === "predict" ? "" : "Move the effusion up, then bend the knee.";
    this.said.textContent = frame.said || invitation;
    this.told.replaceChildren(...frame.told.map((line) => h("li", {}, line)));
    this.pastTold.replaceChildren(...frame.past.map((line) => h("li", {}, line)));
    if (frame.torn !== this.torn || !this.alarm.childNodes.length) {
      this.torn = frame.torn;
      this.alarm.replaceChildren(words.alarm(frame.torn, view.burst));
    }
    const parts = [frame.said, frame.torn ? "Burst." : "", frame.feel, `Slit ${frame.slit_word}.`];
    this.live.textContent = parts.filter(Boolean).join(" ");
  }

  framed() {
    this.drawFrame();
    this.moves.answered();
  }
}

function render({ model, el }) {
  const bench = new CystBench(model, stage(el, "From a swollen knee to a cyst"));
  model.on("change:view", bench.drawView);
  model.on("change:frame", bench.framed);
  bench.drawView();
  return () => {
    bench.moves.stop();
    model.off("change:view", bench.drawView);
    model.off("change:frame", bench.framed);
  };
}

export default { render: inTurn(render) };
