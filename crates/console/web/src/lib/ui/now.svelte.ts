import { skewMs } from '../api/http';

/** The house's time of now, once a second, for everything that counts on screen. */
class Now {
  ms = $state(Date.now() + skewMs());

  constructor() {
    setInterval(() => (this.ms = Date.now() + skewMs()), 1000);
  }
}

export const now = new Now();
