// The clock of an examination: it counts between two words from Python, which knows the true time.
import { h } from "../lib/dom.js";

/** Seconds that are left when somebody is told. */
export const WARNINGS = [300, 60];

/** 3725 → '1:02:05', 59.2 → '0:59'. */
export function inClock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** The warning that a step of the clock passes, or null. */
export const passed = (before, now) => WARNINGS.findLast((at) => before > at && now <= at && now > 0) ?? null;

export class Clock {
  /**
   * @param {HTMLElement} live  where a warning is said
   * @param {() => void} over  called once when no time is left
   */
  constructor(live, over) {
    this.live = live;
    this.over = over;
    this.hidden = false;
    this.timer = null;
    this.left = 0;
    this.time = h("span", { class: "time", role: "timer", "aria-live": "off" });
    this.button = h("button", { type: "button", class: "link", "data-key": "clock", onclick: () => this.hide() });
    this.node = h("p", { class: "clock" }, this.time, this.button);
  }

  set(view) {
    if (view.phase !== "open") {
      this.stop();
      return;
    }
    this.ends = performance.now() + 1000 * view.left;
    this.done = view.left <= 0;
    this.pass(view.left);
    if (this.timer === null) this.timer = setInterval(() => this.tick(), 250);
    this.draw();
  }

  tick() {
    const now = (this.ends - performance.now()) / 1000;
    this.pass(now);
    this.draw();
    if (now <= 0 && !this.done) {
      this.done = true;
      this.over();
    }
  }

  pass(now) {
    const warning = passed(this.left, now);
    this.left = now;
    if (warning) this.live.textContent = warning === 60 ? "One minute is left." : `${warning / 60} minutes are left.`;
  }

  draw() {
    const few = this.left <= WARNINGS[1] ? "last" : this.left <= WARNINGS[0] ? "few" : "";
    const text = !this.hidden
      ? `${inClock(this.left)} left`
      : few === "last"
      ? "Less than a minute left"
      : few
      ? "Less than 5 minutes left"
      : "Clock hidden";
    if (this.time.textContent !== text) this.time.textContent = text;
    this.node.className = `clock ${few ? `is-${few}` : ""}`;
    this.button.textContent = this.hidden ? "Show clock" : "Hide clock";
  }

  hide() {
    this.hidden = !this.hidden;
    this.draw();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
  }
}
