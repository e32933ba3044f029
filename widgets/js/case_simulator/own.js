// The learner's own differential: always there, always editable, sent when they pause.
import { h, keepFocus } from "../lib/dom.js";
import { causeSelect } from "./decide.js";

const PAUSE = 350; // milliseconds

export class Own {
  /**
   * @param {any} model
   * @param {(ranking: Record<string, number>) => void} send
   */
  constructor(model, send) {
    this.model = model;
    this.send = send;
    this.menu = model.get("menu");
    this.names = new Map(this.menu.causes.flatMap((group) => group.items.map((one) => [one.id, one.name])));
    this.node = h("div", { class: "own" });
    this.bars = h("div");
    this.ranking = new Map();
    this.picked = "";
    this.pause = null;
    this.drawn = "";
  }

  begin(ranking) {
    clearTimeout(this.pause);
    this.pause = null;
    this.ranking = new Map(ranking);
  }
  total() {
    return [...this.ranking.values()].reduce((a, b) => a + b, 0);
  }
  // The learner's list is sent when they pause, and at the latest before what they do next: it belongs to this step.
  say() {
    clearTimeout(this.pause);
    if (this.pause !== null && this.total() <= 100) this.send(Object.fromEntries(this.ranking));
    this.pause = null;
  }
  saySoon() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.say(), PAUSE);
  }

  // A list that is open and a slider in the hand survive an answer: drawn anew only if the list changed.
  draw(view) {
    const shown = JSON.stringify([view.attempt, view.over, [...this.ranking.keys()]]);
    if (shown !== this.drawn) keepFocus(this.node, () => this.node.replaceChildren(...this.list(view)));
    this.drawn = shown;
    this.bars.replaceChildren(...(view.training ? [training(view.training)] : []));
  }

  list(view) {
    const rows = [...this.ranking.entries()];
    this.left = h("span", { class: "soft" });
    this.sum();
    const hint = h(
      "span",
      { class: "soft" },
      "Add what you think of, at any time. It is compared with the knowledge base afterwards.",
    );
    const wheels = h("input", {
      type: "checkbox",
      checked: Boolean(view.training),
      "data-key": "training",
      onchange: (event) => this.model.send({ type: "training", on: event.target.checked }),
    });
    const label = "Training wheels: show the knowledge base’s probabilities as I go";
    return [
      h("h4", {}, "Your own differential"),
      h("ol", {}, rows.map(([id, percent], i) => this.row(view, id, percent, i))),
      view.over ? null : h("p", { class: "add" }, this.adding(view), " ", rows.length ? this.left : hint),
      view.over ? null : h("div", { class: "training" }, h("label", { class: "tick" }, wheels, label)),
      this.bars,
    ].filter(Boolean);
  }

  sum() {
    const all = this.total();
    this.left.textContent = all > 100
      ? `That adds up to ${all} %: take some away.`
      : `${100 - all} % left for anything else.`;
  }

  row(view, id, percent, i) {
    const name = this.names.get(id);
    const shown = h("output", {}, `${percent} %`);
    const input = h("input", {
      type: "range",
      min: 0,
      max: 100,
      step: 5,
      value: String(percent),
      "aria-label": `Probability of ${name} in per cent`,
      "data-key": `own-${id}`,
      disabled: view.over,
      oninput: () => {
        this.ranking.set(id, Number(input.value));
        shown.textContent = `${input.value} %`;
        this.sum();
      },
      onchange: () => this.saySoon(),
    });
    const drop = h("button", {
      type: "button",
      "aria-label": `Remove ${name}`,
      "data-key": `drop-${id}`,
      onclick: () => {
        this.ranking.delete(id);
        this.draw(view);
        this.saySoon();
      },
    }, "×");
    return h("li", {}, h("span", {}, `${i + 1}.`), h("span", {}, name), input, shown, view.over ? null : drop);
  }

  adding(view) {
    const choose = (event) => {
      this.picked = event.target.value;
    };
    const add = () => {
      if (!this.picked) return;
      const id = this.picked;
      this.picked = "";
      this.ranking.set(id, Math.max(0, Math.min(20, 100 - this.total())));
      this.draw(view);
      this.node.querySelector(`[data-key="own-${CSS.escape(id)}"]`)?.focus();
      this.saySoon();
    };
    const [label, blank] = ["Add a cause to your differential", "A cause you think of …"];
    return [
      causeSelect(this.menu, label, this.picked, choose, [...this.ranking.keys()], blank),
      h("button", { type: "button", "data-key": "add-cause", onclick: add }, "Add"),
    ];
  }
}

/** The knowledge base's probabilities, where the learner wants to see them. */
function training(causes) {
  const bar = (p) => h("span", { class: "bar", "aria-hidden": "true" }, h("span", { style: `width:${p * 100}%` }));
  const row = (one) =>
    h("tr", {}, h("th", { scope: "row" }, one.name), h("td", {}, bar(one.p)), h("td", { class: "word" }, one.says));
  const caption = h("caption", { class: "visually-hidden" }, "Knowledge base’s probabilities");
  return h("table", { class: "bars" }, caption, h("tbody", {}, causes.map(row)));
}
