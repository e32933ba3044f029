// A set of questions, or one: choose, say how sure you are, check, and be told why.
import { h, keepFocus, liveRegion, stage } from "../lib/dom.js";
import * as part from "./card.js";
import { KINDS } from "./kinds/kind.js";
import { Scene } from "./scene.js";
import { inTurn } from "../lib/turn.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "../lib/options.css";
import "../lib/picture/picture.css";
import "./style.css";

class Quiz {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.card = h("div", { class: "card quiz" });
    this.live = liveRegion();
    root.append(this.card, this.live);
    this.scene = new Scene(this.live);
    this.draft = {};
    this.drafts = {};
    this.drawn = null;
    this.asked = false;
    this.send = (type, more = {}) => {
      this.asked = true;
      model.send({ type, ...more });
    };
    this.draw = this.draw.bind(this);
    root.addEventListener("keydown", (event) => this.pressed(event));
  }

  check({ question }) {
    const answer = KINDS[question.kind].answer(question, this.draft);
    this.send("check", { question: question.id, answer, confidence: this.draft.confidence ?? null });
  }

  question(view) {
    const { verdict } = view;
    return [
      part.progress(view, this.send),
      view.earlier ? h("p", { class: "earlier" }, view.earlier) : null,
      view.practice ? h("p", { class: "practice" }, view.practice) : null,
      part.stem(view),
      this.scene.draw(this.model.get("picture"), view, this.draft),
      KINDS[view.question.kind].draw(view, this.draft, { live: this.live }),
      part.hints(view, () => this.send("hint", { question: view.question.id })),
      verdict ? null : part.confidence(view, this.draft),
      h("p", { class: "error", role: "alert" }, view.error || ""),
      verdict ? part.verdictBox(view) : null,
      part.buttons(view, this.send, () => this.check(view)),
      part.marks(view),
    ];
  }

  draw() {
    const view = this.model.get("view");
    const before = this.drawn;
    const now = {
      place: `${view.attempt}/${view.index}/${view.tries}`,
      judged: Boolean(view.verdict),
      result: Boolean(view.result),
    };
    if (view.question) this.draft = this.drafted(view, now);
    const parts = view.result ? part.result(view, this.send) : this.question(view);
    const all = [view.notice ? h("p", { class: "notice" }, view.notice) : null, ...parts];
    keepFocus(this.root, () => this.card.replaceChildren(...all.flat(Infinity).filter(Boolean)));
    // Another cell with this set may have moved it: focus stays with whoever acts there.
    if (this.asked) this.lead(view, before, now);
    this.asked = false;
    this.drawn = now;
  }

  /** What was chosen and not checked yet is kept for whoever skips the question and returns. */
  drafted(view, now) {
    const begun = () => ({ ...KINDS[view.question.kind].begin(view), confidence: view.confidence });
    if (now.judged) return begun();
    this.drafts[now.place] ??= begun();
    return this.drafts[now.place];
  }

  /** Focus goes to what is new, and a screen reader is told. */
  lead(view, before, now) {
    const moved = now.place !== before.place;
    const focus = (...selectors) => {
      const found = selectors.map((one) => this.card.querySelector(one)).find(Boolean);
      /** @type {HTMLElement | undefined} */ (found)?.focus({ preventScroll: true });
    };
    if (now.judged && !before.judged) {
      // After the frame that shows the verdict: focus makes the browser lay out at once.
      requestAnimationFrame(() => {
        this.live.textContent = `${view.verdict.word}. ${view.verdict.why}`;
        focus(".verdict");
      });
    } else if (before.judged && !now.judged && !moved) {
      focus("input:checked", "input");
    } else if (moved || now.result !== before.result) {
      const place = `${view.practice ?? ""} Question ${view.index + 1} of ${view.total}`.trim();
      this.live.textContent = view.result ? view.result.headline : place;
      focus("h3", "input");
    }
  }

  /** Enter checks, and number keys choose. */
  pressed(event) {
    const view = this.model.get("view");
    if (view.result || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && event.target.matches("input") && !view.verdict) {
      event.preventDefault();
      this.check(view);
      return;
    }
    if (view.verdict || event.target.matches("input[type=text]") || !/^[1-9]$/.test(event.key)) return;
    const options = /** @type {NodeListOf<HTMLElement>} */ (this.card.querySelectorAll(".option input"));
    const option = options[Number(event.key) - 1];
    if (!option) return;
    event.preventDefault();
    option.focus();
    option.click();
  }
}

function render({ model, el }) {
  const quiz = new Quiz(model, stage(el, model.get("view").title || "Question"));
  model.on("change:view", quiz.draw);
  quiz.draw();
  return () => {
    model.off("change:view", quiz.draw);
    quiz.scene.destroy();
  };
}

export default { render: inTurn(render) };
