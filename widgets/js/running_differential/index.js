import { h, keepFocus, liveRegion, stage, uid } from "../lib/dom.js";
import { banded } from "../lib/band.js";
import { inTurn } from "../lib/turn.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "../lib/findings.css";
import "../lib/band.css";
import "./style.css";

const SHOWN = 8;
const MARKS = { above: "!", unsure: "?", below: "✓" };

function render({ model, el }) {
  const root = stage(el, "Running differential");
  const card = h("div", { class: "card case-frame" });
  const live = liveRegion();
  root.append(card, live);
  const send = (type, more = {}) => model.send({ type, ...more });
  const open = new Set();
  let query = "";
  let hits = [];
  const listId = uid("hits");

  function known(view) {
    return h(
      "ul",
      { class: "known", "aria-label": "Findings" },
      view.known.map((one) =>
        h(
          "li",
          {},
          h("span", {}, one.label),
          h("select", {
            "aria-label": `State of ${one.label}`,
            "data-key": `state-${one.id}`,
            onchange: (e) => send("set", { id: one.id, state: e.target.value }),
          }, one.states.map(([state, name]) => h("option", { value: state, selected: state === one.state }, name))),
          h("button", {
            type: "button",
            "aria-label": `Remove ${one.label}`,
            "data-key": `drop-${one.id}`,
            onclick: () => send("drop", { id: one.id }),
          }, "×"),
        )
      ),
    );
  }

  function search() {
    const list = h("ul", { class: "menu hits", id: listId });
    const fill = () =>
      list.replaceChildren(...hits.map((one) =>
        h(
          "li",
          {},
          h(
            "button",
            {
              type: "button",
              "data-key": `hit-${one.id}`,
              onclick: () => {
                query = "";
                hits = [];
                send("add", { id: one.id });
              },
            },
            h("span", {}, one.label),
            h("span", { class: "price" }, "add"),
          ),
        )
      ));
    refill = fill;
    fill();
    return [
      h(
        "div",
        { class: "search" },
        h("input", {
          type: "search",
          "aria-label": "Search a finding to add",
          "aria-controls": listId,
          placeholder: "Add a finding, in any words …",
          value: query,
          autocomplete: "off",
          "data-key": "search",
          oninput: (e) => {
            query = e.target.value;
            send("search", { text: query });
          },
          onkeydown: (e) => {
            if (e.key === "Enter" && hits.length) {
              e.preventDefault();
              list.querySelector("button").click();
            }
            if (e.key === "ArrowDown") {
              e.preventDefault();
              list.querySelector("button")?.focus();
            }
          },
        }),
      ),
      list,
    ];
  }
  let refill = () => {};

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
          h(
            "span",
            {},
            one.name,
            one.must
              ? h("small", { class: one.stands === "below" ? "" : "must" }, ` ${MARKS[one.stands]} ${one.line}`)
              : null,
          ),
          banded(one, one.stands === "above" ? "is-bad" : one.stands === "unsure" ? "is-warn" : ""),
          h("b", {}, one.says),
          h("small", { class: "could" }, one.could),
        ),
        h("p", { class: "soft" }, one.prior),
        one.shared.map((text) => h("p", { class: "soft" }, text)),
        one.parts.length
          ? h("ul", {}, one.parts.map((part) => h("li", {}, part)))
          : h("p", { class: "soft" }, "Nothing found yet."),
      ),
    );
  }

  // Rows that matter now; the others wait behind one line that says how many they are.
  function ranked(title, first, rest, more) {
    return [
      h("h4", {}, title),
      h("ol", { class: "ranked", "aria-label": `${title}, by probability` }, first.map(row)),
      rest.length
        ? h(
          "details",
          {
            class: "more",
            open: open.has(more),
            ontoggle: (e) => {
              e.target.open ? open.add(more) : open.delete(more);
            },
          },
          h("summary", { "data-key": `more-${more}` }, `${rest.length} ${more}`),
          h("ol", { class: "ranked", "aria-label": `${rest.length} ${more}` }, rest.map(row)),
        )
        : null,
    ];
  }

  function causes(view) {
    const must = view.causes.filter((one) => one.must);
    const others = view.causes.filter((one) => !one.must);
    return [
      ranked(
        "Must not be missed: each has a line below which it may be left",
        must.filter((one) => one.stands !== "below"),
        must.filter((one) => one.stands === "below"),
        "below their line",
      ),
      ranked("Others", others.slice(0, SHOWN), others.slice(SHOWN), "less likely ones"),
    ];
  }

  function next(view) {
    return [
      h("h4", {}, "What to ask next"),
      h(
        "ul",
        { class: "asks" },
        view.next.map((one) =>
          h(
            "li",
            {},
            h(
              "button",
              { type: "button", "data-key": `next-${one.id}`, onclick: () => send("add", { id: one.id }) },
              h("span", {}, one.label),
              h("small", {}, one.says),
            ),
          )
        ),
      ),
      h("p", { class: "soft" }, view.narrows),
    ];
  }

  function draw() {
    const view = model.get("view");
    keepFocus(root, () =>
      card.replaceChildren(
        h(
          "div",
          { class: "choice" },
          h("label", {}, "Seen in "),
          h("select", {
            "aria-label": "Setting",
            "data-key": "setting",
            onchange: (e) => send("setting", { setting: e.target.value }),
          }, view.settings.map(([key, name]) => h("option", { value: key, selected: key === view.setting }, name))),
        ),
        h(
          "div",
          { class: "two" },
          h(
            "div",
            {},
            h("h4", {}, "What is known"),
            view.known.length
              ? known(view)
              : h("p", { class: "soft" }, "Nothing yet: these are the probabilities before any question."),
            search(),
            h("p", { class: "error", role: "alert" }, view.error),
            next(view),
          ),
          h(
            "div",
            {},
            h("p", { class: "now" }, h("b", {}, view.triage.word), " ", view.triage.why),
            causes(view),
            view.both ? h("p", { class: "soft" }, view.both) : null,
          ),
        ),
      ));
    live.textContent = view.announce;
  }
  function receive(message) {
    if (message.type === "hits" && message.text === query) {
      hits = message.hits;
      refill();
      live.textContent = `${hits.length} found`;
    }
  }
  model.on("change:view", draw);
  model.on("msg:custom", receive);
  draw();
  return () => {
    model.off("change:view", draw);
    model.off("msg:custom", receive);
  };
}

export default { render: inTurn(render) };
