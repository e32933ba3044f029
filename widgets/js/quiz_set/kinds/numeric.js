// A number, with its unit beside it.
import { h, uid } from "../../lib/dom.js";

export const begin = ({ answer }) => ({ number: answer ?? "" });

export const answer = (_, draft) => draft.number;

export function draw({ question, verdict }, draft) {
  const id = uid("number");
  return h(
    "p",
    { class: "numeric" },
    h("label", { for: id }, "Your answer"),
    h("input", {
      id,
      type: "text",
      inputMode: "decimal",
      autocomplete: "off",
      value: draft.number,
      disabled: Boolean(verdict),
      "data-key": "number",
      oninput: (event) => {
        draft.number = event.target.value;
      },
    }),
    question.unit && h("span", { class: "unit" }, question.unit),
  );
}
