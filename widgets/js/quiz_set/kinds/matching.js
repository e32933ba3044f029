// matching, extended-matching: one answer for each line; in the first each answer serves once.
import { h, uid } from "../../lib/dom.js";
import { partState, partTag } from "../marks.js";

const LETTERS = "ABCDEFGHIJ";

export const begin = ({ answer }) => ({ match: answer ? { ...answer } : {} });

export const answer = (question, draft) => question.prompts.map((_, i) => draft.match[i] ?? null);

export function draw(view, draft) {
  const { question } = view;
  const once = question.kind === "matching";
  const selects = [];
  const mark = () => {
    if (once) selects.forEach((select, row) => markUsed(select, row, draft.match));
  };
  const rows = question.prompts.map((_, row) => line(view, draft, row, selects, mark));
  mark();
  return h(
    "fieldset",
    { class: "options matching" },
    h(
      "legend",
      {},
      once ? "Match each line with one answer" : "Choose for each; an answer may serve twice, or not at all",
    ),
    once ? null : h("ol", { class: "theme", type: "A" }, question.options.map((option) => h("li", {}, option.text))),
    rows,
  );
}

/** Says of each answer in a list whether another line has it already. */
function markUsed(select, row, match) {
  for (const option of select.options) {
    if (!option.value) continue;
    const used = Object.entries(match).some(([at, i]) => Number(at) !== row && i === Number(option.value));
    option.textContent = `${option.dataset.text}${used ? " (used)" : ""}`;
  }
}

function line({ question, verdict }, draft, row, selects, mark) {
  const part = verdict?.parts[row];
  const id = uid("match");
  const select = h(
    "select",
    {
      id,
      disabled: Boolean(verdict),
      "data-key": `match-${row}`,
      onchange: () => {
        draft.match[row] = select.value === "" ? null : Number(select.value);
        mark();
      },
    },
    h("option", { value: "" }, "Choose …"),
    question.options.map((option, place) => {
      const text = `${LETTERS[place]} · ${option.text}`;
      return h("option", { value: String(option.i), "data-text": text, selected: draft.match[row] === option.i }, text);
    }),
  );
  selects.push(select);
  return h(
    "div",
    { class: `option part${partState(part)}` },
    h(
      "div",
      { class: "row" },
      h(part ? "span" : "label", { class: "text", for: part ? undefined : id }, question.prompts[row]),
      part ? h("span", { class: "given" }, part.given) : select,
      part && partTag(part),
    ),
    part && h("p", { class: "why" }, part.why),
  );
}
