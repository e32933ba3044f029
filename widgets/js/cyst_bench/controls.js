// What fills, bends and drains the knee; and what the learner says first.
import { h, uid } from "../lib/dom.js";
import { rove } from "../lib/rove.js";

const ACTIONS = [
  ["bend", "Bend and straighten ten times"],
  ["week", "Wait a week", "Ordinary days on one’s feet"],
  ["drain-cyst", "Drain the cyst only"],
  ["drain-knee", "Drain the knee, and treat it", "And treat what made the fluid"],
  ["again", "Begin again"],
];

export class Controls {
  /** @param {(type: string, more: {value?: number | string}) => void} ask */
  constructor(ask) {
    this.ask = ask;
    this.group = uid("slit");
    this.clear();
  }

  clear() {
    this.sliders = {};
    this.radios = [];
  }

  draw(view) {
    return [
      this.slider("effusion", "Fluid the knee makes", view.effusion),
      this.slider("angle", "Knee angle", view.angle),
      this.toolbar("Actions"),
      this.slits(view.slits),
    ];
  }

  slider(key, name, [low, high, step]) {
    const id = uid(key);
    const output = h("output", { for: id });
    const input = h("input", {
      id,
      type: "range",
      min: low,
      max: high,
      step,
      "data-key": key,
      oninput: () => this.ask(key, { value: Number(input.value) }),
    });
    this.sliders[key] = { input, output };
    return h("div", { class: "cyst-slider" }, h("label", { for: id }, name), output, input);
  }

  // A row of buttons is one Tab stop; arrow keys move within it.
  toolbar(label) {
    const button = ([type, name, title], i) =>
      h("button", {
        type: "button",
        "data-key": type,
        tabindex: i ? "-1" : "0",
        title,
        onclick: () => this.ask(type, {}),
      }, name);
    const nodes = ACTIONS.map(button);
    const onkeydown = (event) => {
      rove(event, nodes, { ends: true });
    };
    return h("div", { class: "cyst-buttons", role: "toolbar", "aria-label": label, onkeydown }, nodes);
  }

  slits(slits) {
    const rows = slits.map(([value, name, known]) => {
      const onchange = () => this.ask("slit", { value });
      const input = h("input", { type: "radio", name: this.group, value, "data-key": `slit-${value}`, onchange });
      this.radios.push(input);
      return h("label", {}, input, h("span", {}, h("span", { class: "cyst-name" }, name), h("small", {}, known)));
    });
    return h("fieldset", { class: "cyst-slits" }, h("legend", {}, "Way from joint to bursa"), rows);
  }

  /** As the knee stands; a slider in the hand is not moved under it. */
  follow(frame, busy) {
    for (const [key, words] of [["effusion", frame.effusion_words], ["angle", frame.angle_words]]) {
      const one = this.sliders[key];
      if (!one) continue;
      one.output.textContent = words;
      one.input.setAttribute("aria-valuetext", words);
      if (document.activeElement !== one.input || !busy) one.input.value = String(frame[key]);
    }
    for (const input of this.radios) input.checked = input.value === frame.slit;
  }
}

/** What to say first. `answers` is filled as the learner chooses. */
export function predictions(view, answers, send) {
  const question = (one, i) => {
    const name = uid("predict");
    const rows = one.options.map(([key, text]) => {
      const input = h("input", {
        type: "radio",
        name,
        value: key,
        checked: answers[one.id] === key,
        "data-key": `${one.id}-${key}`,
        onchange: () => {
          answers[one.id] = key;
        },
      });
      return h("label", { class: "tick" }, input, h("span", {}, text));
    });
    return h("fieldset", { class: "cyst-predict" }, h("legend", {}, `${i + 1}. ${one.question}`), rows);
  };
  const commit = () => send("predict", { answers });
  const skip = () => send("skip");
  return [
    h("p", {}, h("strong", {}, "Say first what will happen. "), "Then the sliders are yours."),
    ...view.predictions.map(question),
    h(
      "div",
      { class: "buttons" },
      h("button", { type: "button", class: "primary", "data-key": "commit", onclick: commit }, "Commit and see"),
      h("button", { type: "button", "data-key": "skip", onclick: skip }, "Skip to the sliders"),
    ),
  ];
}
