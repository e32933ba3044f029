// Triangles of some parts of the leg, as plotly wants them. Nothing here touches the page.

/**
 * @typedef {object} Part
 * @property {string} id
 * @property {string} label
 * @property {string} structure
 * @property {string} layer
 * @property {number} start  its first corner
 * @property {number} count  of its corners
 * @property {[number, number]} fine  its first triangle, and how many
 * @property {[number, number]} coarse
 */

/** Numbers of the machine's own kind from the bytes that Python sent. */
export function numbers(kind, view) {
  return new kind(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

export class Mesh {
  /**
   * @param {{fine: Int32Array, coarse: Int32Array}} triangles  the first corners of all, then the second, then the third
   * @param {Float32Array} shades  one for each corner
   * @param {Float32Array} places  x of every corner, then y, then z
   */
  constructor(triangles, shades, places) {
    this.triangles = triangles;
    this.shades = shades;
    this.places = places;
    this.known = new Map();
  }

  /** The triangles of these parts, kept for the next time. */
  shape(parts, detail) {
    const key = `${detail} ${parts.map((part) => part.id).join(" ")}`;
    if (!this.known.has(key)) this.known.set(key, this.faces(parts, detail));
    return this.known.get(key);
  }

  /**
   * Triangles of some parts, and which of their corners those use: the coarse ones need a third of them.
   * @param {Part[]} parts
   * @param {"fine" | "coarse"} detail
   */
  faces(parts, detail) {
    const all = this.triangles[detail];
    const total = all.length / 3;
    const kept = [];
    const number = new Int32Array(this.shades.length).fill(-1);
    const count = parts.reduce((sum, part) => sum + part[detail][1], 0);
    const out = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
    let at = 0;
    for (const part of parts) {
      const [first, some] = part[detail];
      for (let t = first; t < first + some; t += 1) {
        for (let c = 0; c < 3; c += 1) {
          const corner = all[c * total + t];
          if (number[corner] < 0) number[corner] = kept.push(corner) - 1;
          out[c][at] = number[corner];
        }
        at += 1;
      }
    }
    const [i, j, k] = out;
    const kind = Int32Array.from(kept);
    return { kept: kind, i, j, k, intensity: Float32Array.from(kind, (corner) => this.shades[corner]) };
  }

  /** Where the corners of a shape are now, along one axis. */
  axis({ kept }, i) {
    const out = new Float32Array(kept.length);
    const from = i * this.shades.length;
    for (let n = 0; n < kept.length; n += 1) out[n] = this.places[from + kept[n]];
    return out;
  }
}
