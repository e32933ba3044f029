// Where does it hurt? Figure and list on the left, the ranked causes on the right.
import { h, keepFocus, liveRegion, stage, uid } from "../lib/dom.js";
import { banded } from "../lib/band.js";
import { bodyChart } from "../lib/bodychart.js";
import { inTurn } from "../lib/turn.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "../lib/findings.css";
import "../lib/band.css";
import "../lib/bodychart.css";
import "./style.css";

function render({ model, el }) {
  const root = stage(el, "Pain map");
  const live = liveRegion();
  const card = h("div", { class: "card case-frame pain-map" });
  root.append(card, live);
  const send = (type, more = {}) => model.send({ type, ...more });
  const open = new Set();
  const tools = h("div", { class: "chart-tools" });
  const figure = h("div", { class: "chart-figure" });
  const list = h("div", {});
  const right = h("div", {});
  const after = h("div", {});
  card.append(
    h("h3", {}, "Where does it hurt?"),
    tools,
    h("div", { class: "chart-two" }, h("div", {}, figure, list), right),
    after,
  );
  let chart = null;
  let drawnLeg = null;
  const group = uid("leg");

  const on = (id) => model.get("view").sites.find((site) => site.id === id)?.on;

  function drawFigure(view) {
    if (drawnLeg === view.leg) {
      chart.update();
      return;
    }
    drawnLeg = view.leg;
    const legs = view.leg === "both" ? ["right", "left"] : [view.leg];
    chart = bodyChart({
      data: model.get("chart"),
      legs,
      role: "checkbox",
      label: `Figure, ${
        view.leg === "both" ? "both legs" : `${view.leg} leg`
      }: mark where it hurts. Arrow keys move, space marks.`,
      hint: "Click where it hurts, or use arrow keys and space",
      name: (place, leg) => `${place.label}${place.midline ? "" : `, ${leg}`}${on(place.id) ? ": hurts" : ""}`,
      pick: (id) => send("toggle", { id }),
      look: (
        id,
      ) => (on(id) ? { className: "is-marked", glyph: "✕", checked: true, hatched: "mark" } : {
        className: model.get("view").rest ? "is-rest" : "",
        glyph: model.get("view").rest ? "–" : "",
        checked: false,
      }),
    });
    figure.replaceChildren(chart.svg, chart.caption);
  }

  function drawTools(view) {
    tools.replaceChildren(
      h(
        "fieldset",
        {},
        h("legend", {}, "Leg"),
        [["right", "right"], ["left", "left"], ["both", "both"]].map(([key, name]) =>
          h(
            "label",
            {},
            h("input", {
              type: "radio",
              name: group,
              value: key,
              checked: view.leg === key,
              "data-key": `leg-${key}`,
              onchange: () => send("leg", { leg: key }),
            }),
            name,
          )
        ),
      ),
      h(
        "label",
        {},
        h("input", {
          type: "checkbox",
          checked: view.rest,
          "data-key": "rest",
          onchange: (e) => send("rest", { on: e.target.checked }),
        }),
        "It does not hurt anywhere else",
      ),
      h(
        "label",
        {},
        "Seen in ",
        h("select", {
          "data-key": "setting",
          "aria-label": "Setting",
          onchange: (e) => send("setting", { setting: e.target.value }),
        }, view.settings.map(([key, name]) => h("option", { value: key, selected: key === view.setting }, name))),
      ),
      h("button", { type: "button", "data-key": "clear", onclick: () => send("clear") }, "Clear"),
    );
  }

  function drawList(view) {
    list.replaceChildren(
      h(
        "details",
        {
          class: "site-list",
          open: open.has("list") || !open.has("closed"),
          ontoggle: (e) => {
            e.target.open ? (open.add("list"), open.delete("closed")) : (open.delete("list"), open.add("closed"));
          },
        },
        h("summary", { "data-key": "list" }, "The same places as a list"),
        h(
          "ul",
          { "aria-label": "Where it hurts" },
          view.sites.map((site) =>
            h(
              "li",
              {},
              h(
                "label",
                { class: "tick" },
                h("input", {
                  type: "checkbox",
                  checked: site.on,
                  "data-key": `site-${site.id}`,
                  onchange: () => send("toggle", { id: site.id }),
                }),
                h("span", {}, site.label),
              ),
            )
          ),
        ),
      ),
      ...view.sites.filter((site) => site.on && site.note).map((site) =>
        h("p", { class: "soft" }, h("b", {}, `${site.label}. `), site.note)
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
          { "data-key": `cause-${one.id}` },
          h("span", {}, one.name, one.must ? h("small", { class: "must" }, " ! must not be missed") : null),
          banded(one, one.must ? "is-bad" : ""),
          h("b", {}, one.says),
          h("small", { class: "could" }, one.could),
        ),
        one.parts.length ? h("ul", {}, one.parts.map((part) => h("li", {}, part))) : null,
        one.weak ? h("p", { class: "soft" }, one.weak) : null,
        h("p", { class: "soft" }, one.prior),
        h("p", {}, one.story),
        one.lesson
          ? h("p", {}, "Lesson: ", h("a", { href: one.lesson.href, target: "_blank" }, one.lesson.title))
          : null,
      ),
    );
  }

  function drawCauses(view) {
    right.replaceChildren(
      h(
        "div",
        {},
        h("p", { class: "notice danger" }, h("b", {}, "! "), view.danger),
        h("h4", {}, view.title),
        h("ol", { class: "ranked", "aria-label": `${view.title}, by probability` }, view.causes.map(row)),
        view.must.length
          ? [
            h("h4", {}, "Not ruled out either"),
            h("ol", { class: "ranked", "aria-label": "Must not be missed and not ruled out" }, view.must.map(row)),
          ]
          : null,
        view.more
          ? h(
            "p",
            { class: "soft" },
            `${view.more} other causes are less likely. Open a cause to see why this place speaks for or against it. All probabilities rest on estimates for the setting.`,
          )
          : null,
      ),
    );
  }

  function drawNext(view) {
    after.replaceChildren(
      h(
        "div",
        {},
        view.next.length ? h("h4", {}, "What to ask or examine next") : "",
        h(
          "ol",
          { class: "next-asks" },
          view.next.map((one) =>
            h(
              "li",
              {},
              h("p", {}, h("b", {}, one.label), h("br"), h("span", { class: "soft" }, one.ask)),
              h(
                "div",
                { class: "buttons", role: "group", "aria-label": one.label },
                one.states.map(([state, name]) =>
                  h("button", {
                    type: "button",
                    "data-key": `answer-${one.id}-${state}`,
                    onclick: () => send("answer", { id: one.id, state }),
                  }, name)
                ),
              ),
            )
          ),
        ),
        view.known.length
          ? h(
            "ul",
            { class: "known", "aria-label": "Known besides the places" },
            view.known.map((one) =>
              h(
                "li",
                {},
                h("span", {}, one.label),
                h("button", {
                  type: "button",
                  "aria-label": `Remove ${one.label}`,
                  "data-key": `drop-${one.id}`,
                  onclick: () => send("drop", { id: one.id }),
                }, "×"),
              )
            ),
          )
          : "",
        h("p", { class: "error", role: "alert" }, view.error),
      ),
    );
  }

  function draw() {
    const view = model.get("view");
    keepFocus(root, () => {
      drawTools(view);
      drawFigure(view);
      drawList(view);
      drawCauses(view);
      drawNext(view);
    });
    live.textContent = view.announce;
  }
  model.on("change:view", draw);
  draw();
  return () => model.off("change:view", draw);
}

export default { render: inTurn(render) };
