// A named test: its move, what the learner predicts of it, and what the model says.
import { h, sourceLinks } from "../lib/dom.js";

export function steps(test) {
  return [h("h4", {}, "The move"), h("ol", { class: "bench-steps" }, test.steps.map((does) => h("li", {}, does)))];
}

/** What to choose from before the move; `hand` has what was chosen, and takes it. */
export function prediction(test, group, hand) {
  const commit = h("button", {
    type: "button",
    class: hand.chosen ? "primary" : "",
    "data-key": "commit",
    "aria-disabled": hand.chosen ? null : "true",
    onclick: () => hand.commit(),
  }, "Commit and watch");
  const option = ([key, name]) => {
    const input = h("input", {
      type: "radio",
      name: group,
      value: key,
      checked: key === hand.chosen,
      "data-key": `option-${key}`,
      onchange: () => {
        hand.chosen = key;
        commit.removeAttribute("aria-disabled");
        commit.className = "primary";
      },
    });
    return h("div", { class: "option" }, h("label", { class: "row" }, input, h("span", { class: "text" }, name)));
  };
  const legend = h("legend", {}, test.question);
  const buttons = h("div", { class: "buttons" }, commit);
  return h("fieldset", { class: "bench-predict" }, legend, test.options.map(option), buttons);
}

export function reminder(test) {
  const [, name] = test.options.find(([key]) => key === test.chosen);
  return h("p", { class: "soft" }, h("b", {}, "You say: "), name, ". Watch.");
}

export function verdict(test) {
  const right = test.right;
  const said = right ? `${test.answer}.` : `the model says ${test.answer}; you said ${test.mine}.`;
  return h(
    "div",
    { class: `verdict ${right ? "is-right" : "is-wrong"}`, tabindex: -1, "data-key": "verdict" },
    h("p", {}, h("strong", {}, right ? "✓ Right: " : "✗ Not this one: "), said),
    h("p", {}, test.why),
    h("p", { class: "soft" }, `${test.measured}:`),
    h("ul", { class: "plain soft" }, test.scores.map(([name, value]) => h("li", {}, `${name}: ${value}`))),
    h("p", { class: "soft" }, test.limits),
    sourceLinks(test.sources),
  );
}

export const how = (test) =>
  test.how ? h("details", {}, h("summary", {}, "How it is done"), h("p", {}, test.how)) : null;
