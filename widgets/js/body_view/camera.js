// Where the eye is, and how much it sees. Nothing here touches the page.

export const EYES = { posterior: [-1, 0, 0], medial: [0, 0, -1], lateral: [0, 0, 1], anterior: [1, 0, 0] };
const SPAN = { knee: 330, leg: 1080 }; // millimetres from top to bottom of the picture

/** From the middle of the picture to the eye of a fixed view. */
export function eyeOf(view, left) {
  const [x, y, z] = EYES[view] ?? EYES.posterior;
  return { x: 4 * x, y: 4 * y, z: 4 * z * (left ? -1 : 1) };
}

/**
 * Proportions of the scene and what lies in the middle of it.
 * @param {{low: number[], high: number[], knee: number[]}} scene  in millimetres
 * @param {"knee" | "leg"} frame
 * @param {number} zoom
 */
export function framing({ low, high, knee }, frame, zoom) {
  const size = high.map((one, i) => one - low[i]);
  const span = SPAN[frame] / zoom;
  const ratio = size.map((one) => (one / span) * 2);
  const middle = frame === "leg" ? [knee[0] - 60, (low[1] + high[1]) / 2, knee[2]] : knee;
  const [x, y, z] = middle.map((one, i) => ((one - low[i]) / size[i] - 0.5) * ratio[i]);
  return { aspect: { x: ratio[0], y: ratio[1], z: ratio[2] }, center: { x, y, z } };
}

export function camera(eye, center) {
  return {
    projection: { type: "orthographic" },
    up: { x: 0, y: 1, z: 0 },
    center,
    eye: { x: eye.x + center.x, y: eye.y + center.y, z: eye.z + center.z },
  };
}

/** The eye after a turn of so many degrees across and up; it never passes over the pole. */
export function turned({ x, y, z }, across, up) {
  const far = Math.hypot(x, y, z);
  const round = Math.atan2(z, x) + (across * Math.PI) / 180;
  const high = Math.max(-1.4, Math.min(1.4, Math.asin(y / far) + (up * Math.PI) / 180));
  return {
    x: far * Math.cos(high) * Math.cos(round),
    y: far * Math.sin(high),
    z: far * Math.cos(high) * Math.sin(round),
  };
}
