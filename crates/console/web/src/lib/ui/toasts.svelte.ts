/** Short messages at the foot of the page; one with an undo stays 8 s. */
export type Toast = { id: number; text: string; tone: 'plain' | 'fault'; undo?: () => void };

const STAYS_MS = { plain: 5000, fault: 8000, undo: 8000 };
/** Drop rule: the oldest goes first. */
const MOST = 4;

class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #last = 0;

  /** Gives its id, for what is to be taken back early. */
  show(text: string, more: { tone?: Toast['tone']; undo?: () => void } = {}): number {
    const toast: Toast = { id: ++this.#last, text, tone: more.tone ?? 'plain', ...(more.undo ? { undo: more.undo } : {}) };
    this.list = [...this.list, toast].slice(-MOST);
    setTimeout(() => this.drop(toast.id), more.undo ? STAYS_MS.undo : STAYS_MS[toast.tone]);
    return toast.id;
  }

  fault(text: string): void {
    this.show(text, { tone: 'fault' });
  }

  drop(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
