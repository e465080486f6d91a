import { describe, expect, it, vi } from 'vitest';
import { Outbox, steps, type Shelf, type Step, type Waiting } from '../../src/apps/branch/state/outbox';
import { DeviceShelf, SureShelf } from '../../src/apps/branch/state/shelf';

const item = (id: string, more: Partial<Waiting> = {}): Waiting => ({
  id,
  by: 'sami',
  at: Number(id),
  label: id,
  visit: { id, at: 1, outcomes: [] },
  sound: null,
  handOver: null,
  done: [],
  refused: null,
  ...more,
});

/** A shelf in memory that outlives an outbox, as the device's outlives a page. */
class Memory implements Shelf {
  kept = new Map<string, Waiting>();
  all = () => Promise.resolve([...this.kept.values()]);
  put = (one: Waiting) => Promise.resolve(void this.kept.set(one.id, structuredClone(one)));
  drop = (id: string) => Promise.resolve(void this.kept.delete(id));
}

/** A house that answers with these statuses, then with 200. */
function house(...answers: number[]) {
  const got: string[] = [];
  const send = (step: Step, { id }: Waiting) => {
    const status = answers.shift() ?? 200;
    got.push(`${id} ${step} ${status}`);
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    return status === 200 ? Promise.resolve() : Promise.reject({ status, code: 'why' });
  };
  return { got, send };
}

describe('the outbox', () => {
  it('keeps what cannot be sent, and sends it once when the line is back, oldest first', async () => {
    const shelf = new Memory();
    const { got, send } = house(0);
    const outbox = new Outbox(shelf, send, () => undefined);
    await outbox.put(item('2'));
    await outbox.put(item('1'));
    await outbox.flush('sami');
    expect(got).toEqual(['1 visit 0']);
    expect(shelf.kept.size).toBe(2);
    await outbox.flush('sami');
    await outbox.flush('sami');
    expect(got).toEqual(['1 visit 0', '1 visit 200', '2 visit 200']);
    expect(shelf.kept.size).toBe(0);
  });

  it('tells that a visit is logged only when the house has it', async () => {
    const logged: string[] = [];
    const outbox = new Outbox(new Memory(), house(0, 200, 0, 200).send, () => undefined, (step, { id }) => logged.push(`${id} ${step}`));
    await outbox.put(item('1', { handOver: 'اتصلوا به' }));
    await outbox.flush('sami');
    expect(logged, 'no answer came').toEqual([]);
    await outbox.flush('sami');
    expect(logged, 'the rest waits').toEqual(['1 visit']);
    await outbox.flush('sami');
    expect(logged).toEqual(['1 visit', '1 handOver']);
  });

  it('tells a tab what another one has put or sent', async () => {
    const shelf = new Memory();
    let shown: string[] = [];
    const here = new Outbox(shelf, house().send, (items) => (shown = items.map(({ id }) => id)));
    await here.put(item('1', { by: 'huda' }));
    await new Outbox(shelf, house().send, () => undefined).put(item('2', { by: 'huda' }));
    await here.flush('sami');
    expect(shown).toEqual(['1', '2']);
    await new Outbox(shelf, house().send, () => undefined).flush('huda');
    await here.flush('sami');
    expect(shown).toEqual([]);
  });

  it('goes on after a reload with the step that was not done', async () => {
    const shelf = new Memory();
    const first = house(200, 0);
    const whole = item('1', { sound: new Blob(['x']), handOver: 'note' });
    await new Outbox(shelf, first.send, () => undefined).put(whole);
    await new Outbox(shelf, first.send, () => undefined).flush('sami');
    const second = house();
    await new Outbox(shelf, second.send, () => undefined).flush('sami');
    expect([...first.got, ...second.got]).toEqual(['1 visit 200', '1 handOver 0', '1 handOver 200', '1 sound 200']);
    expect(shelf.kept.size).toBe(0);
  });

  it('sends nothing twice when it is asked at the same time', async () => {
    const { got, send } = house();
    const outbox = new Outbox(new Memory(), send, () => undefined);
    await outbox.put(item('1'));
    await Promise.all([outbox.flush('sami'), outbox.flush('sami'), outbox.flush('sami')]);
    expect(got).toEqual(['1 visit 200']);
  });

  it('takes what is put while it sends', async () => {
    const shelf = new Memory();
    const got: string[] = [];
    const outbox: Outbox = new Outbox(
      shelf,
      async (_, { id }) => {
        got.push(id);
        if (id !== '1') return;
        await outbox.put(item('2'));
        void outbox.flush('sami');
      },
      () => undefined,
    );
    await outbox.put(item('1'));
    await outbox.flush('sami');
    expect(got).toEqual(['1', '2']);
  });

  it('sets aside what the house refuses, says why, and goes on with the next', async () => {
    const shelf = new Memory();
    const { got, send } = house(422);
    let shown: Waiting[] = [];
    const outbox = new Outbox(shelf, send, (items) => (shown = items));
    await outbox.put(item('1'));
    await outbox.put(item('2'));
    await outbox.flush('sami');
    expect(got).toEqual(['1 visit 422', '2 visit 200']);
    expect(shown.map(({ id, refused }) => [id, refused])).toEqual([['1', { status: 422, code: 'why', promise: null, step: 'visit' }]]);
    await outbox.put(item('1'));
    await outbox.flush('sami');
    expect(got.at(-1)).toBe('1 visit 200');
  });

  it('does not send in the name of another person', async () => {
    const { got, send } = house();
    const outbox = new Outbox(new Memory(), send, () => undefined);
    await outbox.put(item('1', { by: 'other' }));
    await outbox.flush('sami');
    expect(got).toEqual([]);
  });

  it.each([0, 401, 408, 429, 500, 503])('keeps what was answered %i for later', async (status) => {
    const shelf = new Memory();
    const outbox = new Outbox(shelf, house(status).send, () => undefined);
    await outbox.put(item('1'));
    await outbox.flush('sami');
    expect(shelf.kept.get('1')?.refused).toBeNull();
  });

  it('sends all words before any sound, and goes on after a recording that did not arrive', async () => {
    const shelf = new Memory();
    const { got, send } = house(200, 200, 200, 408);
    const outbox = new Outbox(shelf, send, () => undefined);
    await outbox.put(item('1', { sound: new Blob(['x']), handOver: 'note' }));
    await outbox.put(item('2', { sound: new Blob(['y']) }));
    await outbox.flush('sami');
    expect(got).toEqual(['1 visit 200', '2 visit 200', '1 handOver 200', '1 sound 408', '2 sound 200']);
    expect([...shelf.kept.keys()]).toEqual(['1']);
  });

  it('is not held up by a recording that is still on its way', async () => {
    const shelf = new Memory();
    const got: string[] = [];
    let arrive = (): void => undefined;
    const send = (step: Step, { id }: Waiting) => {
      got.push(`${id} ${step}`);
      return step === 'sound' ? new Promise<void>((done) => (arrive = done)) : Promise.resolve();
    };
    const outbox = new Outbox(shelf, send, () => undefined);
    await outbox.put(item('1', { sound: new Blob(['x']) }));
    const first = outbox.flush('sami');
    await outbox.go('words', 'sami');
    await outbox.put(item('2'));
    await outbox.go('words', 'sami');
    expect(got).toEqual(['1 visit', '1 sound', '2 visit']);
    arrive();
    await first;
    expect(shelf.kept.size).toBe(0);
  });

  it('does not let one visit the house stumbles over hold up the others', async () => {
    const { got, send } = house(500);
    const outbox = new Outbox(new Memory(), send, () => undefined);
    await outbox.put(item('1'));
    await outbox.put(item('2'));
    await outbox.flush('sami');
    expect(got).toEqual(['1 visit 500', '2 visit 200']);
  });

  it('sends the sound also where the phone was not told, and what was mended after it', async () => {
    const shelf = new Memory();
    const { got, send } = house(200, 400);
    const outbox = new Outbox(shelf, send, () => undefined);
    await outbox.put(item('1', { sound: new Blob(['x']), handOver: 'note' }));
    await outbox.flush('sami');
    expect(got).toEqual(['1 visit 200', '1 handOver 400', '1 sound 200']);
    expect(shelf.kept.get('1')?.refused).toMatchObject({ status: 400, step: 'handOver' });
    await outbox.change('1', (one) => ({ ...one, callTo: '0501234567', refused: null }));
    await outbox.flush('sami');
    expect(got.at(-1)).toBe('1 handOver 200');
    expect(shelf.kept.size).toBe(0);
  });

  it('leaves what was dropped while it was sent', async () => {
    const shelf = new Memory();
    const outbox: Outbox = new Outbox(shelf, (step) => (step === 'sound' ? outbox.drop('1') : Promise.resolve()), () => undefined);
    await outbox.put(item('1', { sound: new Blob(['x']) }));
    await outbox.flush('sami');
    expect(shelf.kept.size).toBe(0);
  });

  it('knows what is left to do', () => {
    expect(steps(item('1'))).toEqual(['visit']);
    expect(steps(item('1', { handOver: '', done: ['visit'] }))).toEqual(['handOver']);
  });
});

