// The pieces of an examination's page.
import { h } from "../lib/dom.js";
import { showMarkup } from "../lib/markup.js";
import { inClock } from "./clock.js";

const SAYS = { open: "open", begun: "begun, not complete", answered: "answered" };
const CERTAINTY = {
  off: null,
  optional: "You may say how sure you are. It does not change your points.",
  required: "Say with each answer how sure you are; without it the question counts as open on this page.",
};

const button = (key, text, press, more = {}) =>
  h("button", { type: "button", "data-key": key, onclick: press, ...more }, text);

/** What stands above everything: a notice, a refusal. */
export const told = (view) => [
  ...(view.notice ? [h("p", { class: "notice" }, view.notice)] : []),
  ...(view.error ? [h("p", { class: "error", role: "alert" }, view.error)] : []),
];

export function ready(view, begin) {
  const lines = [
    `${view.total} ${view.total === 1 ? "question" : "questions"}, ${inMinutes(view.seconds)}.`,
    "You may change every answer until the end. Right and wrong are told after it.",
    CERTAINTY[view.certainty.rule],
    "The clock starts with Begin and runs on when the page is closed. Every choice is kept when it is made: after a " +
    "break you go on where you were.",
  ];
  return [
    h("h3", {}, view.title),
    h("ul", { class: "plain-list" }, lines.filter(Boolean).map((line) => h("li", {}, line))),
    h("div", { class: "buttons" }, button("begin", "Begin", begin, { class: "primary" })),
  ];
}

const inMinutes = (seconds) => {
  const minutes = Math.round(seconds / 60);
  return `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
};

export const head = (view, clock) =>
  h(
    "div",
    { class: "exam-head" },
    h("span", {}, `${view.index + 1} of ${view.total}`),
    h("progress", {
      max: view.seconds,
      value: view.left,
      "aria-label": "Time left",
      title: `${inClock(view.left)} of ${inClock(view.seconds)}`,
      class: clock.hidden ? "visually-hidden" : undefined,
    }),
    clock.node,
  );

export function grid(view, { go }) {
  const cell = (status, i) => {
    const flagged = view.flags[i] ? ", flagged" : "";
    return button(
      `cell-${i}`,
      [String(i + 1), view.flags[i] ? h("span", { "aria-hidden": "true" }, "⚑") : null],
      () => go(i),
      {
        class: `cell is-${status}`,
        "aria-current": i === view.index ? "step" : undefined,
        "aria-label": `Question ${i + 1}, ${SAYS[status]}${flagged}`,
        title: `Question ${i + 1}: ${SAYS[status]}${flagged}`,
      },
    );
  };
  return h(
    "ol",
    { class: "exam-grid", "aria-label": "All questions" },
    view.status.map((s, i) => h("li", {}, cell(s, i))),
  );
}

export const stem = ({ question }) =>
  h(question.kind === "true-false" ? "blockquote" : "p", { class: "stem" }, question.stem);

/** Why what is chosen does not count as an answer yet; kept in place, so that nothing jumps. */
export const missing = (view) => h("p", { class: "missing", role: "status" }, view.missing);

export function buttons(view, hand) {
  const { index, total } = view;
  const flagged = view.flags[index];
  return h("div", { class: "exam-foot" }, [
    h("div", { class: "buttons" }, [
      button("back", "Back", () => hand.go(index - 1), { disabled: index === 0 }),
      button("next", "Next", () => hand.go(index + 1), { disabled: index === total - 1, class: "primary" }),
      button("flag", flagged ? "⚑ Flagged" : "⚐ Flag", hand.flag, { "aria-pressed": String(flagged) }),
      button("finish", "Finish …", () => hand.ask(true)),
    ]),
    h("p", { class: "hint" }, "Keys: 1–9 choose · n next · b back · f flag"),
  ]);
}

/** What is open, and the last word. */
export function finish(view, hand) {
  const places = (of) => view.status.flatMap((status, i) => (of(status, i) ? [i] : []));
  const line = (many, text, found) =>
    found.length
      ? h(
        "li",
        {},
        `${found.length} ${found.length === 1 ? many[0] : many[1]}${text}: `,
        found.map((i, k) => [
          k ? ", " : "",
          button(`to-${i}`, String(i + 1), () => {
            hand.ask(false);
            hand.go(i);
          }, { class: "link" }),
        ]),
      )
      : null;
  const lines = [
    line(["question is", "questions are"], " open", places((s) => s === "open")),
    line(["answer is", "answers are"], " begun and not complete", places((s) => s === "begun")),
    line(["question is", "questions are"], " flagged", places((_, i) => view.flags[i])),
  ].filter(Boolean);
  return h("div", { class: "exam-finish", role: "group", "aria-label": "Finish" }, [
    h("h3", {}, "Finish the examination?"),
    lines.length ? h("ul", { class: "plain-list" }, lines) : h("p", {}, "Every question is answered."),
    h("p", {}, "After this no answer can be changed."),
    h("div", { class: "buttons" }, [
      button("submit", "Submit", hand.submit, { class: "primary" }),
      button("stay", "Back to the questions", () => hand.ask(false)),
    ]),
  ]);
}

export function over(view, print, again) {
  const report = h("div", { class: "exam-report" });
  showMarkup(report, view.report);
  return [
    h("h3", { tabIndex: -1, "data-key": "result" }, `${view.title}: your result`),
    report,
    h("div", { class: "buttons" }, [
      button("print", "Print", print),
      button("again", "Another examination", again),
    ]),
  ];
}
