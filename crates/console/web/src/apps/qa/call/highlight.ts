/** Marks places of a text without touching its elements (CSS Custom Highlight API); where there is none, nothing is marked. */
export const HITS = 'hits';
export const HIT_NOW = 'hit-now';

/** A stretch of an element's text, by UTF-16 units. */
export function rangeOf(element: Element | null, start: number, end: number): Range | null {
  if (!element) return null;
  const range = document.createRange();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let passed = 0;
  let begun = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.nodeValue?.length ?? 0;
    if (!begun && start < passed + length) {
      range.setStart(node, start - passed);
      begun = true;
    }
    if (begun && end <= passed + length) {
      range.setEnd(node, end - passed);
      return range;
    }
    passed += length;
  }
  return null;
}

export function light(name: string, ranges: readonly (Range | null)[]): void {
  if (typeof Highlight === 'undefined') return;
  const there = ranges.filter((range) => range !== null);
  if (there.length === 0) CSS.highlights.delete(name);
  else CSS.highlights.set(name, new Highlight(...there));
}
