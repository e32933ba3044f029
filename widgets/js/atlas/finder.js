// Type to find: words of a name or of its group, in any order; arrow keys and Enter choose.
import { h, uid } from "../lib/dom.js";

const MOST = 12;

const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[’']/g, "").toLowerCase();

/**
 * What fits, names that begin so first.
 * @param {{title: string, items: [string, string][]}[]} index
 * @param {string} typed
 * @returns {{id: string, name: string, group: string}[]}
 */
export function found(index, typed) {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const all = index.flatMap(({ title, items }) => items.map(([id, name]) => ({ id, name, group: title })));
  const hits = all.filter(({ name, group }) => words.every((word) => plain(`${name} ${group}`).includes(word)));
  const later = ({ name }) => (plain(name).startsWith(words[0]) ? 0 : plain(name).includes(words[0]) ? 1 : 2);
  return hits.sort((a, b) => later(a) - later(b) || a.name.localeCompare(b.name));
}

/**
 * @param {{title: string, items: [string, string][]}[]} index
 * @param {(id: string) => void} go
 */
export function finder(index, go) {
  const id = uid("find");
  let hits = [];
  let at = -1;
  const input = h("input", {
    type: "search",
    role: "combobox",
    "aria-label": "Find a structure",
    "aria-autocomplete": "list",
    "aria-controls": id,
    "aria-expanded": "false",
    "data-key": "find",
    placeholder: "Find a structure …",
    autocomplete: "off",
    oninput: () => show(input.value),
    onkeydown: (event) => pressed(event),
    onblur: () => close(),
  });
  const list = h("ul", { class: "finder-list", role: "listbox", id, "aria-label": "Structures found", hidden: true });

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function choose(one) {
    input.value = one.name;
    close();
    go(one.id);
  }
  function show(typed) {
    const fit = found(index, typed);
    hits = fit.slice(0, MOST);
    const rows = hits.map((one, i) =>
      h(
        "li",
        {
          role: "option",
          id: `${id}-${i}`,
          "aria-selected": "false",
          // Before the field loses the focus, which closes the list.
          onpointerdown: (event) => {
            event.preventDefault();
            choose(one);
          },
        },
        one.name,
        h("small", {}, one.group),
      )
    );
    const none = typed.trim()
      ? [h("li", { class: "soft", role: "option", "aria-disabled": "true" }, "No such name")]
      : [];
    const more = fit.length > MOST
      ? [h("li", { class: "soft", role: "option", "aria-disabled": "true" }, `and ${fit.length - MOST} more`)]
      : [];
    list.replaceChildren(...(rows.length ? [...rows, ...more] : none));
    list.hidden = !list.children.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(hits.length ? 0 : -1);
  }
  function mark(next) {
    at = next;
    [...list.children].forEach((row, i) => row.setAttribute("aria-selected", String(i === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `${id}-${at}`);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }
  function pressed(event) {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (way && hits.length && !list.hidden) {
      event.preventDefault();
      mark((at + way + hits.length) % hits.length);
    } else if (event.key === "Enter" && at >= 0 && !list.hidden) {
      event.preventDefault();
      choose(hits[at]);
    } else if (event.key === "Escape") close();
  }
  return { node: h("div", { class: "finder" }, input, list), set: (name) => (input.value = name) };
}
