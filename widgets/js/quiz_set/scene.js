// The picture that a question asks about. Kept while the question stays: drawing anew would lose the place of somebody
// who moves by keyboard.
import { h } from "../lib/dom.js";
import { axial } from "../lib/picture/axial.js";
import { drawPicture } from "../lib/picture/plate.js";

export class Scene {
  /** @param {HTMLElement} live */
  constructor(live) {
    this.live = live;
    this.key = null;
    /** @type {import("../lib/picture/plate.js").Plate | null} */
    this.plate = null;
    this.say = (_text) => {};
  }

  draw(data, view, draft) {
    if (!data.shapes) return null;
    const said = h("p", { class: "spot" });
    const tell = () => {
      said.textContent = told(data, view, draft);
    };
    if (this.key !== data.key) this.renew(data, view, draft);
    this.say = (text) => {
      said.textContent = text;
      if (!text) tell();
    };
    tell();
    const caption = h("figcaption", { class: "visually-hidden" }, data.text);
    return h("figure", { class: `scene${data.pick ? " can-pick" : ""}` }, this.plate.svg, caption, said);
  }

  renew(data, view, draft) {
    this.destroy();
    const { right = [], chosen = [] } = view.verdict?.spots ?? {};
    const wrong = chosen.filter((id) => !right.includes(id));
    const pick = (shape) => {
      draft.spot = shape.id;
      this.plate.highlight(shape.id);
      this.say("");
      this.live.textContent = `Chosen: ${shape.kind}, ${shape.where}`;
    };
    this.plate = drawPicture(data, {
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
        if (data.named) this.say(`${shape.name}.`);
      },
      onLeave: () => {
        if (data.named) this.say("");
      },
      onPick: data.pick && !data.named ? pick : undefined,
    });
    if (data.level) axial(this.plate, data);
    this.plate.highlight([...data.mark, ...right, ...(draft.spot ? [draft.spot] : [])]);
    this.key = data.key;
  }

  destroy() {
    this.plate?.destroy();
  }
}

function told(data, view, draft) {
  if (!data.pick) return data.named ? "Point at a structure for its name." : "";
  if (view.question.spot) return `You chose: ${view.question.spot}.`;
  const shape = data.shapes.find((one) => one.id === draft.spot);
  if (shape) return `Chosen: ${shape.kind}, ${shape.where}.`;
  return "Click a structure, or move with the arrow keys and choose with Enter.";
}
