// Servers, browsers and phones of one test, cleared away at its end; when it fails, the server's log is kept with it.
import { test as plain } from '@playwright/test';
import { Phone } from './phone';
import { Sitting, type Seat } from './browser';
import { Paper } from './paper';
import { Wasl, type Person } from './wasl';

/** What a test is given. */
export interface Stage {
  /** Starts a server; without people named, everybody may sign in. */
  wasl(set?: Record<string, string>, people?: readonly Person[]): Promise<Wasl>;
  /** Opens a house on paper: the built pages, and answers the test writes. */
  paper(): Promise<Paper>;
  /** Sits somebody down at a browser. */
  sit(seat?: Seat): Promise<Sitting>;
  /** Keeps a phone until the end. */
  keep<T extends Phone>(phone: T): T;
}

export const test = plain.extend<{ stage: Stage }>({
  stage: async ({}, use, info) => {
    const houses: Wasl[] = [];
    const papers: Paper[] = [];
    const sittings: Sitting[] = [];
    const phones: Phone[] = [];
    await use({
      async wasl(set, people) {
        const house = await Wasl.start(set, people);
        houses.push(house);
        return house;
      },
      async paper() {
        const paper = await Paper.open();
        papers.push(paper);
        return paper;
      },
      async sit(seat) {
        const sitting = await Sitting.down(seat);
        sittings.push(sitting);
        return sitting;
      },
      keep(phone) {
        phones.push(phone);
        return phone;
      },
    });
    if (info.status !== info.expectedStatus) {
      for (const [n, house] of houses.entries()) await info.attach(`wasl-${n}.log`, { body: house.log, contentType: 'text/plain' });
      for (const [n, sitting] of sittings.entries()) {
        for (const page of sitting.context.pages()) {
          const body = await page.screenshot({ timeout: 5_000 }).catch(() => undefined);
          if (body) await info.attach(`page-${n}.png`, { body, contentType: 'image/png' });
        }
      }
    }
    await Promise.all(sittings.map((sitting) => sitting.end()));
    await Promise.all(phones.map((phone) => phone.hangUp()));
    await Promise.all(papers.map((paper) => paper.close()));
    await Promise.all(houses.map((house) => house.end()));
  },
});

export { expect } from '@playwright/test';
