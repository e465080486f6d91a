/** Each side of the recording louder, softer or silent. Nothing is put between the file and the ears before it is asked for. */
export type Side = 'caller' | 'agent';

export class Mixer {
  #context: AudioContext | null = null;
  #gains: Record<Side, GainNode> | null = null;

  constructor(private readonly audio: HTMLMediaElement) {}

  /** 0 is silent, 1 is as recorded. */
  set(caller: number, agent: number): void {
    const gains = (this.#gains ??= this.#wire());
    gains.caller.gain.value = caller;
    gains.agent.gain.value = agent;
    void this.#context?.resume();
  }

  end(): void {
    void this.#context?.close();
    this.#context = this.#gains = null;
  }

  /** Caller on the first channel, agent on the second, as they were recorded. */
  #wire(): Record<Side, GainNode> {
    const context = (this.#context = new AudioContext());
    const apart = new ChannelSplitterNode(context, { numberOfOutputs: 2 });
    const together = new ChannelMergerNode(context, { numberOfInputs: 2 });
    const gains = { caller: new GainNode(context), agent: new GainNode(context) };
    context.createMediaElementSource(this.audio).connect(apart);
    apart.connect(gains.caller, 0).connect(together, 0, 0);
    apart.connect(gains.agent, 1).connect(together, 0, 1);
    together.connect(context.destination);
    return gains;
  }
}
