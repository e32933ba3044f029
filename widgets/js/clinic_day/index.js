// The waiting room: who is waiting, who is in, who has been decided about.
import { h, keepFocus, liveRegion, stage } from "../lib/dom.js";
import { rove } from "../lib/rove.js";
import { inTurn } from "../lib/turn.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "./style.css";

const CLINIC_MARKS = { waiting: "○", begun: "◐", decided: "●" };

function render({ model, el }) {
  const root = stage(el, "Waiting room");
  const live = liveRegion();
  const body = h("div");
  const title = h("h3", { tabIndex: -1 });
  root.append(h("div", { class: "card clinic" }, title, body), live);
  let clinic = null;
  let said = "";
  let stop = 0;

  const call = (place) => {
    stop = place;
    model.send({ type: "call", place });
  };

  function row(view, one, i) {
    const inside = view.open === i;
    return h(
      "li",
      {},
      h(
        "button",
        {
          type: "button",
          "data-key": `patient-${i}`,
          class: `visitor is-${one.status}`,
          tabIndex: i === stop ? 0 : -1,
          "aria-current": inside ? "true" : undefined,
          onclick: () => call(i),
        },
        h("span", { class: "mark", "aria-hidden": "true" }, CLINIC_MARKS[one.status]),
        h("span", { class: "name" }, h("b", {}, one.name), `, ${one.who}`),
        h("span", { class: "complaint" }, one.complaint),
        h(
          "span",
          { class: "status" },
          inside && one.status !== "decided" ? "in the room" : one.says,
          inside && one.status === "decided" ? h("span", { class: "visually-hidden" }, ", in the room") : null,
        ),
      ),
    );
  }

  function move(event) {
    const rows = [...body.querySelectorAll(".visitor")];
    if (!rows.includes(document.activeElement)) return;
    const next = rove(event, rows, { along: "down", around: false, ends: true });
    if (next) stop = rows.indexOf(next);
  }

  function draw() {
    const view = model.get("view");
    const n = view.patients.length;
    const fresh = clinic !== null && view.clinic !== clinic;
    if (view.clinic !== clinic) stop = 0;
    const next = view.patients.findIndex((one, i) => one.status !== "decided" && i !== view.open);
    title.replaceChildren(view.title, h("span", { class: "soft" }, ` in ${view.where}`));
    keepFocus(body, () =>
      body.replaceChildren(...[
        view.notice ? h("p", { class: "notice" }, view.notice) : null,
        h(
          "p",
          { class: "set-progress" },
          h(
            "span",
            { class: "bar", "aria-hidden": "true" },
            h("span", { style: `width:${(100 * view.decided) / n}%` }),
          ),
          `${view.decided} of ${n} decided. ${view.left}`,
        ),
        h(
          "ol",
          { class: "patients", "aria-label": "Patients; arrow keys move between them", onkeydown: move },
          view.patients.map((one, i) => row(view, one, i)),
        ),
        h(
          "div",
          { class: "buttons" },
          h("button", {
            type: "button",
            class: view.decided < n ? "primary" : "",
            "data-key": "next",
            "aria-disabled": next < 0 ? "true" : undefined,
            onclick: () => {
              if (next >= 0) call(next);
            },
          }, view.open === null ? "Call the first patient in" : "Call the next patient in"),
          h(
            "button",
            {
              type: "button",
              class: view.decided === n ? "primary" : "",
              "data-key": "day",
              "aria-disabled": view.decided ? undefined : "true",
              onclick: () => {
                if (view.decided) model.send({ type: "day" });
              },
            },
            view.decided === n
              ? "See the day"
              : view.decided
              ? `See the day now (${n - view.decided} left)`
              : "See the day (decide about a patient first)",
          ),
        ),
      ].filter(Boolean)));
    if (clinic !== null && view.said !== said) live.textContent = view.said;
    // The button that brought a new clinic goes with the day; who pressed it goes on at the top.
    if (fresh) title.focus();
    said = view.said;
    clinic = view.clinic;
  }

  model.on("change:view", draw);
  draw();
  return () => model.off("change:view", draw);
}

export default { render: inTurn(render) };
