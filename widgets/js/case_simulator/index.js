import { h, keepFocus, stage, uid } from "../lib/dom.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "../lib/findings.css";
import "./style.css";

const TABS = [["ask", "Ask"], ["examine", "Examine"], ["order", "Test"], ["treat", "Treat"], ["decide", "Decide"]];
const SPEAKERS = { examiner: "You examine", result: "Result", you: "You", clock: "Clock" };

function render({ model, el }) {
  const menu = model.get("menu");
  const root = stage(el, menu.title);
  root.classList.add("case-root");
  const live = h("div", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  const head = h("div");
  const log = h("ol", { class: "log", tabIndex: 0, "aria-label": "What was asked, found and measured" });
  const side = h("div", { class: "side" });
  const own = h("div", { class: "own" });
  const frame = h("div", { class: "card case-frame" }, head, h("div", { class: "case-main" }, log, side), own);
  root.append(frame, live);
  let tab = "ask";
  let query = "";
  let drawn = null;
  let ranking = new Map();
  let picked = "";
  const decision = { diagnosis: "", confidence: 50, disposition: "", advice: new Set() };
  const names = new Map(menu.causes.flatMap((group) => group.items.map((one) => [one.id, one.name])));
  const items = new Map(Object.values(menu.items).flat().flatMap((group) => group.items).map((one) => [one.id, one]));
  const isDone = (id) => model.get("view").done.includes(id);

  const total = () => [...ranking.values()].reduce((a, b) => a + b, 0);
  const send = (kind, subject = "", value = null) => model.send({ type: "act", kind, subject, value });
  // The learner's list is sent when they pause, and at the latest before what they do next: it belongs to this step.
  let pause = null;
  function rank() {
    clearTimeout(pause);
    if (pause !== null && total() <= 100) send("rank", "", Object.fromEntries(ranking));
    pause = null;
  }
  function rankSoon() {
    clearTimeout(pause);
    pause = setTimeout(rank, 350);
  }
  function act(...what) {
    rank();
    send(...what);
  }

  function drawHead(view) {
    head.replaceChildren(
      h(
        "div",
        { class: "case-head" },
        h("h3", {}, menu.title),
        h("span", {}, menu.who),
        h(
          "span",
          { class: "meters" },
          h("span", {}, "Clock ", h("b", {}, view.clock)),
          h(
            "span",
            { title: "Money and harm of tests, in points; one point weighs as much as a minute" },
            "Cost ",
            h("b", {}, view.cost),
          ),
        ),
      ),
    );
    if (view.notice) head.append(h("p", { class: "notice" }, view.notice));
  }

  function drawLog(view) {
    const known = drawn ? log.children.length : 0;
    if (known > view.log.length) log.replaceChildren();
    for (const entry of view.log.slice(log.children.length)) {
      log.append(
        h(
          "li",
          { class: entry.speaker },
          h(
            "div",
            { class: "head" },
            h("span", {}, entry.speaker === "patient" ? entry.title : `${SPEAKERS[entry.speaker]}: ${entry.title}`),
            h("time", {}, entry.clock),
          ),
          h("p", { class: "said" }, entry.text),
        ),
      );
    }
    log.scrollTop = log.scrollHeight;
    if (drawn && view.log.length > drawn.lines) {
      live.textContent = view.log.slice(drawn.lines).map((entry) => entry.text).join(" ");
    }
  }

  function item(one) {
    return h(
      "li",
      {},
      h(
        "button",
        {
          type: "button",
          "data-key": `item-${one.id}`,
          "data-item": one.id,
          title: one.how || "",
          onclick: () => {
            if (!isDone(one.id)) act(one.act, one.id);
          },
        },
        h("span", {}, one.text),
        h("span", { class: "price" }),
      ),
    );
  }

  function markDone() {
    for (const button of side.querySelectorAll("[data-item]")) {
      const id = button.dataset.item;
      const done = isDone(id);
      button.parentElement.classList.toggle("is-done", done);
      button.setAttribute("aria-disabled", String(done));
      button.querySelector(".price").textContent = done ? "done" : items.get(id).price;
    }
  }

  // A long menu has its chapters on top; one leads to its heading.
  function chapters(list) {
    const groups = menu.items[tab];
    if (groups.length < 2) return "";
    return h(
      "div",
      { class: "chapters", role: "group", "aria-label": "Chapters of this list" },
      groups.map((group, i) =>
        h("button", {
          type: "button",
          "data-key": `chapter-${i}`,
          onclick: () => {
            const head = list.querySelector(`#${panelId}-${i}`);
            list.scrollTop += head.getBoundingClientRect().top - list.getBoundingClientRect().top;
            const first = head.nextElementSibling.querySelector("button");
            list.querySelectorAll("li button").forEach((button) => {
              button.tabIndex = button === first ? 0 : -1;
            });
            first.focus({ preventScroll: true });
          },
        }, group.name)
      ),
    );
  }

  function openTab() {
    const panel = h("div", { role: "tabpanel", id: panelId, "aria-label": TABS.find(([key]) => key === tab)[1] });
    if (tab === "decide") {
      panel.append(decide());
    } else {
      const list = h("div", { class: "menu", tabIndex: -1, "data-key": "menu" });
      const input = h("input", {
        type: "search",
        "aria-label": "Search questions, examinations, tests and treatment",
        value: query,
        autocomplete: "off",
        placeholder: "Search in any words: numb, blood thinner, varicose …",
        "data-key": "search",
        oninput: (event) => {
          query = event.target.value;
          model.send({ type: "search", text: query });
        },
        onkeydown: (event) => {
          if (event.key === "Escape") {
            query = "";
            event.target.value = "";
            hits = null;
            fill();
          }
          if (event.key === "Enter" || event.key === "ArrowDown") {
            event.preventDefault();
            list.querySelector("li button")?.focus();
          }
        },
      });
      const fill = () => {
        const found = hits !== null && query.trim();
        list.replaceChildren(
          ...(found
            ? [
              h(
                "h4",
                {},
                hits.length
                  ? `Nearest to “${query.trim()}”`
                  : `Nothing here is called “${query.trim()}”; try other words`,
              ),
              h(
                "ul",
                {},
                hits.map((id) => item(items.get(id))),
              ),
            ]
            : [
              chapters(list),
              ...menu.items[tab].flatMap((
                group,
                i,
              ) => [h("h4", { id: `${panelId}-${i}` }, group.name), h("ul", {}, group.items.map(item))]),
            ]),
        );
        // One stop for Tab, arrows within: a menu of a hundred lines is not a hundred stops.
        list.querySelectorAll("li button").forEach((button, i) => {
          button.tabIndex = i ? -1 : 0;
        });
        list.scrollTop = 0;
        markDone();
      };
      refill = fill;
      list.addEventListener("keydown", (event) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        const buttons = [...list.querySelectorAll("li button")];
        const next = buttons.indexOf(document.activeElement) + step;
        if (buttons[next]) {
          buttons.forEach((button) => {
            button.tabIndex = -1;
          });
          buttons[next].tabIndex = 0;
        }
        (buttons[next] ?? (next < 0 ? input : null))?.focus();
      });
      panel.append(
        h(
          "div",
          { class: "search" },
          input,
          tab === "treat"
            ? h("button", { type: "button", "data-key": "wait", onclick: () => act("wait", "", 60) }, "Wait an hour")
            : null,
        ),
        list,
      );
    }
    const tabs = h(
      "div",
      { class: "tabs", role: "tablist", "aria-label": "What to do" },
      TABS.map(([key, name]) =>
        h("button", {
          type: "button",
          role: "tab",
          "aria-selected": key === tab ? "true" : "false",
          "aria-controls": panelId,
          tabIndex: key === tab ? 0 : -1,
          "data-key": `tab-${key}`,
          onclick: () => {
            tab = key;
            query = "";
            hits = null;
            openTab();
            side.querySelector(`[data-key="tab-${key}"]`)?.focus();
          },
          onkeydown: (event) => {
            const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
            if (step) {
              event.preventDefault();
              const i = (TABS.findIndex(([k]) => k === key) + step + TABS.length) % TABS.length;
              side.querySelector(`[data-key="tab-${TABS[i][0]}"]`).click();
            }
          },
        }, name)
      ),
    );
    side.replaceChildren(tabs, h("p", { class: "error", role: "alert" }, model.get("view").error), panel);
    if (tab !== "decide") refill();
  }
  const panelId = uid("panel");
  const bars = h("div");
  let hits = null;
  let refill = () => {};

  function causeSelect(label, value, onchange, taken = [], blank = "choose …") {
    return h(
      "select",
      { "aria-label": label, "data-key": label, onchange },
      h("option", { value: "" }, blank),
      menu.causes.map((group) =>
        h(
          "optgroup",
          { label: group.name },
          group.items.filter((one) => !taken.includes(one.id) || one.id === value)
            .map((one) => h("option", { value: one.id, selected: one.id === value }, one.name)),
        )
      ),
    );
  }

  function decide() {
    const shown = h("output", {}, `${decision.confidence} %`);
    return h(
      "div",
      { class: "menu decide" },
      h(
        "p",
        { class: "field" },
        h("b", {}, "Likeliest diagnosis"),
        causeSelect("Likeliest diagnosis", decision.diagnosis, (e) => {
          decision.diagnosis = e.target.value;
        }),
      ),
      h(
        "p",
        { class: "field" },
        h(
          "label",
          {},
          "How sure are you? ",
          shown,
          h("input", {
            type: "range",
            min: 0,
            max: 100,
            step: 5,
            value: String(decision.confidence),
            "data-key": "confidence",
            style: "width:100%",
            "aria-label": "Confidence in per cent",
            oninput: (e) => {
              decision.confidence = Number(e.target.value);
              shown.textContent = `${decision.confidence} %`;
            },
          }),
        ),
      ),
      h(
        "fieldset",
        {},
        h("legend", {}, "Where does the patient go?"),
        menu.dispositions.map(([key, text]) =>
          h(
            "label",
            { class: "line" },
            h("input", {
              type: "radio",
              name: panelId,
              value: key,
              checked: decision.disposition === key,
              "data-key": `to-${key}`,
              onchange: () => {
                decision.disposition = key;
              },
            }),
            text,
          )
        ),
      ),
      h(
        "fieldset",
        {},
        h("legend", {}, "What should the patient watch for or do?"),
        menu.advice.map((one) =>
          h(
            "label",
            { class: "line" },
            h("input", {
              type: "checkbox",
              checked: decision.advice.has(one.id),
              "data-key": `advice-${one.id}`,
              onchange: (e) => {
                e.target.checked ? decision.advice.add(one.id) : decision.advice.delete(one.id);
              },
            }),
            one.name,
          )
        ),
      ),
      h(
        "div",
        { class: "buttons commit" },
        h("button", {
          type: "button",
          class: "primary",
          "data-key": "commit",
          onclick: () => act("commit", "", { ...decision, advice: [...decision.advice] }),
        }, "Commit and see the debrief"),
      ),
    );
  }

  // A list that is open and a slider in the hand survive an answer: drawn anew only if the list changed.
  let ownDrawn = "";
  function drawOwn(view) {
    const shown = JSON.stringify([view.attempt, view.over, [...ranking.keys()]]);
    if (shown !== ownDrawn) drawOwnList(view);
    ownDrawn = shown;
    bars.replaceChildren(
      ...(view.training
        ? [
          h(
            "table",
            { class: "bars" },
            h("caption", { class: "visually-hidden" }, "Knowledge base’s probabilities"),
            h(
              "tbody",
              {},
              view.training.map((one) =>
                h(
                  "tr",
                  {},
                  h("th", { scope: "row" }, one.name),
                  h(
                    "td",
                    {},
                    h("span", { class: "bar", "aria-hidden": "true" }, h("span", { style: `width:${one.p * 100}%` })),
                  ),
                  h("td", { class: "word" }, one.says),
                )
              ),
            ),
          ),
        ]
        : []),
    );
  }

  function drawOwnList(view) {
    const rows = [...ranking.entries()];
    const say = h("span", { class: "soft" });
    const sum = () => {
      const all = total();
      say.textContent = all > 100
        ? `That adds up to ${all} %: take some away.`
        : `${100 - all} % left for anything else.`;
    };
    keepFocus(own, () =>
      own.replaceChildren(...[
        h("h4", {}, "Your own differential"),
        h(
          "ol",
          {},
          rows.map(([id, percent], i) => {
            const shown = h("output", {}, `${percent} %`);
            return h(
              "li",
              {},
              h("span", {}, `${i + 1}.`),
              h("span", {}, names.get(id)),
              h("input", {
                type: "range",
                min: 0,
                max: 100,
                step: 5,
                value: String(percent),
                "aria-label": `Probability of ${names.get(id)} in per cent`,
                "data-key": `own-${id}`,
                disabled: view.over,
                oninput: (e) => {
                  ranking.set(id, Number(e.target.value));
                  shown.textContent = `${e.target.value} %`;
                  sum();
                },
                onchange: rankSoon,
              }),
              shown,
              view.over ? null : h("button", {
                type: "button",
                "aria-label": `Remove ${names.get(id)}`,
                "data-key": `drop-${id}`,
                onclick: () => {
                  ranking.delete(id);
                  drawOwn(view);
                  rankSoon();
                },
              }, "×"),
            );
          }),
        ),
        view.over ? null : h(
          "p",
          { class: "add" },
          causeSelect(
            "Add a cause to your differential",
            picked,
            (e) => {
              picked = e.target.value;
            },
            [...ranking.keys()],
            "A cause you think of …",
          ),
          h("button", {
            type: "button",
            "data-key": "add-cause",
            onclick: () => {
              if (!picked) return;
              const id = picked;
              picked = "";
              ranking.set(id, Math.max(0, Math.min(20, 100 - total())));
              drawOwn(view);
              own.querySelector(`[data-key="own-${CSS.escape(id)}"]`)?.focus();
              rankSoon();
            },
          }, "Add"),
          " ",
          rows.length ? say : h(
            "span",
            { class: "soft" },
            "Add what you think of, at any time. It is compared with the knowledge base afterwards.",
          ),
        ),
        view.over ? null : h(
          "div",
          { class: "training" },
          h(
            "label",
            { class: "tick" },
            h("input", {
              type: "checkbox",
              checked: Boolean(view.training),
              "data-key": "training",
              onchange: (e) => model.send({ type: "training", on: e.target.checked }),
            }),
            "Training wheels: show the knowledge base’s probabilities as I go",
          ),
        ),
        bars,
      ].filter(Boolean)));
    sum();
  }

  function draw() {
    const view = model.get("view");
    if (!drawn || view.attempt !== drawn.attempt) {
      drawn = null;
      log.replaceChildren();
      clearTimeout(pause);
      pause = null;
      ranking = new Map(view.ranking);
      Object.assign(decision, { diagnosis: "", confidence: 50, disposition: "", advice: new Set() });
      tab = "ask";
      query = "";
      hits = null;
      openTab();
    }
    drawHead(view);
    drawLog(view);
    frame.querySelector(".case-main").classList.toggle("is-over", view.over);
    if (view.over) side.replaceChildren(h("p", { class: "headline" }, "This encounter is over. The debrief is below."));
    else {
      side.querySelector(".error").textContent = view.error;
      markDone();
    }
    drawOwn(view);
    drawn = { lines: view.log.length, attempt: view.attempt };
  }

  function receive(message) {
    if (message.type === "hits" && message.text === query) {
      hits = message.text.trim() ? message.ids : null;
      refill();
      live.textContent = `${message.ids.length} found`;
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

export default { render };
