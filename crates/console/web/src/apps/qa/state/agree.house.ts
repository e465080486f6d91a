/** What the pages of promises, of phone and branch, of silent customers and of reports ask the house. */
import { outreach as house } from '$lib/api/house';
import { ask, path } from '$lib/api/http';
import type { AccessReport, Id, PromiseCounts, PromiseShown } from '$lib/api/wire';
import type { Calibration, Executive, Finding, Gaps, Judging, OutreachReport, Silent, WholeFinding } from './agree';

const FINDINGS = '/api/v1/consistency';
const SILENT = '/api/v1/silent-customers';

export interface Page<T> {
  items: T[];
  next: string | null;
}

export const findings = (query: URLSearchParams) => ask<Page<Finding>>('GET', `${FINDINGS}?${query}`);
export const finding = (id: Id) => ask<WholeFinding>('GET', path`/api/v1/consistency/${id}`);
export const judge = (id: Id, { verdict, reason, phone, branch, note }: Judging) =>
  ask<Finding>('POST', path`/api/v1/consistency/${id}/verdict`, { verdict, reason, phone, branch, note: note.trim() === '' ? null : note.trim() });
export const askBranch = (id: Id, branch: string | null, text: string, due_ms: number) =>
  ask<Finding>('POST', path`/api/v1/consistency/${id}/ask`, { ...(branch ? { branch } : {}), text, due_ms });
export const answerFinding = (id: Id, text: string) => ask<Finding>('POST', path`/api/v1/consistency/${id}/answer`, { text });
export const closeFinding = (id: Id, lesson: string) => ask<Finding>('POST', path`/api/v1/consistency/${id}/close`, { lesson });

/** The ledger, page by page, and how many of it stand how. */
export const promisesListed = (query: URLSearchParams) => ask<Page<PromiseShown>>('GET', `/api/v1/promises?${query}`);
export const promiseCounts = (query: URLSearchParams) => ask<PromiseCounts>('GET', `/api/v1/promises/counts?${query}`);

export const silent = (query: URLSearchParams) => ask<Page<Silent>>('GET', `${SILENT}?${query}`);
export const assign = (id: Id, user: string | null) => ask<Silent>('POST', path`/api/v1/silent-customers/${id}/assign`, { user });
export const tellOutcome = house.tell;

export const gaps = (days: number) => ask<Gaps>('GET', path`/api/v1/reports/gaps?days=${days}`);
export const calibration = (form: string) => ask<Calibration>('GET', path`/api/v1/reports/calibration?form=${form}`);
export const outreach = (days: number) => ask<OutreachReport>('GET', path`/api/v1/reports/silent?days=${days}`);
export const executive = (from: number, to: number) => ask<Executive>('GET', path`/api/v1/reports/executive?from=${from}&to=${to}`);
export const humanAccess = (days: number) => ask<AccessReport>('GET', path`/api/v1/reports/human-access?days=${days}`);
