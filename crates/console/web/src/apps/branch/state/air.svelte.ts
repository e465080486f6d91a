/** The recorder of the visit that is being written: what it hears is shown wherever one looks. */
import type { SoundRecorder } from '$lib/sound/recorder.svelte';

class Air {
  recorder = $state.raw<SoundRecorder | null>(null);

  /** Shows that one; gives the way to end that. */
  show(recorder: SoundRecorder): () => void {
    this.recorder = recorder;
    return () => {
      if (this.recorder === recorder) this.recorder = null;
    };
  }
}

export const air = new Air();
