// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import Privacy from '../../src/apps/branch/parts/Privacy.svelte';
import { air } from '../../src/apps/branch/state/air.svelte';
import { w } from '../../src/apps/branch/words';
import { SoundRecorder } from '../../src/lib/sound/recorder.svelte';

afterEach(cleanup);

describe('the cover', () => {
  it('hides no recording: it is seen and can be stopped', () => {
    const recorder = new SoundRecorder(60_000);
    recorder.state = 'recording';
    let stopped = 0;
    recorder.stop = () => void stopped++;
    const leave = air.show(recorder);
    const { getByRole, getByText } = render(Privacy, { uncover: () => undefined });
    expect(getByRole('status', { hidden: true }).textContent).toContain('●');
    getByText(w.record.stop).click();
    expect(stopped).toBe(1);
    leave();
    cleanup();
    expect(render(Privacy, { uncover: () => undefined }).queryByText(w.record.stop)).toBeNull();
  });
});
