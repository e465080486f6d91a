/** The outline of one side on a canvas: a bar for each pixel, from its lowest to its highest sample. */
import type { Peaks } from '../state/shapes';

/** What of the call is on the canvas, in milliseconds of its sound. */
export interface Window {
  from: number;
  to: number;
}

/** The lowest and highest sample of a stretch; `null` beyond the outline. */
export function reach(values: readonly number[], step_ms: number, { from, to }: Window): [number, number] | null {
  const first = Math.max(0, Math.floor(from / step_ms));
  const last = Math.min(values.length / 2 - 1, Math.max(first, Math.ceil(to / step_ms) - 1));
  if (first > last) return null;
  let [low, high] = [0, 0];
  for (let n = first; n <= last; n += 1) {
    low = Math.min(low, values[2 * n]!);
    high = Math.max(high, values[2 * n + 1]!);
  }
  return [low, high];
}

/** What a lane's loudest sample is taken as, so that a soft voice is seen too; a silent side stays flat. */
export function scale(values: readonly number[]): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return 1 / Math.max(most, 24);
}

/** `size` is in pixels of the page; the canvas has as many as the screen. */
export function draw(canvas: HTMLCanvasElement, size: { wide: number; tall: number }, values: readonly number[], { step_ms }: Pick<Peaks, 'step_ms'>, window: Window, colour: string): void {
  const dense = devicePixelRatio || 1;
  const [wide, tall] = [Math.round(size.wide * dense), Math.round(size.tall * dense)];
  if (wide === 0 || tall === 0) return;
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== tall) canvas.height = tall;
  const paint = canvas.getContext('2d');
  if (!paint) return;
  paint.clearRect(0, 0, wide, tall);
  paint.fillStyle = colour;
  const middle = tall / 2;
  const by = scale(values) * (middle - 1);
  const per = (window.to - window.from) / wide;
  for (let x = 0; x < wide; x += 1) {
    const found = reach(values, step_ms, { from: window.from + x * per, to: window.from + (x + 1) * per });
    if (!found) break;
    const top = middle - found[1] * by;
    paint.fillRect(x, top, 1, Math.max(dense, middle - found[0] * by - top));
  }
}
