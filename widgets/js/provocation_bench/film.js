// A test's move, from step to step, as fast as the poses come.
const SECONDS = 1.8;
const PAUSE = 0.7; // between two steps

/**
 * Where the film is after so many seconds: the step, and the share of the way to the next, eased at both ends. Null
 * where it is over.
 * @param {number} seconds
 * @param {number} moves
 */
export function frameAt(seconds, moves) {
  const past = seconds / (SECONDS + PAUSE);
  const step = Math.floor(past);
  if (step >= moves) return null;
  const share = Math.min(1, (past - step) * (SECONDS + PAUSE) / SECONDS);
  return { step, share: share * share * (3 - 2 * share) };
}

export class Film {
  constructor() {
    this.ticket = 0;
    this.calm = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches;
  }

  stop() {
    this.ticket += 1;
  }

  /**
   * @param {number} moves
   * @param {{alive: () => boolean, show: (frame: {step: number, share: number}) => void, end: () => void}} hand
   */
  play(moves, { alive, show, end }) {
    this.stop();
    if (this.calm) {
      end();
      return;
    }
    const { ticket } = this;
    const start = performance.now();
    const tick = (time) => {
      if (ticket !== this.ticket || !alive()) return;
      const frame = frameAt(Math.max(0, time - start) / 1000, moves);
      if (!frame) {
        end();
        return;
      }
      show(frame);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }
}
