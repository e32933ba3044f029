// What stands around the answer: how far one is, the stem, how sure one is, the verdict, and the result of a set.
import { h, sourceLinks, uid } from "../lib/dom.js";
import { MARKS } from "./marks.js";

const STATUS = { right: "right", wrong: "not right", partly: "partly right", open: "open" };

export function progress(view, send) {
  if (view.total < 2) return null;
  const pip = (status, i) =>
    h("button", {
      type: "button",
      class: `pip is-${status}`,
      "aria-current": i === view.index ? "step" : undefined,
      "aria-label": `Question ${i + 1}, ${STATUS[status]}`,
      title: `Question ${i + 1}`,
      "data-key": `pip-${i}`,
      onclick: () => send("go", { index: i }),
    }, status === "open" ? "" : MARKS[status]);
  return h(
    "div",
    { class: "set-progress" },
    h("span", {}, view.index < view.total ? `${view.index + 1} of ${view.total}` : `${view.total} questions`),
    h("ol", { "aria-label": "Questions of this set" }, view.status.map((status, i) => h("li", {}, pip(status, i)))),
  );
}

export function confidence({ certainty }, draft) {
  if (!certainty.asked) return null;
  const name = uid("confidence");
  if (!certainty.choices.some((choice) => choice.value === draft.confidence)) draft.confidence = null;
  const marked = certainty.choices.some((choice) => choice.says);
  const legend = h("legend", {}, "How sure are you? ", marked ? h("small", {}, "(marks if right · if not)") : null);
  const choice = ({ value, label, says }) =>
    h(
      "label",
      {},
      h("input", {
        type: "radio",
        name,
        value,
        checked: draft.confidence === value,
        "data-key": `confidence-${value}`,
        onchange: () => {
          draft.confidence = value;
        },
      }),
      h("span", {}, label, says ? h("small", {}, says) : null),
    );
  return h("fieldset", { class: "confidence" }, legend, certainty.choices.map(choice));
}

/** What helps, and what the next hint costs, said before it is shown. */
export function hints({ hints: { shown, left, price } }, ask) {
  if (!shown.length && !left) return null;
  return h(
    "div",
    { class: "hints" },
    h(
      "div",
      { "aria-live": "polite" },
      shown.length ? h("ol", { "aria-label": "Hints" }, shown.map((text) => h("li", {}, text))) : null,
    ),
    left
      ? h("button", { type: "button", class: "link", "data-key": "hint", onclick: ask }, [
        shown.length ? "Another hint" : "Show a hint",
        ` (${price})`,
      ])
      : null,
  );
}

/** The running total, and the rule of the marks: open for who never earned one. */
export function marks({ certainty, explain }) {
  if (!certainty.asked && !certainty.total) return null;
  return h(
    "details",
    { class: "marks", open: explain },
    h("summary", { "data-key": "marks" }, certainty.total || "How certainty marks work"),
    h("p", {}, certainty.help),
  );
}

export function verdictBox({ verdict, question }) {
  const kind = verdict.right ? "right" : verdict.credit ? "partly" : "wrong";
  const key = question.kind === "numeric" || question.kind === "true-false" ? ` Answer: ${ended(verdict.key)}` : null;
  return h(
    "div",
    { class: `verdict is-${kind}`, tabIndex: -1, "data-key": "verdict" },
    h("p", {}, h("strong", {}, h("span", { "aria-hidden": "true" }, `${MARKS[kind]} `), verdict.word, "."), key),
    verdict.earned ? h("p", {}, verdict.earned) : null,
    verdict.marked ? h("p", { class: "mark" }, verdict.marked) : null,
    h("p", {}, verdict.why),
    sourceLinks(verdict.sources),
  );
}

/** A text with one stop at its end. */
const ended = (text) => (/[.!?…]$/.test(text) ? text : `${text}.`);

export const stem = ({ question }) =>
  h(question.kind === "true-false" ? "blockquote" : "p", { class: "stem" }, question.stem);

export function buttons(view, send, check) {
  const button = (key, text, press, primary = false) =>
    h("button", { type: "button", class: primary ? "primary" : undefined, "data-key": key, onclick: press }, text);
  const next = (key, on, last, primary) =>
    view.total > 1 ? button(key, view.last ? last : on, () => send("next"), primary) : null;
  return h(
    "div",
    { class: "buttons" },
    view.verdict
      ? [
        button("again", "Try again, for practice", () => send("again")),
        next("next", "Next question", "See the result", true),
        view.take_back ? takeBack(view.take_back, () => send("take-back")) : null,
      ]
      : [button("check", "Check", check, true), next("skip", "Skip for now", "To the result", false)],
  );
}

// It goes by a style and not by a clock: what is on the page stays as it was drawn.
const takeBack = (seconds, press) =>
  h("button", {
    type: "button",
    class: "slip",
    style: `animation-delay: ${seconds}s`,
    "data-key": "take-back",
    onclick: press,
  }, `A slip? Take it back (within ${seconds} seconds)`);

export function result(view, send) {
  const { result: r } = view;
  const go = (one) =>
    h("button", {
      type: "button",
      class: "link",
      "data-key": `review-${one.index}`,
      onclick: () => send("go", { index: one.index }),
    }, one.stem);
  return [
    progress(view, send),
    h("h3", { tabIndex: -1, "data-key": "result" }, "Your result"),
    h("p", { class: "headline" }, r.headline),
    r.marks ? h("p", {}, r.marks) : null,
    byObjective(r.objectives),
    r.review.length
      ? [
        h("h4", {}, "To review"),
        h("ul", { class: "review" }, r.review.map((one) => h("li", {}, go(one), h("span", {}, ` ${one.why}`)))),
      ]
      : h("p", {}, "Nothing to review: every answer was right."),
    h(
      "div",
      { class: "buttons" },
      h("button", {
        type: "button",
        class: "primary",
        "data-key": "restart",
        onclick: () => send("restart"),
      }, "Start again"),
    ),
  ];
}

function byObjective(objectives) {
  const bar = (share) =>
    h("span", { class: "bar", "aria-hidden": "true" }, h("span", { style: `width:${share * 100}%` }));
  const heads = ["Objective", "Share", "Verdict"].map((text) => h("th", { scope: "col" }, text));
  return h(
    "table",
    { class: "bars" },
    h("caption", { class: "visually-hidden" }, "Result by objective"),
    h("thead", { class: "visually-hidden" }, h("tr", {}, heads)),
    h(
      "tbody",
      {},
      objectives.map((one) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, one.text),
          h("td", {}, bar(one.share)),
          h("td", { class: "word" }, `${one.says}`),
        )
      ),
    ),
  );
}
