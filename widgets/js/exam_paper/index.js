// An examination: one question at a time, a grid of all, a clock. Every choice is sent when it is made.
import { h, keepFocus, liveRegion, stage } from "../lib/dom.js";
import { inTurn } from "../lib/turn.js";
import { confidence } from "../quiz_set/card.js";
import { KINDS } from "../quiz_set/kinds/kind.js";
import { Scene } from "../quiz_set/scene.js";
import { Clock } from "./clock.js";
import { chosen, restored } from "./draft.js";
import * as part from "./parts.js";
import { printed } from "./print.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "../lib/options.css";
import "../lib/picture/picture.css";
import "../quiz_set/style.css";
import "./style.css";

/** Milliseconds of rest after which what is typed is sent. */
const TYPING = 350;

class Paper {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.card = h("div", { class: "card exam quiz" });
    this.live = liveRegion();
    root.append(this.card, this.live);
    this.scene = new Scene(this.live);
    this.clock = new Clock(this.live, () => this.send("time"));
    this.draft = {};
    this.sent = "";
    this.place = null;
    this.asked = false;
    this.sure = false;
    this.later = null;
    this.send = (type, more = {}) => {
      this.asked = true;
      model.send({ type, ...more });
    };
    this.draw = this.draw.bind(this);
    for (const kind of ["change", "click", "drop", "keyup"]) this.card.addEventListener(kind, () => this.noticed());
    this.card.addEventListener("input", (event) => {
      if (event.target.matches("input[type=text]")) this.noticed(TYPING);
    });
    root.addEventListener("keydown", (event) => this.pressed(event));
    this.woken = () => {
      if (!document.hidden && this.view().phase === "open") this.send("time");
    };
    document.addEventListener("visibilitychange", this.woken);
  }

  view() {
    return this.model.get("view");
  }

  /** What stands now is sent, if it is not what was sent last. */
  noticed(wait = 0) {
    clearTimeout(this.later);
    if (wait) {
      this.later = setTimeout(() => this.noticed(), wait);
      return;
    }
    const view = this.view();
    if (view.phase !== "open" || this.place !== this.placeOf(view)) return;
    const value = chosen(view.question, this.draft);
    const sure = this.draft.confidence ?? null;
    const now = JSON.stringify([value, sure]);
    if (now === this.sent) return;
    this.sent = now;
    this.model.send({ type: "choose", question: view.question.id, value, confidence: sure });
  }

  go(place) {
    const { total } = this.view();
    if (place < 0 || place >= total) return;
    this.noticed();
    this.send("go", { value: place });
  }

  flag(view) {
    this.noticed();
    this.send("flag", { question: view.question.id, value: !view.flags[view.index] });
  }

  placeOf(view) {
    return `${view.attempt}/${view.phase}/${view.index}/${view.question?.id ?? ""}`;
  }

  // ── Drawing ──────────────────────────────────────────────────────────────────────────────

  draw() {
    const view = this.view();
    const place = this.placeOf(view);
    const isNew = place !== this.place;
    if (isNew) this.sure = false;
    this.place = place;
    this.clock.set(view);
    if (view.phase === "open") this.question(view, isNew);
    else this.page(view);
    if (isNew && this.asked) this.lead(view);
    this.asked = false;
  }

  page(view) {
    const begin = () => this.send("begin");
    const again = () => this.send("again");
    const parts = view.phase === "ready" ? part.ready(view, begin) : part.over(view, () => printed(view.paper), again);
    keepFocus(this.root, () => this.card.replaceChildren(...part.told(view), ...parts));
  }

  question(view, isNew) {
    if (isNew) {
      this.draft = { ...restored(view), confidence: view.confidence };
      this.sent = JSON.stringify([chosen(view.question, this.draft), view.confidence ?? null]);
      this.form = h(
        "div",
        { class: "exam-form" },
        [
          h("h3", { class: "exam-number", tabIndex: -1, "data-key": "heading" }, `Question ${view.index + 1}`),
          part.stem(view),
          this.scene.draw(view.picture, view, this.draft),
          KINDS[view.question.kind].draw(view, this.draft, { live: this.live }),
          confidence(view, this.draft),
        ].flat(Infinity).filter(Boolean),
      );
      this.scene.plate?.highlight(view.spot ? [view.spot] : view.picture.mark ?? []);
    }
    const hand = {
      go: (place) => this.go(place),
      flag: () => this.flag(view),
      ask: (open) => {
        this.sure = open;
        this.draw();
        const key = open ? "submit" : "finish";
        /** @type {HTMLElement | null} */ (this.card.querySelector(`[data-key=${key}]`))?.focus();
      },
      submit: () => this.send("finish"),
    };
    const show = () =>
      this.card.replaceChildren(
        ...part.told(view),
        part.head(view, this.clock),
        part.grid(view, hand),
        this.sure ? part.finish(view, hand) : this.form,
        ...(this.sure ? [] : [part.missing(view), part.buttons(view, hand)]),
      );
    // Who asked for a new question is led to it: to go back to the button first would lay out the page twice.
    if (isNew && this.asked) show();
    else keepFocus(this.root, show);
  }

  lead(view) {
    const key = { ready: "begin", open: "heading", over: "result" }[view.phase];
    /** @type {HTMLElement | null} */ (this.card.querySelector(`[data-key=${key}]`))?.focus({ preventScroll: true });
    if (view.phase === "open") this.live.textContent = `Question ${view.index + 1} of ${view.total}`;
    else if (view.phase === "over") this.live.textContent = "The examination is over. Your result is on the page.";
  }

  /** n and b turn the page, f flags, and number keys choose. */
  pressed(event) {
    const view = this.view();
    if (view.phase !== "open" || this.sure || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input[type=text], select")) return;
    const press = {
      n: () => this.go(view.index + 1),
      PageDown: () => this.go(view.index + 1),
      b: () => this.go(view.index - 1),
      PageUp: () => this.go(view.index - 1),
      f: () => this.flag(view),
    }[event.key];
    if (press) {
      event.preventDefault();
      press();
      return;
    }
    if (!/^[1-9]$/.test(event.key)) return;
    const options = /** @type {NodeListOf<HTMLElement>} */ (this.form.querySelectorAll(".option input"));
    const option = options[Number(event.key) - 1];
    if (!option) return;
    event.preventDefault();
    option.focus();
    option.click();
  }

  destroy() {
    clearTimeout(this.later);
    this.clock.stop();
    this.scene.destroy();
    document.removeEventListener("visibilitychange", this.woken);
  }
}

function render({ model, el }) {
  const paper = new Paper(model, stage(el, model.get("view").title));
  model.on("change:view", paper.draw);
  paper.draw();
  return () => {
    model.off("change:view", paper.draw);
    paper.destroy();
  };
}

export default { render: inTurn(render) };
