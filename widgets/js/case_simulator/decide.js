// The decision at the end: what it is, how sure, where to, and what to watch for.
import { h } from "../lib/dom.js";

/** A list of all causes by group, without those that were taken. */
export function causeSelect(menu, label, value, onchange, taken = [], blank = "choose …") {
  const open = (group) => group.items.filter((one) => !taken.includes(one.id) || one.id === value);
  const option = (one) => h("option", { value: one.id, selected: one.id === value }, one.name);
  return h(
    "select",
    { "aria-label": label, "data-key": label, onchange },
    h("option", { value: "" }, blank),
    menu.causes.map((group) => h("optgroup", { label: group.name }, open(group).map(option))),
  );
}

/**
 * @param {any} menu
 * @param {{diagnosis: string, confidence: number, disposition: string, advice: Set<string>}} decision  kept as it is made
 * @param {string} group
 * @param {() => void} commit
 */
export function decide(menu, decision, group, commit) {
  return h(
    "div",
    { class: "menu decide" },
    diagnosis(menu, decision),
    confidence(decision),
    dispositions(menu, decision, group),
    advice(menu, decision),
    h(
      "div",
      { class: "buttons commit" },
      h("button", {
        type: "button",
        class: "primary",
        "data-key": "commit",
        onclick: commit,
      }, "Commit and see the debrief"),
    ),
  );
}

function diagnosis(menu, decision) {
  const choose = (event) => {
    decision.diagnosis = event.target.value;
  };
  const label = "Likeliest diagnosis";
  return h("p", { class: "field" }, h("b", {}, label), causeSelect(menu, label, decision.diagnosis, choose));
}

function confidence(decision) {
  const shown = h("output", {}, `${decision.confidence} %`);
  const input = h("input", {
    type: "range",
    min: 0,
    max: 100,
    step: 5,
    value: String(decision.confidence),
    "data-key": "confidence",
    style: "width:100%",
    "aria-label": "Confidence in per cent",
    oninput: () => {
      decision.confidence = Number(input.value);
      shown.textContent = `${decision.confidence} %`;
    },
  });
  return h("p", { class: "field" }, h("label", {}, "How sure are you? ", shown, input));
}

function dispositions(menu, decision, group) {
  const radio = (key) =>
    h("input", {
      type: "radio",
      name: group,
      value: key,
      checked: decision.disposition === key,
      "data-key": `to-${key}`,
      onchange: () => {
        decision.disposition = key;
      },
    });
  const lines = menu.dispositions.map(([key, text]) => h("label", { class: "line" }, radio(key), text));
  return h("fieldset", {}, h("legend", {}, "Where does the patient go?"), lines);
}

function advice(menu, decision) {
  const tick = (id) =>
    h("input", {
      type: "checkbox",
      checked: decision.advice.has(id),
      "data-key": `advice-${id}`,
      onchange: (event) => {
        if (event.target.checked) decision.advice.add(id);
        else decision.advice.delete(id);
      },
    });
  const lines = menu.advice.map((one) => h("label", { class: "line" }, tick(one.id), one.name));
  const head = h("legend", {}, "What should the patient watch for or do? Tick all that you say");
  return h("fieldset", {}, head, h("div", { class: "advice" }, lines));
}
