// A bar of a probability and its band: full up to the lower edge, striped from there to the upper, a mark where the
// probability itself lies. The numbers stand beside it in words, so that it is hidden from screen readers.

import { h } from "./dom.js";

export function banded(one, kind = "") {
  const at = (p) => `${(100 * p).toFixed(2)}%`;
  return h(
    "span",
    { class: `bar band ${kind}`, "aria-hidden": "true" },
    h("span", { style: `width:${at(one.low)}` }),
    h("i", { style: `left:${at(one.low)};width:${at(one.high - one.low)}` }),
    h("u", { style: `left:${at(one.p)}` }),
  );
}
