// What the atlas says: cards of structures, causes, the picture in words.
import { h, sourceLinks } from "../lib/dom.js";

export function causeLine(cause) {
  const must = cause.must ? h("small", { class: "must" }, " ! must not be missed") : null;
  return h(
    "details",
    {},
    h("summary", {}, cause.name, must),
    h("p", { class: "soft" }, cause.lay),
    h("p", {}, cause.mechanism),
    h("p", { class: "soft" }, `Belongs to: ${cause.urgency}.`),
  );
}

const list = (title, items) =>
  items && items.length
    ? [h("h4", {}, title), h("ul", { class: "inline" }, items.map((item) => h("li", {}, item)))]
    : null;

export const invitation = () => [
  h("p", {}, "Point at a structure for its name; click it for its card."),
  h(
    "p",
    {},
    "By keyboard: Tab into the picture, move with the arrow keys, open with Enter, go nearer with + and farther with −. Or type a name above.",
  ),
  h(
    "p",
    { class: "soft" },
    "Drawn to scale from the geometry that the sections and the model in three dimensions use too.",
  ),
];

/** A structure's card; `link(id)` leads to another one, `buttons` are what can be done with it. */
export function card(one, { causes, sources }, link, buttons) {
  const rows = one.rows?.map(([title, text]) => [h("dt", {}, title), h("dd", {}, text)]);
  return [
    h("h3", { tabIndex: -1 }, one.name),
    h("p", { class: "soft" }, [one.kind, one.layer && one.layer.toLowerCase()].filter(Boolean).join(" · ")),
    h("p", {}, one.what),
    one.note ? h("p", { class: "atlas-note" }, one.note) : null,
    rows ? h("dl", {}, rows) : null,
    list("Branches", one.branches?.map(([key, text]) => (key ? link(key) : text))),
    one.causes ? [h("h4", {}, "Causes that arise here"), one.causes.map((key) => causeLine(causes[key]))] : null,
    list("Neighbours", one.neighbours?.map(link)),
    one.forms?.length
      ? h("div", { class: "buttons" }, buttons)
      : h("p", { class: "soft" }, "It has no form of its own in the picture; its neighbours have."),
    sourceLinks(one.sources?.map((key) => sources[key])),
  ].flat(Infinity).filter(Boolean);
}

/** The picture in words: layers from the surface inward, and what was taken off. */
export function twin(plate, gone, line) {
  const off = gone.length ? `Taken off now: ${gone.join(", ")}.` : "Nothing is taken off now.";
  const how = "Layers from the surface inward, in each from medial to lateral.";
  const groups = plate.twin.map((group) =>
    h("div", {}, h("h4", {}, group.name), h("ul", { class: "plain" }, group.forms.map(line)))
  );
  return [h("p", {}, `${plate.picture.text} ${how} ${off}`), h("div", { class: "columns" }, groups)];
}