/** A device that keeps nothing while `broken`. */
class Device extends Memory {
  broken = true;
  constructor() {
    super();
    for (const name of ['all', 'put', 'drop'] as const) {
      const whole = this[name] as (...given: unknown[]) => Promise<unknown>;
      Object.assign(this, { [name]: (...given: unknown[]) => (this.broken ? Promise.reject(new Error('a private window')) : whole(...given)) });
    }
  }
}

describe('a device that keeps nothing', () => {
  it('sends visits all the same, straight from memory', async () => {
    let keeps: boolean | null = null;
    const shelf = new SureShelf(new Device(), (now) => (keeps = now));
    const { got, send } = house(0, 200);
    const outbox = new Outbox(shelf, send, () => undefined);
    await outbox.put(item('1'));
    expect([keeps, shelf.held]).toEqual([false, 1]);
    await outbox.flush('sami');
    expect(shelf.held, 'no answer came').toBe(1);
    await outbox.flush('sami');
    expect([got, shelf.held]).toEqual([['1 visit 0', '1 visit 200'], 0]);
  });

  it('keeps again what it holds once it can', async () => {
    const device = new Device();
    const shelf = new SureShelf(device, () => undefined);
    await shelf.put(item('1'));
    device.broken = false;
    await shelf.put(item('1', { label: 'again' }));
    expect([shelf.held, device.kept.size, (await shelf.all()).map(({ label }) => label)]).toEqual([0, 1, ['again']]);
  });
});

describe('the device', () => {
  it('that could not be opened once is opened again', async () => {
    const request = {} as { onerror?: () => void };
    const open = vi.fn(() => (setTimeout(() => request.onerror?.()), request));
    vi.stubGlobal('indexedDB', { open });
    const shelf = new DeviceShelf();
    await expect(shelf.all()).rejects.toThrow();
    await expect(shelf.all()).rejects.toThrow();
    expect(open).toHaveBeenCalledTimes(2);
    vi.unstubAllGlobals();
  });
});
