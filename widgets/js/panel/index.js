// Labelled native controls above a picture that Python made (its text is escaped there).
import { h, stage, uid } from "../lib/dom.js";
import { showMarkup } from "../lib/markup.js";
import { inTurn } from "../lib/turn.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "./style.css";

function render({ model, el }) {
  const root = stage(el, model.get("label"));
  const controls = h("div", { class: "controls" });
  const body = h("div", { class: "panel-body" });
  root.append(h("div", { class: "card" }, controls, body));
  let timer = null;

  function put(name, value) {
    model.set("values", { ...model.get("values"), [name]: value });
    if (timer === null) {
      timer = setTimeout(() => {
        timer = null;
        model.save_changes();
      }, 15);
    }
  }

  function control(spec) {
    const id = uid("control");
    const value = model.get("values")[spec.name];
    if (spec.kind === "check") {
      return h(
        "label",
        { class: "tick" },
        h("input", {
          type: "checkbox",
          checked: value,
          "data-key": spec.name,
          onchange: (e) => put(spec.name, e.target.checked),
        }),
        h("span", {}, spec.label),
        spec.note ? h("span", { class: "points" }, spec.note) : null,
      );
    }
    if (spec.kind === "choice") {
      return h(
        "p",
        { class: "choice" },
        h("label", { for: id }, spec.label),
        h(
          "select",
          { id, "data-key": spec.name, onchange: (e) => put(spec.name, e.target.value) },
          spec.options.map(([key, text]) => h("option", { value: key, selected: key === value }, text)),
        ),
      );
    }
    if (spec.kind === "search") {
      return h(
        "p",
        { class: "choice" },
        h("label", { for: id }, spec.label),
        h("input", {
          id,
          type: "search",
          value,
          placeholder: spec.hint,
          "data-key": spec.name,
          oninput: (e) => put(spec.name, e.target.value),
        }),
      );
    }
    const shown = h("output", { for: id }, spec.texts[value]);
    return h(
      "p",
      { class: "slider" },
      h("label", { for: id }, spec.label),
      h("input", {
        id,
        type: "range",
        min: 0,
        max: spec.texts.length - 1,
        step: 1,
        value: String(value),
        "data-key": spec.name,
        "aria-valuetext": spec.texts[value],
        oninput: (e) => {
          const index = Number(e.target.value);
          shown.textContent = spec.texts[index];
          e.target.setAttribute("aria-valuetext", spec.texts[index]);
          put(spec.name, index);
        },
      }),
      shown,
    );
  }

  function drawControls() {
    const groups = model.get("controls");
    controls.replaceChildren(
      ...groups.map((group) =>
        group.legend
          ? h("fieldset", {}, h("legend", {}, group.legend), h("div", { class: "group" }, group.items.map(control)))
          : h("div", {}, group.items.map(control))
      ),
    );
  }
  function drawBody() {
    showMarkup(body, model.get("html"));
  }

  model.on("change:controls", drawControls);
  model.on("change:html", drawBody);
  drawControls();
  drawBody();
  return () => {
    model.off("change:controls", drawControls);
    model.off("change:html", drawBody);
  };
}

export default { render: inTurn(render) };
