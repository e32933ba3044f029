// Where a text holds words of the glossary. Pure.

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/['’]/g, "['’]");

/**
 * What finds the words of the glossary: the longest first, so that "deep vein thrombosis" is not "vein".
 * @param {{term: string, forms: string[]}[]} entries
 * @returns {(text: string) => {at: number, word: string, entry: any}[]}
 */
export function finder(entries) {
  const known = new Map();
  for (const entry of entries) {
    for (const form of entry.forms) known.set(form.toLowerCase().replace("'", "’"), entry);
  }
  const forms = [...known.keys()].sort((one, other) => other.length - one.length);
  if (!forms.length) return () => [];
  const words = new RegExp(`(?<![\\p{L}\\p{N}-])(${forms.map(escaped).join("|")})(s?)(?![\\p{L}\\p{N}-])`, "giu");
  return (text) =>
    [...text.matchAll(words)].map((found) => ({
      at: found.index,
      word: found[0],
      entry: known.get(found[1].toLowerCase().replace("'", "’")),
    }));
}
