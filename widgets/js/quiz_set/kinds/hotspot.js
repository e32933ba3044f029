// A place in the picture, which is chosen there (see ../scene.js); the places asked about come with the verdict.
import { rows } from "./choice.js";

export function begin({ verdict }) {
  const chosen = (verdict?.rows ?? []).flatMap((row, i) => (row.chosen ? [i] : []));
  return { spot: null, chosen: new Set(chosen) };
}

export const answer = (_, draft) => draft.spot ?? null;

export const draw = (view, draft) => rows(view, draft, "The places asked about");
