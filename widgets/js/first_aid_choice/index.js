// First aid as a decision: each card is decided first and explained then.
import { h, keepFocus, liveRegion, stage, uid } from "../lib/dom.js";
import { rove } from "../lib/rove.js";
import { inTurn } from "../lib/turn.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "./style.css";

function render({ model, el }) {
  const root = stage(el, "First aid: decide");
  const card = h("div", { class: "card case-frame firstaid" });
  const live = liveRegion();
  root.append(card, live);

  // One Tab stop for the buttons of a card; arrow keys move between them.
  function move(event) {
    rove(event, [...event.currentTarget.querySelectorAll("button")]);
  }

  function situation(view, one) {
    const id = uid("situation");
    const decided = one.decided !== "";
    const first = decided ? one.decided : view.decisions[0][0];
    return h(
      "li",
      { class: `situation ${one.kind || ""}` },
      h("p", { class: "what", id }, one.situation[0].toUpperCase() + one.situation.slice(1)),
      h(
        "div",
        { class: "decisions", role: "group", "aria-labelledby": id, onkeydown: move },
        view.decisions.map(([key, name]) =>
          h(
            "button",
            {
              type: "button",
              tabindex: key === first ? "0" : "-1",
              "data-key": `${one.situation}/${key}`,
              "aria-pressed": decided ? String(key === one.decided) : "false",
              "aria-disabled": decided ? "true" : null,
              class: decided && one.right.includes(key) ? "is-key" : "",
              onclick: () => {
                if (!decided) model.send({ type: "decide", situation: one.situation, decision: key });
              },
            },
            decided && one.right.includes(key) ? "✓ " : "",
            name,
            decided && key === one.decided ? h("small", {}, " (you)") : null,
          )
        ),
      ),
      decided
        ? h(
          "div",
          { class: "told" },
          h("p", { class: "judged" }, h("strong", {}, one.verdict)),
          h("p", {}, one.text),
          one.danger ? h("p", { class: "danger" }, h("b", {}, "! "), one.danger) : null,
        )
        : null,
    );
  }

  function draw() {
    const view = model.get("view");
    keepFocus(root, () =>
      card.replaceChildren(
        h("h3", {}, view.question),
        h(
          "p",
          { class: "soft wide" },
          "Decide on every card; the answer opens below it. ",
          h("b", {}, view.progress),
          ". Arrow keys move between the buttons of a card.",
        ),
        h("ol", { class: "situations", "aria-label": "Situations" }, view.cards.map((one) => situation(view, one))),
        view.score
          ? h(
            "div",
            { class: `verdict ${view.unsafe.length ? "is-wrong" : "is-right"}` },
            h("p", {}, h("strong", {}, view.score)),
            view.unsafe.length
              ? [
                h("p", {}, "Look again at:"),
                h(
                  "ul",
                  { class: "plain" },
                  view.unsafe.map((one) => h("li", {}, one[0].toUpperCase() + one.slice(1))),
                ),
              ]
              : null,
            h("p", {}, h("b", {}, "Stop, and get help, if: "), view.stop_if),
            view.basis === "estimate" ? h("p", { class: "soft" }, "This rule is the authors’ teaching.") : null,
          )
          : "",
        h(
          "div",
          { class: "buttons" },
          h(
            "button",
            { type: "button", "data-key": "again", onclick: () => model.send({ type: "again" }) },
            "Begin again",
          ),
        ),
      ));
    if (view.announce) live.textContent = view.announce;
  }
  model.on("change:view", draw);
  draw();
  return () => model.off("change:view", draw);
}

export default { render: inTurn(render) };
