// What stands around the answer: how far one is, the stem, how sure one is, the verdict, and the result of a set.
import { h, sourceLinks, uid } from "../lib/dom.js";
import { MARKS } from "./marks.js";

const CONFIDENCE = [
  ["low", "Low", "+1 · 0"],
  ["middle", "Middle", "+2 · −2"],
  ["high", "High", "+3 · −6"],
];
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

export function confidence(view, draft, { marks = true } = {}) {
  const name = uid("confidence");
  const legend = h("legend", {}, "How sure are you? ", marks ? h("small", {}, "(marks if right · if not)") : null);
  return h(
    "fieldset",
    { class: "confidence" },
    legend,
    CONFIDENCE.map(([value, label, says]) =>
      h(
        "label",
        {},
        h("input", {
          type: "radio",
          name,
          value,
          checked: draft.confidence === value,
          disabled: Boolean(view.verdict),
          "data-key": `confidence-${value}`,
          onchange: () => {
            draft.confidence = value;
          },
        }),
        h("span", {}, label, marks ? h("small", {}, says) : null),
      )
    ),
  );
}

export function verdictBox({ verdict, question }) {
  const kind = verdict.right ? "right" : verdict.credit ? "partly" : "wrong";
  const sign = verdict.mark > 0 ? "+" : verdict.mark < 0 ? "−" : "";
  const mark = ` Certainty mark ${sign}${Math.abs(verdict.mark)}.`;
  return h(
    "div",
    { class: `verdict is-${kind}`, tabIndex: -1, "data-key": "verdict" },
    h(
      "p",
      {},
      h("strong", {}, h("span", { "aria-hidden": "true" }, `${MARKS[kind]} `), verdict.word, "."),
      verdict.mark === null ? null : h("span", { class: "mark" }, mark),
      verdict.credit > 0 && !verdict.right ? ` ${Math.round(verdict.credit * 100)} % of the credit.` : null,
      question.kind === "numeric" || question.kind === "true-false" ? ` Answer: ${verdict.key}.` : null,
    ),
    h("p", {}, verdict.why),
    sourceLinks(verdict.sources),
  );
}

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
      ? [button("again", "Try again", () => send("again")), next("next", "Next question", "See the result", true)]
      : [button("check", "Check", check, true), next("skip", "Skip for now", "To the result", false)],
  );
}

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
