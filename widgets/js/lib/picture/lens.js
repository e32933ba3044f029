// Nearer and farther, and to the side: with the buttons, by dragging, with Ctrl and the wheel, or with + and −.
import { h } from "../dom.js";

const STEP = 1.4;
const NEAREST = 12; // times

/**
 * The part that is seen after a step nearer or farther, about a point that stays where it is.
 * @param {number[]} box  left, top, width, height
 * @param {number} factor
 * @param {[number, number]} about
 * @param {number[]} bounds
 */
export function nearer([x, y, w, tall], factor, [ax, ay], bounds) {
  const most = Math.max(bounds[2] / w, bounds[3] / tall, 1);
  const least = Math.max(bounds[2], bounds[3]) / NEAREST / Math.max(w, tall);
  const k = Math.min(most, Math.max(Math.min(1, least), 1 / factor));
  return within([ax - (ax - x) * k, ay - (ay - y) * k, w * k, tall * k], bounds);
}

/**
 * Moved back so that its middle lies within the bounds.
 * @param {number[]} box
 * @param {number[]} bounds
 */
export function within([x, y, w, tall], [left, top, wide, high]) {
  const clamp = (at, from, to) => Math.min(to, Math.max(from, at));
  return [
    clamp(x + w / 2, left, left + wide) - w / 2,
    clamp(y + tall / 2, top, top + high) - tall / 2,
    w,
    tall,
  ];
}

export class Lens {
  /**
   * @param {import("./plate.js").Plate} plate
   * @param {number[]} bounds
   */
  constructor(plate, bounds) {
    this.plate = plate;
    this.bounds = bounds;
    this.home = plate.box;
    this.dragged = false;
    plate.svg.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    plate.svg.addEventListener("pointerdown", (event) => this.grab(event));
  }

  /** @param {number} factor */
  step(factor, about) {
    const [x, y, w, tall] = this.plate.box;
    this.to(nearer(this.plate.box, factor, about ?? [x + w / 2, y + tall / 2], this.bounds));
  }
  to(box) {
    this.plate.setBox(box);
    this.plate.svg.classList.toggle("is-near", box[2] < this.bounds[2] * 0.98);
  }
  pressed(key) {
    if (key === "+" || key === "=") this.step(STEP);
    else if (key === "-") this.step(1 / STEP);
    else if (key === "0") this.to(this.home);
    else return false;
    return true;
  }

  /** Where on the body the pointer is. */
  at(event) {
    const point = new DOMPoint(event.clientX, event.clientY);
    const { x, y } = point.matrixTransform(this.plate.svg.getScreenCTM().inverse());
    return /** @type {[number, number]} */ ([x, y]);
  }
  // The wheel alone scrolls the page.
  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.step(event.deltaY < 0 ? 1.15 : 1 / 1.15, this.at(event));
  }
  grab(event) {
    this.dragged = false;
    if (event.button) return;
    const [x0, y0] = [event.clientX, event.clientY];
    const { box, scale, svg } = this.plate;
    const follow = (moved) => {
      const [dx, dy] = [moved.clientX - x0, moved.clientY - y0];
      // What the view uses itself, as a section does for its probe, it has prevented.
      if (event.defaultPrevented || (!this.dragged && Math.hypot(dx, dy) < 5)) return;
      this.dragged = this.plate.moving = true;
      this.to(within([box[0] - dx / scale, box[1] - dy / scale, box[2], box[3]], this.bounds));
    };
    const drop = () => {
      globalThis.removeEventListener("pointermove", follow);
      for (const end of ["pointerup", "pointercancel"]) globalThis.removeEventListener(end, drop);
      if (!this.plate.moving) return;
      this.plate.moving = false;
      if (svg.isConnected) this.plate.fit();
    };
    globalThis.addEventListener("pointermove", follow);
    for (const end of ["pointerup", "pointercancel"]) globalThis.addEventListener(end, drop);
  }
}

/**
 * The two buttons.
 * @param {() => import("./plate.js").Plate} plate  the one that is shown
 */
export function lensButtons(plate) {
  const button = (sign, name, factor) =>
    h("button", {
      type: "button",
      "data-key": factor > 1 ? "nearer" : "farther",
      "aria-label": name,
      title: name,
      onclick: () => plate().lens.step(factor),
    }, sign);
  return h(
    "span",
    { class: "lens", role: "group", "aria-label": "Size of the picture" },
    button("−", "Farther away", 1 / STEP),
    button("+", "Nearer", STEP),
  );
}
