// What turns, bends, peels and highlights the leg.
import { h, uid } from "../lib/dom.js";
import { rove, stopAt } from "../lib/rove.js";

/** Buttons of which one is in force: one Tab stop, arrow keys inside. */
export function bar(label, key, options, use) {
  const props = (id) => ({
    type: "button",
    role: "radio",
    "data-id": id,
    "data-key": `${key}-${id}`,
    onclick: () => use(id),
  });
  const buttons = options.map(([id, text]) => h("button", props(id), text));
  const onkeydown = (event) => {
    rove(event, buttons)?.click();
  };
  const node = h("div", { class: "body-bar", role: "radiogroup", "aria-label": label, onkeydown }, buttons);
  const set = (id) => {
    stopAt(buttons, buttons.find((button) => button.dataset.id === id) ?? buttons[0]);
    for (const button of buttons) button.setAttribute("aria-checked", String(button.dataset.id === id));
  };
  return { node, set };
}

/** A box for each layer; the arrow keys move up and down among them. */
export function peeling(layers, on, use) {
  const boxes = layers.map(([id], i) =>
    h("input", {
      type: "checkbox",
      checked: on.includes(id),
      "data-key": `layer-${id}`,
      tabIndex: i ? -1 : 0,
      onchange: () => use(layers.filter((_, n) => boxes[n].checked).map(([each]) => each)),
    })
  );
  const rows = layers.map(([, text], i) => h("label", { class: "tick" }, boxes[i], text));
  const onkeydown = (event) => {
    rove(event, boxes, { along: "down" });
  };
  return h("fieldset", { class: "body-layers", onkeydown }, h("legend", {}, "Layers"), rows);
}

/** A slider for a joint. */
export function slider([joint, label, low, high], wanted, use) {
  const id = uid(joint);
  const says = () => `${wanted[joint]}°`.replace("-", "−");
  const shown = h("output", { for: id }, says());
  const input = h("input", {
    id,
    type: "range",
    min: low,
    max: high,
    step: 1,
    value: String(wanted[joint]),
    "data-key": joint,
    "aria-valuetext": says(),
    oninput: () => {
      wanted[joint] = Number(input.value);
      shown.textContent = says();
      input.setAttribute("aria-valuetext", says());
      use();
    },
  });
  return h("p", { class: "body-slider" }, h("label", { for: id }, label), input, shown);
}

/** Every structure that has a form, by layer. */
export function structures(id, scene, use) {
  const groups = scene.layers.map(([layer, text]) => {
    const some = scene.structures.filter((one) => one.layer === layer);
    return some.length
      ? h("optgroup", { label: text }, some.map((one) => h("option", { value: one.id }, one.name)))
      : null;
  });
  const onchange = (event) => use(event.target.value);
  return h("select", { id, "data-key": "structure", onchange }, h("option", { value: "" }, "none"), groups);
}
