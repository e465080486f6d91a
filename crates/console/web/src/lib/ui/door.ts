/** The sign-in page, which comes back to where one is. */
export function signInHere(): string {
  return `/?to=${encodeURIComponent(location.pathname + location.search)}`;
}
