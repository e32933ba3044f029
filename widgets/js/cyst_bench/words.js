// What the model says: verdicts, gauges, the alarm, and its numbers and limits.
import { h, sourceLinks } from "../lib/dom.js";

const lines = (texts, kind = "plain") => h("ul", { class: kind }, texts.map((text) => h("li", {}, text)));

export function results({ predictions }) {
  const right = predictions.filter((one) => one.right).length;
  const all = predictions.length;
  const kind = right === all ? "is-right" : right ? "is-partly" : "is-wrong";
  const line = (one) => {
    const mine = one.right ? null : `You said: ${one.mine.toLowerCase()}. `;
    return h("p", {}, h("b", {}, `${one.right ? "✓" : "✗"} ${one.answer}. `), mine, one.why);
  };
  const head = h("strong", {}, `${right} of ${all} as the model has it.`);
  return h(
    "div",
    { class: `verdict ${kind}`, tabindex: -1, "data-key": "verdict" },
    h("p", {}, head, " Try each one with the sliders."),
    predictions.map(line),
  );
}

/** Below everything: the burst cyst and its mimic, and what the model is made of. */
export function foot(view) {
  const { burst } = view;
  const urgent = `${burst.urgency[0].toUpperCase()}${burst.urgency.slice(1)}. `;
  return [
    h(
      "details",
      {},
      h("summary", {}, `${burst.name}, and the clot that it looks like`),
      h("p", {}, h("strong", {}, urgent), burst.scan.join(" ")),
      lines([...burst.lines, ...burst.share]),
    ),
    h(
      "details",
      {},
      h("summary", {}, "The model, its numbers and its limits"),
      h("p", {}, view.what),
      lines(view.limits),
      h("p", {}, h("b", {}, "Every number is an estimate by the authors:")),
      lines(view.figures, "plain soft"),
      sourceLinks(view.sources),
    ),
  ];
}

export function gauges({ gauges: now, torn, word }) {
  return [
    gauge("Fluid in the knee", now.joint, "knee"),
    torn ? gauge("Fluid in the calf", now.calf, "burst") : gauge("Size of the cyst", now.size, "size"),
    gauge("Tension of the cyst", now.tension, word || "none"),
  ];
}

function gauge(name, [share, text, word], look) {
  const wide = `${(100 * Math.max(0, Math.min(1, share))).toFixed(1)}%`;
  const fill = h("span", { class: `cyst-fill look-${look}`, style: `width:${wide}` });
  return h(
    "li",
    { class: "cyst-gauge" },
    h("div", { class: "cyst-gauge-head" }, h("span", {}, name), h("b", { class: `look-${look}` }, word)),
    h("div", { class: "cyst-track", "aria-hidden": "true" }, fill),
    text ? h("small", {}, `${text} (estimate)`) : null,
  );
}

/** What a burst means; before it, what it would mean. */
export function alarm(torn, burst) {
  if (!torn) {
    const text = `If it bursts, the calf swells as it does with a clot: ${burst.urgency}, with ultrasound. More below.`;
    return h("p", { class: "soft cyst-quiet" }, text);
  }
  const looks = ` It looks like a clot (${burst.mimics.toLowerCase()}): ${burst.urgency}.`;
  return h(
    "div",
    { class: "verdict is-wrong cyst-alarm" },
    h("p", {}, h("strong", {}, "! Burst. "), burst.says.join(" "), looks),
    h("p", {}, burst.scan[0] || ""),
  );
}
