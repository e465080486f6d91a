// A ledger of promises, and how soon callers reached a person, held in memory as the house would hold them.
import { Paper } from './paper';
import { CALL } from './talk';

type Any = Record<string, unknown>;
const HOUR_MS = 3_600_000;
const STANDS = ['suggested', 'open', 'overdue', 'kept', 'partly_kept', 'broken'];

const standOf = (one: Any) => (one.state === 'open' && one.due !== null && (one.due as number) < Date.now() ? 'overdue' : String(one.state));

/** Promises of every stand, of the phone and of branches, in the ledger's order. */
export function writeLedger(paper: Paper, { role = 'qa' }: { role?: string } = {}): Any[] {
  const now = Date.now();
  const one = (id: string, state: string, what: string, more: Any = {}): Any => ({
    id, state, what, due: null, branch: null, keeper: 'phone', customer: null, name: null, made_in: [CALL, { start: 21_000, end: 24_000 }], made_at: now - 5 * 24 * HOUR_MS,
    agent: 'noura', utterance: null, number: null, callback: null, closed_at: null, owner: null, ...more,
  });
  const items = [
    one('p1', 'open', 'يرجع المبلغ لحسابه يوم الأحد', { due: now - 50 * HOUR_MS, branch: 'العليا', keeper: 'branch', customer: 'u1', name: 'سعود الشريف', number: '+966501234567' }),
    one('p2', 'open', 'callback', { due: now - 2 * HOUR_MS, agent: null, callback: 'complaints', number: '+966550000009' }),
    one('p3', 'open', 'We call you back before Thursday', { due: now + 30 * HOUR_MS, agent: 'omar', owner: 'salem', customer: 'u3', name: 'Layla Haddad' }),
    one('p4', 'open', 'نراجع الرسوم ونخبره', { number: '+966550000004' }),
    one('p5', 'suggested', 'نسلمك البطاقة بكرة', { due: now + 20 * HOUR_MS, made_in: null, agent: 'reem', branch: 'العليا', keeper: 'branch', customer: 'u1', name: 'سعود الشريف' }),
    one('p6', 'kept', 'يصله كشف الحساب على بريده', { due: now - 90 * HOUR_MS, closed_at: now - 95 * HOUR_MS, customer: 'u2', name: 'أم خالد' }),
    one('p7', 'partly_kept', 'يُعفى من الرسمين', { branch: 'الملز', keeper: 'branch', closed_at: now - 120 * HOUR_MS, number: '+966550000005' }),
    one('p8', 'broken', 'تنتظره موظفة عند باب الفرع', { branch: 'الملز', keeper: 'branch', due: now - 200 * HOUR_MS, closed_at: now - 199 * HOUR_MS, agent: 'sara', customer: 'u2', name: 'أم خالد' }),
  ];
  paper.on('GET', '/api/v1/me', () => ({ name: 'mona', display_name: 'منى', role, agent: false, csrf: 'paper', branch: role === 'branch' ? 'العليا' : null }));
  const narrowed = (query: URLSearchParams) =>
    items.filter((one) => (['branch', 'agent', 'owner', 'keeper', 'customer'] as const).every((name) => !query.get(name) || one[name] === query.get(name)))
      .filter(({ due }) => (!query.get('due_before') || (due !== null && (due as number) < Number(query.get('due_before')))) && (!query.get('due_from') || (due !== null && (due as number) >= Number(query.get('due_from')))));
  paper.on('GET', '/api/v1/promises', ({ query }) => {
    const late = query.get('overdue');
    const fits = narrowed(query).filter((one) => (!query.get('state') || one.state === query.get('state')) && (late === null || (standOf(one) === 'overdue') === (late === 'true')));
    const from = query.get('after') ? fits.findIndex(({ id }) => id === query.get('after')) + 1 : 0;
    return { items: fits.slice(from, from + 6), next: fits.length > from + 6 ? fits[from + 5]!.id : null };
  });
  paper.on('GET', '/api/v1/promises/counts', ({ query }) => Object.fromEntries(STANDS.map((stand) => [stand, narrowed(query).filter((one) => standOf(one) === stand).length])));
  paper.on('GET', '/api/v1/branches', () => [{ id: 'العليا', names: ['العليا', 'Olaya'] }, { id: 'الملز', names: ['الملز'] }]);
  const known = [['u1', 'سعود الشريف', '+966501234567'], ['u2', 'أم خالد', '+966550000002'], ['u3', 'Layla Haddad', '+966550000003']].map(([id, name, number]) => ({ id, name, numbers: [number], city: null, language: null, occasion: null }));
  paper.on('GET', '/api/v1/customers', ({ query }) => ({ items: known.filter(({ name, numbers }) => name!.includes(query.get('query') ?? '') || numbers[0]!.includes(query.get('query') ?? '')), next: null }));
  paper.on('GET', '/api/v1/people', () => [['mona', 'منى', 'qa'], ['salem', 'سالم', 'supervisor'], ['noura', 'نورة', 'agent'], ['omar', 'Omar', 'agent'], ['sara', 'سارة', 'agent'], ['reem', 'ريم', 'branch']].map(([name, display_name, role]) => ({ name, display_name, role })));
  return items;
}

/** Thirty days in which most reached a person in time, and some days on which they did not. */
export function writeAccess(paper: Paper): void {
  const fared = (wanted: number, within_goal_pct: number, max_ms: number): Any => {
    const reached = Math.min(wanted, Math.ceil((wanted * (within_goal_pct + 3)) / 100));
    const promised = Math.floor((wanted - reached) / 2);
    return { wanted, reached, promised, lost: wanted - reached - promised, asked_twice: Math.floor(wanted / 40), within_goal_pct, goal_met: within_goal_pct >= 95, wait_p50_ms: 41_000, wait_p80_ms: 96_000, wait_p95_ms: Math.round(max_ms / 2), wait_max_ms: max_ms };
  };
  paper.on('GET', '/api/v1/reports/human-access', ({ query }) => {
    const days = Number(query.get('days') ?? 30);
    if (days === 7) return { calls: 0, served_by_machine: 0, gave_up: 0, all: fared(0, 0, 0), by_cause: {}, by_day: {} };
    const by_day = Object.fromEntries(Array.from({ length: days }, (_, n) => [new Date(Date.UTC(2026, 9, 30 + n)).toISOString().slice(0, 10), fared(40 + ((n * 7) % 60), n % 7 === 4 ? 71.4 : 90 + ((n * 13) % 100) / 10, 150_000 + n * 9_000)]).filter((_, n) => n % 7 !== 5));
    const by_cause = { asked: fared(612, 96.1, 300_000), flow: fared(404, 93.2, 420_000), mood: fared(118, 97.4, 160_000), emergency: fared(9, 100, 31_000), straight: fared(77, 90.9, 380_000) };
    return { calls: 1_904, served_by_machine: 511, gave_up: 173, all: fared(1_220, 93.7, 512_000), by_cause, by_day };
  });
}
