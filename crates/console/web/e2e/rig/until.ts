// Waiting for a condition, never for a time.

/** Asks again and again until the answer is not `undefined`; then gives it. What was seen last is in the error. */
export async function until<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
  { within = 25_000, every = 100, seen }: { within?: number; every?: number; seen?: () => string } = {},
): Promise<T> {
  const deadline = Date.now() + within;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${within} ms${seen ? `; ${seen()}` : ''}`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
