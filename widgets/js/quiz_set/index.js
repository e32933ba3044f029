import { h, keepFocus, sourceLinks, stage, uid } from "../lib/dom.js";
import { drawPicture } from "../lib/picture/plate.js";
import { axial } from "../lib/picture/axial.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "../lib/options.css";
import "../lib/picture/picture.css";
import "./style.css";

const MARKS = { right: "✓", wrong: "✗", partly: "◐" };
const CONFIDENCE = [
  ["low", "Low", "+1 · 0"],
  ["middle", "Middle", "+2 · −2"],
  ["high", "High", "+3 · −6"],
];

const MATCHES = new Set(["matching", "extended-matching"]);
const LETTERS = "ABCDEFGHIJ";

function render({ model, el }) {
  const root = stage(el, model.get("view").title || "Question");
  const card = h("div", { class: "card quiz" });
  const live = h("div", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  root.append(card, live);
  let draft = {};
  let drawn = null;

  const send = (type, more = {}) => model.send({ type, ...more });

  function answer(question) {
    if (question.kind === "numeric") return draft.number ?? "";
    if (question.kind === "hotspot") return draft.spot ?? null;
    if (MATCHES.has(question.kind)) return question.prompts.map((_, i) => draft.match?.[i] ?? null);
    if (question.kind === "ordering") return draft.order;
    if (question.kind === "several") return [...(draft.chosen ?? [])];
    const one = [...(draft.chosen ?? [])][0] ?? null;
    return question.kind === "true-false" ? { truth: draft.truth ?? null, reason: one } : one;
  }

  function check(view) {
    send("check", { question: view.question.id, answer: answer(view.question), confidence: draft.confidence ?? null });
  }

  function optionRow(view, option, place, name) {
    const { question, verdict } = view;
    const judged = verdict && verdict.rows[option.i];
    const several = question.kind === "several";
    const id = uid("option");
    const input = h("input", {
      type: several ? "checkbox" : "radio",
      name,
      id,
      value: String(option.i),
      checked: draft.chosen?.has(option.i),
      disabled: Boolean(verdict),
      "data-key": `option-${option.i}`,
      onchange: () => {
        if (several) input.checked ? draft.chosen.add(option.i) : draft.chosen.delete(option.i);
        else draft.chosen = new Set([option.i]);
      },
    });
    const state = !judged ? "" : judged.right ? " is-right" : judged.chosen ? " is-wrong" : " is-other";
    return h(
      "div",
      { class: `option${state}` },
      h(
        "label",
        { class: "row", for: id },
        input,
        h("span", { class: "key", "aria-hidden": "true" }, String(place + 1)),
        h("span", { class: "text" }, option.text),
        judged &&
          h(
            "span",
            { class: "tag" },
            judged.right ? `${MARKS.right} right answer` : judged.chosen ? `${MARKS.wrong} not right` : "",
            judged.chosen ? h("span", { class: "mine" }, " · your choice") : null,
          ),
      ),
      judged && judged.why ? h("p", { class: "why" }, judged.why) : null,
    );
  }

  function confidence(view) {
    const name = uid("confidence");
    return h(
      "fieldset",
      { class: "confidence" },
      h("legend", {}, "How sure are you? ", h("small", {}, "(marks if right · if not)")),
      CONFIDENCE.map(([value, label, says]) =>
        h(
          "label",
          {},
          h("input", {
            type: "radio",
            name,
            value,
            checked: draft.confidence === value,
            disabled: Boolean(view.verdict),
            "data-key": `confidence-${value}`,
            onchange: () => {
              draft.confidence = value;
            },
          }),
          h("span", {}, label, h("small", {}, says)),
        )
      ),
    );
  }

  function numeric(view) {
    const { question } = view;
    const id = uid("number");
    return h(
      "p",
      { class: "numeric" },
      h("label", { for: id }, "Your answer"),
      h("input", {
        id,
        type: "text",
        inputMode: "decimal",
        autocomplete: "off",
        value: draft.number ?? "",
        disabled: Boolean(view.verdict),
        "data-key": "number",
        oninput: (event) => {
          draft.number = event.target.value;
        },
      }),
      question.unit && h("span", { class: "unit" }, question.unit),
    );
  }

  function truth(view) {
    const name = uid("truth");
    return h(
      "fieldset",
      { class: "truth" },
      h("legend", {}, "The statement is"),
      [[true, "True"], [false, "False"]].map(([value, label]) =>
        h(
          "label",
          {},
          h("input", {
            type: "radio",
            name,
            checked: draft.truth === value,
            disabled: Boolean(view.verdict),
            "data-key": `truth-${value}`,
            onchange: () => {
              draft.truth = value;
            },
          }),
          h("span", {}, label, view.verdict && view.question.truth === value ? ` ${MARKS.right}` : ""),
        )
      ),
    );
  }

  // Kept while the question stays: drawing anew would lose the place of somebody who moves by keyboard.
  let shown = { key: null, handle: null, node: null };

  function picture(view) {
    const data = model.get("picture");
    if (!data.shapes) return null;
    const said = h("p", { class: "spot" });
    const tell = () => {
      const shape = data.shapes.find((one) => one.id === draft.spot);
      said.textContent = !data.pick
        ? (data.named ? "Point at a structure for its name." : "")
        : view.question.spot
        ? `You chose: ${view.question.spot}.`
        : shape
        ? `Chosen: ${shape.kind}, ${shape.where}.`
        : "Click a structure, or move with the arrow keys and choose with Enter.";
    };
    if (shown.key !== data.key) {
      shown.handle?.destroy();
      const { right = [], chosen = [] } = view.verdict?.spots ?? {};
      const wrong = chosen.filter((id) => !right.includes(id));
      const handle = drawPicture(data, {
        columns: data.named,
        labels: data.named ? [...data.mark, ...right, ...wrong] : [],
        marks: [
          ...data.mark.map((id) => ({ id, text: "?" })),
          ...right.map((id) => ({ id, text: "right" })),
          ...wrong.map((id) => ({ id, text: "wrong" })),
        ],
        interactive: data.pick || data.named,
        name: (shape) => (data.named ? shape.name : `${shape.kind}, ${shape.where}`),
        onEnter: (shape) => {
          if (data.named) shown.say(`${shape.name}.`);
        },
        onLeave: () => {
          if (data.named) shown.say("");
        },
        onPick: data.pick && !data.named
          ? (shape) => {
            draft.spot = shape.id;
            handle.highlight(shape.id);
            shown.say("");
            live.textContent = `Chosen: ${shape.kind}, ${shape.where}`;
          }
          : undefined,
      });
      if (data.level) axial(handle, data);
      handle.highlight([...data.mark, ...right]);
      shown = { key: data.key, handle };
    }
    shown.say = (text) => {
      said.textContent = text;
      if (!text) tell();
    };
    tell();
    return h(
      "figure",
      { class: `scene${data.pick ? " can-pick" : ""}` },
      shown.handle.svg,
      h("figcaption", { class: "visually-hidden" }, data.text),
      said,
    );
  }

  function partTag(part) {
    return h("span", { class: "tag" }, part.right ? `${MARKS.right} right` : `${MARKS.wrong} ${part.wanted}`);
  }

  function matching(view) {
    const { question, verdict } = view;
    const once = question.kind === "matching";
    draft.match ??= {};
    const selects = [];
    const mark = () =>
      selects.forEach((select, row) =>
        [...select.options].forEach((option) => {
          if (!option.value) return;
          const used = once &&
            Object.entries(draft.match).some(([at, i]) => Number(at) !== row && i === Number(option.value));
          option.textContent = `${option.dataset.text}${used ? " (used)" : ""}`;
        })
      );
    const rows = question.prompts.map((text, row) => {
      const part = verdict?.parts[row];
      const id = uid("match");
      const select = h(
        "select",
        {
          id,
          disabled: Boolean(verdict),
          "data-key": `match-${row}`,
          onchange: () => {
            draft.match[row] = select.value === "" ? null : Number(select.value);
            mark();
          },
        },
        h("option", { value: "" }, "Choose …"),
        question.options.map((option, place) => {
          const shown = `${LETTERS[place]} · ${option.text}`;
          return h(
            "option",
            { value: String(option.i), "data-text": shown, selected: draft.match[row] === option.i },
            shown,
          );
        }),
      );
      selects.push(select);
      return h(
        "div",
        { class: `option part${part ? (part.right ? " is-right" : " is-wrong") : ""}` },
        h(
          "div",
          { class: "row" },
          h(part ? "span" : "label", { class: "text", for: part ? undefined : id }, text),
          part ? h("span", { class: "given" }, part.given) : select,
          part && partTag(part),
        ),
        part && h("p", { class: "why" }, part.why),
      );
    });
    mark();
    return h(
      "fieldset",
      { class: "options matching" },
      h(
        "legend",
        {},
        once ? "Match each line with one answer" : "Choose for each; an answer may serve twice, or not at all",
      ),
      once ? null : h("ol", { class: "theme", type: "A" }, question.options.map((option) => h("li", {}, option.text))),
      rows,
    );
  }

  function ordering(view) {
    const { question, verdict } = view;
    draft.order ??= question.options.map((option) => option.i);
    const text = new Map(question.options.map((option) => [option.i, option.text]));
    const list = h("ol", { class: "ordering" });
    const move = (from, to, key) => {
      if (to < 0 || to >= draft.order.length) return;
      const [one] = draft.order.splice(from, 1);
      draft.order.splice(to, 0, one);
      fill();
      list.querySelector(`[data-key="${key}-${one}"]`)?.focus({ preventScroll: true });
      live.textContent = `${text.get(one)}: place ${to + 1} of ${draft.order.length}`;
    };
    let dragged = null;
    function fill() {
      list.replaceChildren(...draft.order.map((i, place) => {
        const part = verdict?.parts[i];
        const state = part ? (part.right ? " is-right" : " is-wrong") : "";
        const button = (key, label, step) =>
          h("button", {
            type: "button",
            "data-key": `${key}-${i}`,
            "aria-label": `Move ${text.get(i)} ${label}`,
            "aria-disabled": place + step < 0 || place + step >= draft.order.length ? "true" : undefined,
            onclick: () => move(place, place + step, key),
            onkeydown: (event) => {
              const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
              if (step) {
                event.preventDefault();
                move(place, place + step, key);
              }
            },
          }, step < 0 ? "↑" : "↓");
        return h(
          "li",
          {
            class: `option part${state}`,
            draggable: !verdict,
            ondragstart: () => {
              dragged = place;
            },
            ondragover: (event) => {
              if (dragged !== null) event.preventDefault();
            },
            ondrop: (event) => {
              event.preventDefault();
              if (dragged !== null && dragged !== place) move(dragged, place, "up");
              dragged = null;
            },
          },
          h(
            "div",
            { class: "row" },
            h("span", { class: "key", "aria-hidden": "true" }, String(place + 1)),
            h("span", { class: "text" }, text.get(i)),
            verdict
              ? part && partTag(part)
              : h("span", { class: "moves" }, button("up", "up", -1), button("down", "down", 1)),
          ),
          part && h("p", { class: "why" }, part.why),
        );
      }));
    }
    fill();
    return h(
      "fieldset",
      { class: "options" },
      h("legend", {}, `In order, ${question.order[0].toLowerCase()}${question.order.slice(1)}`),
      list,
    );
  }

  function script(view) {
    const { script: told } = view.question;
    const line = (word, text) => [h("span", { class: "soft" }, word), h("span", {}, text)];
    return h(
      "p",
      { class: "script" },
      line("You think of", told.cause),
      line("because of", told.given.join("; ")),
      line("Now you learn", h("strong", {}, told.finding)),
    );
  }

  function verdictBox(view) {
    const { verdict } = view;
    const kind = verdict.right ? "right" : verdict.credit ? "partly" : "wrong";
    const mark = verdict.mark === null ? null : h(
      "span",
      { class: "mark" },
      ` Certainty mark ${verdict.mark > 0 ? "+" : verdict.mark < 0 ? "−" : ""}${Math.abs(verdict.mark)}.`,
    );
    return h(
      "div",
      { class: `verdict is-${kind}`, tabIndex: -1, "data-key": "verdict" },
      h(
        "p",
        {},
        h("strong", {}, h("span", { "aria-hidden": "true" }, `${MARKS[kind]} `), verdict.word, "."),
        mark,
        verdict.credit > 0 && !verdict.right ? ` ${Math.round(verdict.credit * 100)} % of the credit.` : null,
        view.question.kind === "numeric" || view.question.kind === "true-false" ? ` Answer: ${verdict.key}.` : null,
      ),
      h("p", {}, verdict.why),
      sourceLinks(verdict.sources),
    );
  }

  function progress(view) {
    if (view.total < 2) return null;
    return h(
      "div",
      { class: "set-progress" },
      h("span", {}, view.index < view.total ? `${view.index + 1} of ${view.total}` : `${view.total} questions`),
      h(
        "ol",
        { "aria-label": "Questions of this set" },
        view.status.map((status, i) =>
          h(
            "li",
            {},
            h("button", {
              type: "button",
              class: `pip is-${status}`,
              "aria-current": i === view.index ? "step" : undefined,
              "aria-label": `Question ${i + 1}, ${
                { right: "right", wrong: "not right", partly: "partly right", open: "open" }[status]
              }`,
              title: `Question ${i + 1}`,
              "data-key": `pip-${i}`,
              onclick: () => send("go", { index: i }),
            }, status === "open" ? "" : MARKS[status]),
          )
        ),
      ),
    );
  }

  function question(view) {
    const { question: q, verdict } = view;
    const name = uid("answer");
    const group = q.kind === "numeric"
      ? numeric(view)
      : MATCHES.has(q.kind)
      ? matching(view)
      : q.kind === "ordering"
      ? ordering(view)
      : !q.options.length
      ? null
      : h(
        "fieldset",
        { class: "options" },
        h(
          "legend",
          { class: q.kind === "single" ? "visually-hidden" : "" },
          {
            single: "Choose one answer",
            hotspot: "The places asked about",
            "script-concordance": "That makes it",
            several: "Choose every right answer",
            "true-false": "because",
          }[q.kind],
        ),
        q.options.map((option, place) => optionRow(view, option, place, name)),
      );
    const stem = q.kind === "true-false"
      ? h("blockquote", { class: "stem" }, q.stem)
      : h("p", { class: "stem" }, q.stem);
    return [
      progress(view),
      view.earlier ? h("p", { class: "earlier" }, view.earlier) : null,
      stem,
      picture(view),
      q.script ? script(view) : null,
      q.kind === "true-false" ? truth(view) : null,
      group,
      verdict && verdict.mark === null ? null : confidence(view),
      h("p", { class: "error", role: "alert" }, view.error || ""),
      verdict ? verdictBox(view) : null,
      h(
        "div",
        { class: "buttons" },
        verdict
          ? [
            h("button", {
              type: "button",
              "data-key": "again",
              onclick: () => {
                send("again");
              },
            }, "Try again"),
            view.total > 1
              ? h("button", {
                type: "button",
                class: "primary",
                "data-key": "next",
                onclick: () => send("next"),
              }, view.last ? "See the result" : "Next question")
              : null,
          ]
          : [
            h("button", { type: "button", class: "primary", "data-key": "check", onclick: () => check(view) }, "Check"),
            view.total > 1
              ? h(
                "button",
                { type: "button", "data-key": "skip", onclick: () => send("next") },
                view.last ? "To the result" : "Skip for now",
              )
              : null,
          ],
      ),
    ];
  }

  function result(view) {
    const { result: r } = view;
    return [
      progress(view),
      h("h3", { tabIndex: -1, "data-key": "result" }, "Your result"),
      h("p", { class: "headline" }, r.headline),
      r.marks ? h("p", {}, r.marks) : null,
      h(
        "table",
        { class: "bars" },
        h("caption", { class: "visually-hidden" }, "Result by objective"),
        h(
          "thead",
          { class: "visually-hidden" },
          h("tr", {}, ["Objective", "Share", "Verdict"].map((t) => h("th", { scope: "col" }, t))),
        ),
        h(
          "tbody",
          {},
          r.objectives.map((o) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, o.text),
              h(
                "td",
                {},
                h("span", { class: "bar", "aria-hidden": "true" }, h("span", { style: `width:${o.share * 100}%` })),
              ),
              h("td", { class: "word" }, `${o.says}`),
            )
          ),
        ),
      ),
      r.review.length
        ? [
          h("h4", {}, "To review"),
          h(
            "ul",
            { class: "review" },
            r.review.map((one) =>
              h(
                "li",
                {},
                h("button", {
                  type: "button",
                  class: "link",
                  "data-key": `review-${one.index}`,
                  onclick: () => send("go", { index: one.index }),
                }, one.stem),
                h("span", {}, ` ${one.why}`),
              )
            ),
          ),
        ]
        : h("p", {}, "Nothing to review: every answer was right."),
      h(
        "div",
        { class: "buttons" },
        h(
          "button",
          { type: "button", class: "primary", "data-key": "restart", onclick: () => send("restart") },
          "Start again",
        ),
      ),
    ];
  }

  function draw() {
    const view = model.get("view");
    const place = `${view.attempt}/${view.index}/${view.tries}`;
    const moved = drawn !== null && place !== drawn.place;
    const judged = Boolean(view.verdict);
    if (drawn === null || moved || judged) {
      const a = view.answer;
      const kind = view.question?.kind;
      draft = {
        chosen: new Set(
          kind === "hotspot"
            ? (view.verdict?.rows ?? []).flatMap((row, i) => (row.chosen ? [i] : []))
            : a === null || a === undefined
            ? []
            : kind === "several"
            ? a
            : kind === "true-false"
            ? [a.reason].filter((x) => x !== null)
            : kind === "numeric" || Array.isArray(a)
            ? []
            : [a],
        ),
        spot: null,
        match: MATCHES.has(kind) && a ? { ...a } : undefined,
        order: kind === "ordering" && a ? [...a] : undefined,
        truth: a?.truth,
        number: kind === "numeric" ? a ?? undefined : undefined,
        confidence: view.confidence,
      };
    }
    keepFocus(
      root,
      () =>
        card.replaceChildren(
          ...[
            view.notice ? h("p", { class: "notice" }, view.notice) : null,
            ...(view.result ? result(view) : question(view)),
          ].flat(Infinity).filter(Boolean),
        ),
    );
    if (drawn !== null) {
      if (judged && !drawn.judged) {
        // After the frame that shows the verdict: focus makes the browser lay out at once.
        requestAnimationFrame(() => {
          live.textContent = `${view.verdict.word}. ${view.verdict.why}`;
          card.querySelector(".verdict")?.focus({ preventScroll: true });
        });
      } else if (drawn.judged && !judged && !moved) {
        (card.querySelector("input:checked") ?? card.querySelector("input"))?.focus({ preventScroll: true });
      } else if (moved || Boolean(view.result) !== drawn.result) {
        live.textContent = view.result ? view.result.headline : `Question ${view.index + 1} of ${view.total}`;
        (card.querySelector("h3") ?? card.querySelector("input"))?.focus({ preventScroll: true });
      }
    }
    drawn = { place, judged, result: Boolean(view.result) };
  }

  root.addEventListener("keydown", (event) => {
    const view = model.get("view");
    if (view.result || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && event.target.matches("input") && !view.verdict) {
      event.preventDefault();
      check(view);
      return;
    }
    if (view.verdict || event.target.matches("input[type=text]") || !/^[1-9]$/.test(event.key)) return;
    const option = card.querySelectorAll(".option input")[Number(event.key) - 1];
    if (option) {
      event.preventDefault();
      option.focus();
      option.click();
    }
  });
  model.on("change:view", draw);
  draw();
  return () => model.off("change:view", draw);
}

export default { render };
