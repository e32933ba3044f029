// Where names and numbers stand beside a picture. Nothing here touches the page: lengths come from outside.

/**
 * @typedef {object} Label
 * @property {string} id
 * @property {[number, number]} at  what it points at
 * @property {string[]} lines
 * @property {number} tall  room that it takes, from top to bottom
 * @property {number} want  where its middle would like to be
 * @property {number} [y]  its top, once it has a place
 */

/** @param {string} text */
export const wordsOf = (text) => text.split(/(?<=[–-])|\s+/);

/**
 * A name in lines that fit; where it takes two, they are as alike as can be.
 * @param {string} text
 * @param {number} room
 * @param {(text: string) => number} lengthOf
 */
export function wrap(text, room, lengthOf) {
  const lines = [];
  for (const word of wordsOf(text)) {
    const last = lines[lines.length - 1];
    const joined = last === undefined ? word : /[–-]$/.test(last) ? last + word : `${last} ${word}`;
    if (last !== undefined && lengthOf(joined) <= room) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  const words = text.split(" ");
  if (lines.length !== 2 || lines[0].endsWith("–")) return lines;
  const splits = words.slice(1).map((_, i) => [words.slice(0, i + 1).join(" "), words.slice(i + 1).join(" ")]);
  /** @param {string[]} two */
  const uneven = (two) => Math.abs(two[0].length - two[1].length);
  return splits.reduce((best, one) => (uneven(one) < uneven(best) ? one : best));
}

/**
 * As near to where each wants to be as can be without overlapping: neighbours that clash move as one block.
 * @param {Label[]} list  from top to bottom
 * @param {number} top
 * @param {number} bottom
 */
export function spread(list, top, bottom) {
  const blocks = [];
  for (const one of list) {
    blocks.push({ items: [one], tall: one.tall, want: one.want - one.tall / 2 });
    while (blocks.length > 1) {
      const [a, b] = blocks.slice(-2);
      if (Math.max(top, a.want) + a.tall <= b.want) break;
      const items = [...a.items, ...b.items];
      const tall = a.tall + b.tall;
      let sum = 0;
      let down = 0;
      for (const item of items) {
        sum += item.want - item.tall / 2 - down;
        down += item.tall;
      }
      blocks.splice(-2, 2, { items, tall, want: Math.max(top, Math.min(bottom - tall, sum / items.length)) });
    }
  }
  for (const block of blocks) {
    let y = Math.max(top, Math.min(bottom - block.tall, block.want));
    for (const item of block.items) {
      item.y = y;
      y += item.tall;
    }
  }
  let foot = bottom;
  for (const one of [...list].reverse()) {
    one.y = Math.min(one.y, foot - one.tall);
    foot = one.y;
  }
}

const turn = (p, q, r) => (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);

/** Whether the line from a to b meets the one from c to d. */
export function crosses(a, b, c, d) {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

/**
 * One column: spread, then neighbours change places where their leaders would cross.
 * @param {Label[]} list
 * @param {number} top
 * @param {number} bottom
 * @param {number} edge  where leaders start, across
 */
export function arrange(list, top, bottom, edge) {
  list.sort((a, b) => a.want - b.want);
  spread(list, top, bottom);
  for (let pass = 0; pass < list.length; pass += 1) {
    let moved = false;
    for (let i = 0; i + 1 < list.length; i += 1) {
      const [a, b] = [list[i], list[i + 1]];
      if (!crosses([edge, a.y + a.tall / 2], a.at, [edge, b.y + b.tall / 2], b.at)) continue;
      list.splice(i, 2, b, a);
      let y = a.y;
      for (const one of [b, a]) {
        one.y = y;
        y += one.tall;
      }
      moved = true;
    }
    if (!moved) break;
  }
}

const heightOf = (list) => list.reduce((total, one) => total + one.tall, 0);

/**
 * Two columns about as full, and no fuller than the picture is tall; what does not fit is left out.
 * @param {Label[]} all
 * @param {number} middle  of the picture, across
 * @param {number} tall
 * @param {number} size  of the letters
 * @returns {[Label[], Label[]]}
 */
export function columns(all, middle, tall, size) {
  const sorted = [...all].sort((a, b) => a.at[0] - b.at[0]);
  const left = sorted.filter((one) => one.at[0] < middle);
  const right = sorted.filter((one) => one.at[0] >= middle);
  const balance = (from, to, take) => {
    while (from.length && (heightOf(from) > tall || heightOf(from) > 1.6 * heightOf(to) + 4 * size)) {
      to.push(take(from));
    }
  };
  balance(left, right, (list) => list.pop());
  balance(right, left, (list) => list.shift());
  for (const list of [left, right]) while (heightOf(list) > tall) list.pop();
  return [left, right];
}

/**
 * Numbers that would overlap push each other apart, and stay in the frame.
 * @param {{x: number, y: number}[]} list
 * @param {number} r
 * @param {number[]} frame  left, top, width, height
 */
export function pushApart(list, r, [left, top, wide, tall]) {
  for (let turn = 0; turn < 60; turn += 1) {
    list.forEach((a, i) =>
      list.slice(i + 1).forEach((b) => {
        const [dx, dy] = [b.x - a.x || 0.01, b.y - a.y || 0.01];
        const d = Math.hypot(dx, dy);
        if (d >= 2.3 * r) return;
        const push = (2.3 * r - d) / 2 / d;
        a.x -= dx * push;
        a.y -= dy * push;
        b.x += dx * push;
        b.y += dy * push;
      })
    );
    for (const one of list) {
      one.x = Math.min(left + wide - 1.2 * r, Math.max(left + 1.2 * r, one.x));
      one.y = Math.min(top + tall - 1.2 * r, Math.max(top + 1.2 * r, one.y));
    }
  }
}
