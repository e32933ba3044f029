// single, several, true-false: options to choose from; the rows serve other kinds as well.
import { h, uid } from "../../lib/dom.js";
import { MARKS } from "../marks.js";

const LEGENDS = { single: "Choose one answer", several: "Choose every right answer", "true-false": "because" };

export function begin({ answer, question }) {
  if (answer === null || answer === undefined) return { chosen: new Set() };
  if (question.kind === "several") return { chosen: new Set(answer) };
  if (question.kind !== "true-false") return { chosen: new Set([answer]) };
  return { chosen: new Set(answer.reason === null ? [] : [answer.reason]), truth: answer.truth };
}

export function answer(question, draft) {
  if (question.kind === "several") return [...draft.chosen];
  const one = [...draft.chosen][0] ?? null;
  return question.kind === "true-false" ? { truth: draft.truth ?? null, reason: one } : one;
}

export function draw(view, draft) {
  const { kind } = view.question;
  return [kind === "true-false" ? truth(view, draft) : null, rows(view, draft, LEGENDS[kind], kind === "single")];
}

/** The options, each a row that is clickable as a whole and opens its reason beneath it. */
export function rows(view, draft, legend, quiet = false) {
  if (!view.question.options.length) return null;
  const name = uid("answer");
  return h(
    "fieldset",
    { class: "options" },
    h("legend", { class: quiet ? "visually-hidden" : "" }, legend),
    view.question.options.map((option, place) => row(view, draft, option, place, name)),
  );
}

function row({ question, verdict }, draft, option, place, name) {
  const judged = verdict && verdict.rows[option.i];
  const several = question.kind === "several";
  const id = uid("option");
  const input = h("input", {
    type: several ? "checkbox" : "radio",
    name,
    id,
    value: String(option.i),
    checked: draft.chosen.has(option.i),
    disabled: Boolean(verdict),
    "data-key": `option-${option.i}`,
    onchange: () => {
      if (!several) draft.chosen = new Set([option.i]);
      else if (input.checked) draft.chosen.add(option.i);
      else draft.chosen.delete(option.i);
    },
  });
  const state = !judged ? "" : judged.right ? " is-right" : judged.chosen ? " is-wrong" : " is-other";
  const said = !judged
    ? ""
    : judged.right
    ? `${MARKS.right} right answer`
    : judged.chosen
    ? `${MARKS.wrong} not right`
    : "";
  return h(
    "div",
    { class: `option${state}` },
    h(
      "label",
      { class: "row", for: id },
      input,
      h("span", { class: "key", "aria-hidden": "true" }, String(place + 1)),
      h("span", { class: "text" }, option.text),
      judged && h("span", { class: "tag" }, said, judged.chosen && h("span", { class: "mine" }, " · your choice")),
    ),
    judged && judged.why ? h("p", { class: "why" }, judged.why) : null,
  );
}

function truth({ question, verdict }, draft) {
  const name = uid("truth");
  return h(
    "fieldset",
    { class: "truth" },
    h("legend", {}, "The statement is"),
    [[true, "True"], [false, "False"]].map(([value, label]) =>
      h(
        "label",
        {},
        h("input", {
          type: "radio",
          name,
          checked: draft.truth === value,
          disabled: Boolean(verdict),
          "data-key": `truth-${value}`,
          onchange: () => {
            draft.truth = value;
          },
        }),
        h("span", {}, label, verdict && question.truth === value ? ` ${MARKS.right}` : ""),
      )
    ),
  );
}
