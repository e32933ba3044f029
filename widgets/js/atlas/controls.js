// A choice of which one is in force: one Tab stop, arrow keys inside choose.
import { h } from "../lib/dom.js";
import { rove, stopAt } from "../lib/rove.js";

/**
 * @param {string} label
 * @param {([string, string] | [string, string, string])[]} options  id, name, and what stands on the button
 * @param {() => string} value
 * @param {(id: string) => void} pick
 */
export function choice(label, options, value, pick) {
  const choose = (id) => {
    pick(id);
    refresh();
  };
  const buttons = options.map(([id, name, text = name]) => {
    const more = text === name ? {} : { "aria-label": name, title: name };
    return h("button", { type: "button", "data-value": id, role: "radio", onclick: () => choose(id), ...more }, text);
  });
  const refresh = () => {
    const on = buttons.find((button) => button.dataset.value === value());
    stopAt(buttons, on);
    for (const button of buttons) button.setAttribute("aria-checked", String(button === on));
  };
  refresh();
  const node = h("div", {
    class: "segments",
    role: "radiogroup",
    "aria-label": label,
    onkeydown: (event) => {
      const next = rove(event, buttons);
      if (next) choose(next.dataset.value);
    },
  }, buttons);
  return { node, refresh };
}
