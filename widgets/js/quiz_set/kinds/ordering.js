// Lines to bring into order, by buttons, by arrow keys or by dragging.
import { h } from "../../lib/dom.js";
import { partState, partTag } from "../marks.js";

export const begin = ({ answer, question }) => ({
  order: answer ? [...answer] : question.options.map((one) => one.i),
  moved: Boolean(answer),
});

/** The order, or null as long as nobody has moved a line: what was not given is not marked. */
export const answer = (_, draft) => (draft.moved ? draft.order : null);

/** The order with one line moved; the same where there is no such place. */
export function moved(order, from, to) {
  if (to < 0 || to >= order.length) return order;
  const rest = order.filter((_, i) => i !== from);
  return [...rest.slice(0, to), order[from], ...rest.slice(to)];
}

export function draw({ question, verdict }, draft, { live }) {
  const text = new Map(question.options.map((option) => [option.i, option.text]));
  const list = h("ol", { class: "ordering" });
  const hand = { dragged: null, move };

  function move(from, to, key) {
    const one = draft.order[from];
    const next = moved(draft.order, from, to);
    if (next === draft.order) return;
    draft.order = next;
    draft.moved = true;
    fill();
    list.querySelector(`[data-key="${key}-${one}"]`)?.focus({ preventScroll: true });
    live.textContent = `${text.get(one)}: place ${to + 1} of ${draft.order.length}`;
  }
  function fill() {
    const many = draft.order.length;
    list.replaceChildren(
      ...draft.order.map((i, place) => line({ i, place, many, text: text.get(i), verdict }, hand)),
    );
  }
  fill();
  const order = question.order;
  const legend = h("legend", {}, `In order, ${order[0].toLowerCase()}${order.slice(1)}`);
  return h("fieldset", { class: "options" }, legend, list);
}

function line(one, hand) {
  const part = one.verdict?.parts[one.i];
  const { place } = one;
  const moves = () => h("span", { class: "moves" }, button(one, "up", -1, hand), button(one, "down", 1, hand));
  return h(
    "li",
    {
      class: `option part${partState(part)}`,
      draggable: !one.verdict,
      ondragstart: () => {
        hand.dragged = place;
      },
      ondragover: (event) => {
        if (hand.dragged !== null) event.preventDefault();
      },
      ondrop: (event) => {
        event.preventDefault();
        if (hand.dragged !== null && hand.dragged !== place) hand.move(hand.dragged, place, "up");
        hand.dragged = null;
      },
    },
    h(
      "div",
      { class: "row" },
      h("span", { class: "key", "aria-hidden": "true" }, String(place + 1)),
      h("span", { class: "text" }, one.text),
      one.verdict ? part && partTag(part) : moves(),
    ),
    part && h("p", { class: "why" }, part.why),
  );
}

function button({ i, place, many, text }, key, step, hand) {
  return h("button", {
    type: "button",
    "data-key": `${key}-${i}`,
    "aria-label": `Move ${text} ${key}`,
    "aria-disabled": place + step < 0 || place + step >= many ? "true" : undefined,
    onclick: () => hand.move(place, place + step, key),
    onkeydown: (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      hand.move(place, place + by, key);
    },
  }, step < 0 ? "↑" : "↓");
}
