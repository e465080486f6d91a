/** Follows the address bar without loading the page anew. */
import { address, placeOf, type Place } from './place';

class Router {
  place = $state.raw<Place>(placeOf(location.pathname, location.search));

  constructor() {
    addEventListener('popstate', () => this.#look());
  }

  go(place: Partial<Place>, { instead = false } = {}): void {
    history[instead ? 'replaceState' : 'pushState'](null, '', address(place));
    this.#look();
    if (instead) return;
    scrollTo(0, 0);
    document.getElementById('main')?.focus();
  }

  /** For links: follows them here, and leaves new tabs to the browser. */
  follow = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    const { pathname, search } = new URL((event.currentTarget as HTMLAnchorElement).href);
    this.go(placeOf(pathname, search));
  };

  #look(): void {
    this.place = placeOf(location.pathname, location.search);
  }
}

export const router = new Router();
