import { h, sourceLinks, stage } from "../lib/dom.js";
import { drawPicture } from "../lib/picture/plate.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "../lib/picture/picture.css";
import "./style.css";

const VIEWS = [["posterior", "From behind"], ["medial", "Medial side"], ["lateral", "Lateral side"]];
const LEGS = [["right", "Right leg"], ["left", "Left leg"]];
const ZOOMS = [["fossa", "Close-up"], ["region", "Knee"], ["leg", "Whole leg"]];

function render({ model, el }) {
  const root = stage(el, "Anatomical atlas");
  root.classList.add("atlas-root");
  const start = model.get("start");
  const { structures, causes, sources } = model.get("cards");
  const plates = new Map();
  const keyOf = (view, left) => `${view}/${left ? "left" : "right"}`;
  const keep = (plate) => plates.set(keyOf(plate.view, plate.left), plate);
  keep(model.get("plate"));
  const now = {
    view: start.view,
    left: start.left,
    peel: start.peel,
    zoom: start.zoom,
    label: start.label,
    ghosts: new Set(start.ghosts),
    hidden: new Set(),
    open: null,
    lit: [],
  };
  let plate = null;
  let picture = null;
  const layerAt = new Map(start.layers.map(([id], i) => [id, i]));
  const shapeOf = (id) => plate.picture.shapes.find((shape) => shape.id === id);
  const live = h("div", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  let told = 0;
  // Only what the eye rests on is read out, not all that the pointer passes.
  function tell(text) {
    clearTimeout(told);
    told = setTimeout(() => {
      live.textContent = text;
    }, 350);
  }

  // ── Controls ───────────────────────────────────────────────────────────────────────────────

  function choice(label, options, value, pick) {
    const buttons = options.map(([id, text]) =>
      h("button", {
        type: "button",
        "data-value": id,
        tabIndex: id === value() ? 0 : -1,
        "aria-checked": String(id === value()),
        role: "radio",
        onclick: () => choose(id),
      }, text)
    );
    const refresh = () =>
      buttons.forEach((button) => {
        const on = button.dataset.value === value();
        button.setAttribute("aria-checked", String(on));
        button.tabIndex = on ? 0 : -1;
      });
    function choose(id) {
      pick(id);
      refresh();
    }
    const node = h("div", {
      class: "segments",
      role: "radiogroup",
      "aria-label": label,
      onkeydown: (event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        const i = buttons.findIndex((button) => button.dataset.value === value());
        const next = buttons[(i + step + buttons.length) % buttons.length];
        choose(next.dataset.value);
        next.focus();
      },
    }, buttons);
    return { node, refresh };
  }
  const views = choice("Seen from", VIEWS, () => now.view, (id) => turn(id, now.left));
  const legs = choice("Leg", LEGS, () => (now.left ? "left" : "right"), (id) => turn(now.view, id === "left"));
  const zooms = choice("Frame", ZOOMS, () => now.zoom, zoom);
  const labelled = h("input", {
    type: "checkbox",
    checked: now.label,
    onchange: () => {
      now.label = labelled.checked;
      picture.setLabels(now.label ? "all" : []);
    },
  });
  const depth = h("output", { class: "depth" });
  const slider = h("input", {
    type: "range",
    min: 0,
    max: start.layers.length - 1,
    step: 1,
    value: String(now.peel),
    "aria-label": "Peel down to",
    oninput: () => peel(Number(slider.value)),
  });
  const finder = h(
    "select",
    {
      "aria-label": "Find a structure",
      onchange: () => {
        if (finder.value) go(finder.value);
      },
    },
    h("option", { value: "" }, "Find a structure …"),
    start.index.map((group) =>
      h("optgroup", { label: group.title }, group.items.map(([id, name]) => h("option", { value: id }, name)))
    ),
  );
  const again = h("button", {
    type: "button",
    hidden: true,
    onclick: () => {
      now.hidden.clear();
      now.ghosts.clear();
      refresh();
      fillCard();
    },
  }, "Show everything");

  const frame = h("div", { class: "atlas-frame" });
  const name = h("p", { class: "atlas-name", "aria-hidden": "true" });
  const legend = h("div", { class: "atlas-legend" });
  const card = h("div", { class: "atlas-card", role: "region", "aria-label": "Card", tabIndex: 0 });
  const twin = h(
    "details",
    {
      class: "atlas-twin",
      ontoggle: () => {
        if (twin.open) fillTwin();
      },
    },
    h("summary", {}, "This picture in words"),
    h("div", {}),
  );
  root.append(
    h(
      "div",
      { class: "card atlas" },
      h(
        "div",
        { class: "atlas-bar" },
        views.node,
        legs.node,
        zooms.node,
        h("label", { class: "tick" }, labelled, "Labels"),
      ),
      h(
        "div",
        { class: "atlas-bar" },
        h("label", { class: "peel" }, h("span", {}, "Peel down to"), slider, depth),
        finder,
        again,
      ),
      h("div", { class: "atlas-main" }, h("figure", {}, name, frame), h("div", { class: "atlas-side" }, legend, card)),
      twin,
    ),
    live,
  );

  // ── Picture ────────────────────────────────────────────────────────────────────────────────

  function turn(view, left) {
    now.view = view;
    now.left = left;
    const known = plates.get(keyOf(view, left));
    if (known) draw(known);
    else model.send({ type: "plate", view, left });
  }

  function draw(next) {
    plate = next;
    picture?.destroy();
    picture = drawPicture(plate.picture, {
      columns: true,
      labels: now.label ? "all" : [],
      marks: plate.marks,
      dim: now.ghosts,
      name: (shape) => `${shape.label}, ${shape.where}`,
      onEnter: (shape) => point(shape),
      onLeave: () => point(null),
      onPick: (shape, byKey) => {
        open(shape.structure, [shape.id]);
        if (byKey) card.querySelector("h3")?.focus();
      },
    });
    frame.replaceChildren(picture.svg);
    picture.setBox(plate.picture.zooms[now.zoom]);
    refresh();
    fillLegend();
    if (twin.open) fillTwin();
    point(null);
  }

  function refresh() {
    picture.setDim(now.ghosts);
    picture.show(
      new Set(
        plate.picture.shapes.filter((shape) => layerAt.get(shape.layer) >= now.peel && !now.hidden.has(shape.id)).map((
          shape,
        ) => shape.id),
      ),
    );
    picture.highlight(together(now.lit));
    slider.value = String(now.peel);
    const layer = start.layers[now.peel][1];
    slider.setAttribute("aria-valuetext", layer);
    depth.textContent = layer.split(":")[0];
    again.hidden = !now.hidden.size && !now.ghosts.size;
  }
  function peel(to) {
    now.peel = to;
    refresh();
    if (twin.open) fillTwin();
  }
  function zoom(id) {
    now.zoom = id;
    picture.setBox(plate.picture.zooms[id]);
  }
  // The pieces of one bone light up as one.
  function together(ids) {
    const joins = new Set(ids.map((id) => shapeOf(id)?.join).filter(Boolean));
    return plate.picture.shapes.filter((shape) => ids.includes(shape.id) || joins.has(shape.join)).map((shape) =>
      shape.id
    );
  }
  function point(shape) {
    picture.highlight(together(shape ? [shape.id] : now.lit));
    name.replaceChildren(
      ...(shape ? [h("b", {}, shape.label), h("span", {}, ` ${shape.where}`)] : [plate.picture.text]),
    );
    if (shape) tell(shape.label);
  }

  // ── Card ───────────────────────────────────────────────────────────────────────────────────

  function open(id, lit) {
    now.open = id;
    now.lit = lit ?? structures[id].forms ?? [];
    finder.value = id;
    picture.highlight(together(now.lit));
    fillCard();
    card.scrollTop = 0;
    tell(`Card: ${structures[id].name}`);
  }
  // To a structure that may be hidden: peel down to it and move the frame if need be.
  function go(id) {
    const forms = structures[id].forms ?? [];
    open(id);
    if (!forms.length) return;
    forms.forEach((form) => {
      now.hidden.delete(form);
      now.ghosts.delete(form);
    });
    now.peel = Math.min(...forms.map((form) => layerAt.get(shapeOf(form).layer)));
    refresh();
    if (!forms.some((form) => picture.place(form).in)) {
      now.zoom = "leg";
      zooms.refresh();
      zoom("leg");
    }
    point(null);
  }
  const link = (id) =>
    h("button", {
      type: "button",
      class: "link",
      onclick: () => {
        go(id);
        card.querySelector("h3")?.focus();
      },
    }, structures[id].name);
  const list = (
    title,
    items,
  ) => (items && items.length
    ? [h("h4", {}, title), h("ul", { class: "inline" }, items.map((item) => h("li", {}, item)))]
    : null);

  function causeLine(id, text) {
    const cause = causes[id];
    return h(
      "details",
      {},
      h("summary", {}, text ?? cause.name, cause.must ? h("small", { class: "must" }, " ! must not be missed") : null),
      h("p", { class: "soft" }, cause.lay),
      h("p", {}, cause.mechanism),
      h("p", { class: "soft" }, `Belongs to: ${cause.urgency}.`),
    );
  }

  function fillCard() {
    const id = now.open;
    if (!id) {
      card.replaceChildren(
        h("p", {}, "Point at a structure for its name; click it for its card."),
        h(
          "p",
          {},
          "By keyboard: Tab into the picture, move with the arrow keys, open with Enter. Or choose from the list above.",
        ),
        h(
          "p",
          { class: "soft" },
          "Drawn to scale from the geometry that the sections and the model in three dimensions use too.",
        ),
      );
      return;
    }
    const one = structures[id];
    const forms = one.forms ?? [];
    const away = forms.length && forms.every((form) => now.hidden.has(form));
    card.replaceChildren(
      ...[
        h("h3", { tabIndex: -1 }, one.name),
        h("p", { class: "soft" }, [one.kind, one.layer && one.layer.toLowerCase()].filter(Boolean).join(" · ")),
        h("p", {}, one.what),
        one.note ? h("p", { class: "atlas-note" }, one.note) : null,
        one.rows ? h("dl", {}, one.rows.map(([title, text]) => [h("dt", {}, title), h("dd", {}, text)])) : null,
        list("Branches", one.branches?.map(([key, text]) => (key ? link(key) : text))),
        one.causes ? [h("h4", {}, "Causes that arise here"), one.causes.map((key) => causeLine(key))] : null,
        list("Neighbours", one.neighbours?.map(link)),
        forms.length
          ? h(
            "div",
            { class: "buttons" },
            h("button", {
              type: "button",
              onclick: () => {
                forms.forEach((form) => (away ? now.hidden.delete(form) : now.hidden.add(form)));
                refresh();
                fillCard();
              },
            }, away ? "Put back" : "Take away"),
            h("button", {
              type: "button",
              onclick: () => {
                now.ghosts = new Set(
                  plate.picture.shapes.filter((shape) => !forms.includes(shape.id) && shape.kind !== "skin").map((
                    shape,
                  ) => shape.id),
                );
                go(id);
              },
            }, "Show alone"),
            h("button", {
              type: "button",
              onclick: () => {
                picture.focus(forms[0]);
              },
            }, "To the picture"),
          )
          : h("p", { class: "soft" }, "It has no form of its own in the picture; its neighbours have."),
        sourceLinks(one.sources?.map((key) => sources[key])),
      ].flat(Infinity).filter(Boolean),
    );
  }

  // ── Legend and text twin ───────────────────────────────────────────────────────────────────

  function fillLegend() {
    legend.hidden = !start.causes.length;
    if (!start.causes.length) return;
    legend.replaceChildren(
      h("h4", {}, "Where it arises"),
      h(
        "ol",
        {},
        start.causes.map((id, i) => {
          const mark = plate.marks.find((one) => one.cause === id);
          const first = mark ? shapeOf(mark.id).structure : causes[id].structures[0];
          return h(
            "li",
            {},
            h("span", { class: mark ? "badge-number" : "badge-number none", "aria-hidden": "true" }, String(i + 1)),
            h(
              "div",
              {},
              causeLine(id),
              h("p", { class: "soft" }, mark ? "" : "Not in this picture: ", first ? link(first) : null),
            ),
          );
        }),
      ),
    );
  }

  function fillTwin() {
    const gone = start.layers.slice(0, now.peel).map(([, text]) => text.split(":")[0].toLowerCase());
    twin.lastElementChild.replaceChildren(
      h(
        "p",
        {},
        `${plate.picture.text} Layers from the surface inward, in each from medial to lateral. ${
          gone.length ? `Taken off now: ${gone.join(", ")}.` : "Nothing is taken off now."
        }`,
      ),
      h(
        "div",
        { class: "columns" },
        plate.twin.map((group) =>
          h(
            "div",
            {},
            h("h4", {}, group.name),
            h(
              "ul",
              { class: "plain" },
              group.forms.map((id) => {
                const shape = shapeOf(id);
                const here = plate.marks.filter((mark) => mark.id === id).map((mark) => causes[mark.cause].name);
                return h(
                  "li",
                  {},
                  h("button", {
                    type: "button",
                    class: "link",
                    onclick: () => {
                      go(shape.structure);
                      card.querySelector("h3")?.focus();
                    },
                  }, shape.label),
                  ` ${shape.where.split(", ").slice(0, 2).join(", ")}${
                    here.length ? `; here arises: ${here.join(", ")}` : ""
                  }`,
                );
              }),
            ),
          )
        ),
      ),
    );
  }

  function receive(message) {
    if (message.type !== "plate") return;
    keep(message.plate);
    if (message.plate.view === now.view && message.plate.left === now.left) draw(message.plate);
  }
  model.on("msg:custom", receive);
  draw(plates.get(keyOf(now.view, now.left)));
  if (start.focus) open(start.focus, start.lit.length ? start.lit : undefined);
  else fillCard();
  return () => {
    model.off("msg:custom", receive);
    clearTimeout(told);
    picture?.destroy();
  };
}

export default { render };
