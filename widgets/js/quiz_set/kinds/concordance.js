// script-concordance: what a finding does to a thought, on a scale that is the same for all.
import { h } from "../../lib/dom.js";
import { rows } from "./choice.js";

export { answer, begin } from "./choice.js";

export const draw = (view, draft) => [script(view.question.script), rows(view, draft, "That makes it")];

function script(told) {
  const line = (word, text) => [h("span", { class: "soft" }, word), h("span", {}, text)];
  return h(
    "p",
    { class: "script" },
    line("You think of", told.cause),
    line("because of", told.given.join("; ")),
    line("Now you learn", h("strong", {}, told.finding)),
  );
}
