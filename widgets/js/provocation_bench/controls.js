// Which test, seen from where, and how the leg is moved.
import { h } from "../lib/dom.js";

/** The lists above: the test and the side. */
export function choices(view, { preset, side }) {
  const list = (key, options, value, use) =>
    h(
      "select",
      { "data-key": key, onchange: (event) => use(event.target.value) },
      options.map(([id, name]) => h("option", { value: id, selected: id === value }, name)),
    );
  const labelled = (label, select) => h("label", { class: "bench-choice" }, h("span", {}, label), select);
  return [
    labelled("Test", list("preset", view.presets, view.preset, preset)),
    labelled("Seen from", list("side", view.sides, view.side, side)),
    h("p", { class: "error", role: "alert" }, view.error),
  ];
}

/** A slider for each joint; `sliders` is filled with what belongs to each. */
export function joints(view, sliders, use) {
  const rows = view.sliders.map(([joint, name, low, high]) => {
    const output = h("output", {});
    const input = h("input", {
      type: "range",
      min: low,
      max: high,
      step: 1,
      "aria-label": name,
      "data-key": `joint-${joint}`,
      oninput: () =>
        use(Object.fromEntries(Object.entries(sliders).map(([key, one]) => [key, Number(one.input.value)]))),
    });
    sliders[joint] = { input, output };
    return h("label", { class: "bench-slider" }, h("span", {}, name), output, input);
  });
  return h("fieldset", { class: "bench-sliders" }, h("legend", {}, `Joints of the ${view.leg} leg`), rows);
}

export function pulls(view, use) {
  const tick = ([key, name, on]) => {
    const onchange = (event) => use(key, event.target.checked);
    const input = h("input", { type: "checkbox", checked: on, "data-key": `pull-${key}`, onchange });
    return h("label", { class: "tick" }, input, h("span", {}, name));
  };
  return h("fieldset", { class: "bench-pulls" }, h("legend", {}, "Muscles"), view.pulls.map(tick));
}
