// Where is the nerve hurt? Skin on the figure, strength and reflexes in a list, places ranked beside.
import { h, keepFocus, liveRegion, sourceLinks, stage, svgNode, uid } from "../lib/dom.js";
import { bodyChart } from "../lib/bodychart.js";
import { inTurn } from "../lib/turn.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "../lib/findings.css";
import "../lib/bodychart.css";
import "./style.css";

function render({ model, el }) {
  const root = stage(el, "Lesion localiser");
  const live = liveRegion();
  const card = h("div", { class: "card case-frame localiser" });
  root.append(card, live);
  const send = (type, more = {}) => model.send({ type, ...more });
  const open = new Set(["Strength", "Reflexes", "Ask everyone"]);
  const tools = h("div", { class: "chart-tools" });
  const figure = h("div", { class: "chart-figure" });
  const legend = h("div", {});
  const lists = h("div", { class: "deficits" });
  const right = h("div", {});
  card.append(
    h("h3", {}, "Where is the nerve hurt?"),
    tools,
    h("div", { class: "chart-two" }, h("div", {}, figure, legend), right),
    lists,
  );
  let chart = null;
  let drawn = null;
  const group = uid("group");

  const items = () => model.get("view").kinds.flatMap((kind) => kind.items);
  const item = (id) => items().find((one) => one.id === id);
  const entries = () => model.get("chart").maps[model.get("view").map] || [];
  const entryOf = (id) => entries().findIndex((one) => one.areas.includes(id));
  const word = (one) => one.states.find(([state]) => state === one.state)[1];

  function look(id) {
    const one = item(id);
    const index = entryOf(id);
    const hatched = one.state === "lost" ? "mark" : index >= 0 ? `h${index}` : undefined;
    const sign = one.state === "lost" ? "✕" : one.state === "kept" ? "✓" : index >= 0 ? entries()[index].mark : "";
    return {
      className: one.state === "lost" ? "is-marked" : one.state === "kept" ? "is-kept" : "",
      glyph: sign,
      hatched,
    };
  }
  function name(place) {
    const one = item(place.id);
    const index = entryOf(place.id);
    return `${place.label}: ${word(one)}${index >= 0 ? ` (${entries()[index].name})` : ""}`;
  }

  function drawFigure(view) {
    const wanted = view.leg;
    if (drawn !== wanted) {
      drawn = wanted;
      chart = bodyChart({
        data: model.get("chart"),
        legs: [view.leg],
        role: "button",
        label: `Figure, ${view.leg} leg: mark the skin. Arrow keys move, space changes not tested, numb, normal.`,
        hint: "Click: numb ✕, again: normal ✓, again: not tested",
        name,
        look,
        pick: (id) => send("cycle", { id }),
      });
      figure.replaceChildren(chart.svg, chart.caption);
    } else chart.update();
    const rows = entries();
    legend.replaceChildren(
      rows.length
        ? h(
          "div",
          {},
          h(
            "ul",
            { class: "map-legend", "aria-label": "Legend of the map" },
            rows.map((one, i) => {
              const swatch = svgNode("svg", {
                viewBox: "0 0 34 22",
                width: 34,
                height: 22,
                "aria-hidden": "true",
                class: "swatch",
              }, svgNode("rect", { x: 1, y: 1, width: 32, height: 20, fill: chart.pattern(i) }));
              return h(
                "li",
                {},
                swatch,
                h("b", {}, one.mark),
                h(
                  "span",
                  {},
                  one.name === `Root ${one.mark}`
                    ? one.areas.map((id, k) => (k ? item(id).label.toLowerCase() : item(id).label)).join(", ")
                    : one.name,
                ),
              );
            }),
          ),
          h("p", { class: "soft" }, view.map_note),
        )
        : "",
    );
  }

  function drawTools(view) {
    const radios = (title, prefix, choices, chosen, type) =>
      h(
        "fieldset",
        {},
        h("legend", {}, title),
        choices.map(([key, label]) =>
          h(
            "label",
            {},
            h("input", {
              type: "radio",
              name: `${group}-${prefix}`,
              value: key,
              checked: chosen === key,
              "data-key": `${prefix}-${key}`,
              onchange: () => send(type, { [type]: key }),
            }),
            label,
          )
        ),
      );
    tools.replaceChildren(
      radios("Leg", "leg", [["right", "right"], ["left", "left"]], view.leg, "leg"),
      radios("Map", "map", view.maps, view.map, "map"),
      h("button", { type: "button", "data-key": "clear", onclick: () => send("clear") }, "Clear"),
    );
  }

  function choice(one) {
    const id = uid("deficit");
    return h(
      "li",
      { class: one.state === "lost" ? "is-lost" : one.state === "kept" ? "is-kept" : "" },
      h("span", { class: "what", id }, one.label),
      h("select", {
        "aria-labelledby": id,
        "data-key": `deficit-${one.id}`,
        onchange: (e) => send("set", { id: one.id, state: e.target.value }),
      }, one.states.map(([state, label]) => h("option", { value: state, selected: state === one.state }, label))),
      one.by ? h("small", {}, one.by) : null,
    );
  }

  function drawLists(view) {
    lists.replaceChildren(
      ...view.kinds.map((kind) =>
        h(
          "details",
          {
            class: "kind",
            open: open.has(kind.name),
            ontoggle: (e) => {
              e.target.open ? open.add(kind.name) : open.delete(kind.name);
            },
          },
          h(
            "summary",
            { "data-key": `kind-${kind.name}` },
            kind.name,
            h(
              "span",
              { class: "soft" },
              ` ${kind.items.filter((one) => one.state).length} of ${kind.items.length} tested`,
            ),
          ),
          h("ul", { "aria-label": kind.name }, kind.items.map(choice)),
          kind.items.some((one) => one.how || one.note)
            ? h(
              "details",
              {
                class: "how",
                open: open.has(`how ${kind.name}`),
                ontoggle: (e) => {
                  e.stopPropagation();
                  e.target.open ? open.add(`how ${kind.name}`) : open.delete(`how ${kind.name}`);
                },
              },
              h("summary", { "data-key": `how-${kind.name}` }, "How each is tested"),
              h(
                "dl",
                {},
                kind.items.filter((one) => one.how || one.note).map((
                  one,
                ) => [h("dt", {}, one.label), h("dd", {}, [one.how, one.note].filter(Boolean).join(" "))]),
              ),
            )
            : null,
        )
      ),
    );
  }

  function row(one) {
    return h(
      "li",
      {},
      h(
        "details",
        {
          open: open.has(one.id),
          ontoggle: (e) => {
            e.target.open ? open.add(one.id) : open.delete(one.id);
          },
        },
        h(
          "summary",
          { "data-key": `lesion-${one.id}` },
          h("span", {}, one.name, one.danger ? h("small", { class: "must" }, " ! emergency, not ruled out") : null),
          h(
            "span",
            { class: `bar ${one.danger ? "is-bad" : ""}`, "aria-hidden": "true" },
            h("span", { style: `width:${one.p * 100}%` }),
          ),
          h("b", {}, one.says),
        ),
        h("ul", {}, one.parts.map((part) => h("li", {}, part))),
        h("p", {}, h("b", {}, "Takes: "), `${one.takes}.`),
        one.may ? h("p", {}, h("b", {}, "May take: "), `${one.may}.`) : null,
        h("p", {}, h("b", {}, "Spares: "), `${one.spares}.`),
        h("p", { class: "soft" }, one.how, " Pattern: the authors’ estimate."),
        one.causes.length ? h("p", {}, h("b", {}, "Causes: "), `${one.causes.join("; ")}.`) : null,
        sourceLinks(one.sources),
      ),
    );
  }

  function drawRanking(view) {
    const next = view.next;
    right.replaceChildren(
      h(
        "div",
        {},
        h(
          "div",
          { role: "alert" },
          view.alarms.map((one) =>
            h(
              "p",
              { class: `notice ${one.emergency ? "is-emergency" : ""}` },
              h("b", {}, one.emergency ? "! Emergency. " : "! Today. "),
              one.text,
            )
          ),
        ),
        view.alarms.some((one) => one.emergency) ? "" : h("p", { class: "notice" }, view.caution),
        h("h4", {}, "Places that explain it"),
        view.any ? h("ol", { class: "ranked", "aria-label": "Places, best first" }, view.rows.map(row)) : h(
          "p",
          { class: "soft" },
          "Mark what is numb on the figure, what is weak and which reflex is reduced. What you found normal tells as much: mark that too.",
        ),
        view.why.length
          ? [h("h4", {}, "Why"), h("ul", { class: "plain" }, view.why.map((text) => h("li", {}, text)))]
          : "",
        view.unexplained ? h("p", { class: "notice" }, view.unexplained) : "",
        next
          ? h(
            "div",
            { class: "next-test" },
            h("h4", {}, "Test next: ", next.label.toLowerCase()),
            h("p", {}, next.why),
            h("p", { class: "soft" }, next.how),
            h(
              "div",
              { class: "buttons", role: "group", "aria-label": next.label },
              next.states.slice(1).map(([state, label]) =>
                h("button", {
                  type: "button",
                  "data-key": `next-${state}`,
                  onclick: () => send("set", { id: next.id, state }),
                }, label)
              ),
            ),
          )
          : "",
        view.any ? h("p", { class: "soft" }, view.estimate) : "",
        h("p", { class: "error", role: "alert" }, view.error),
      ),
    );
  }

  function draw() {
    const view = model.get("view");
    keepFocus(root, () => {
      drawTools(view);
      drawFigure(view);
      drawRanking(view);
      drawLists(view);
    });
    live.textContent = view.announce;
  }
  model.on("change:view", draw);
  draw();
  return () => model.off("change:view", draw);
}

export default { render: inTurn(render) };
